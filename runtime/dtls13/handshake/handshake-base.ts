import { HandshakeType, handshakeTypeName } from '../../../generated/dtls13/registries/handshake-type.ts';
import type { AlertError } from '../../errors/alert-error.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { PeerError } from '../../errors/peer-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import { TimeoutError } from '../../errors/timeout-error.ts';
import { WireError } from '../../errors/wire-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import type { MachineEdge } from '../../machine/index.ts';
import { decodeFinished, isFinishedValid } from './finished.ts';
import type { HandshakeChart, RegisteredHandshakeType } from './handshake-chart.ts';
import type { HandshakeContext, HandshakeHost, NegotiatedParameters, PskLookupResult } from './handshake-context.ts';
import { HandshakeTranscript } from './handshake-transcript.ts';
import { PeerAuthentication } from './peer-authentication.ts';
import type { SessionParameters } from './psk/session-parameters.ts';
import type { SessionKeys } from './session-keys.ts';

/**
 * The common part of both roles: receiving messages (RFC 9846 section 4), verifying the peer's CertificateVerify and
 * Finished (RFC 9846 sections 4.5.2 and 4.5.3), and ending the handshake.
 *
 * 1. `receive` decodes a message and adds it to the transcript.
 * 2. It sends the message's event to the chart of the role.
 * 3. The chart calls the guards and actions of the role.
 * 4. `complete` passes the result to the connection; `abort` ends the handshake with the first error.
 */
export abstract class HandshakeBase<E extends number> {
  /** The connection, or the stateless context before it exists. */
  protected host: HandshakeHost;
  protected transcript: HandshakeTranscript;
  protected keys: SessionKeys | undefined;
  protected sharedSecret: Uint8Array | undefined;
  /** Transcript hash of all messages before the last CertificateVerify or Finished. */
  protected previousTranscriptHash: Uint8Array | undefined;
  /** True once the peer is authenticated and the application keys are derived. */
  secure = false;
  /** The Certificate and CertificateVerify of the peer. */
  protected peerAuthentication: PeerAuthentication;
  readonly #peerRole: 'client' | 'server';
  #verifyData: Uint8Array | undefined;
  #edge = 0;
  /** Handshake type of the message that was received last. */
  #type = 0;
  /** A step of the chart threw, so the state is not defined any more. */
  #hasThrown = false;
  #error: WirechartError | undefined;
  #alert: string | undefined;
  #receivedAlert: AlertError | undefined;
  readonly #startedAt: number;

  constructor(host: HandshakeHost, peerRole: 'client' | 'server') {
    this.host = host;
    this.#peerRole = peerRole;
    this.peerAuthentication = new PeerAuthentication(peerRole);
    this.transcript = new HandshakeTranscript(host.provider);
    this.#startedAt = host.now();
  }

  /** Only if the connection exists. */
  protected abstract readonly context: HandshakeContext;

  protected abstract readonly chart: HandshakeChart<E>;
  protected abstract readonly machine: { readonly state: number; send(event: E): void };

  /** Decodes the message for the guards. Throws WireError. */
  protected abstract read(type: number, body: Uint8Array): void;

  /** Receives one complete message of the handshake, in sequence. */
  receive(type: number, body: Uint8Array): void {
    this.#type = type;
    this.failOnThrow(() => {
      if (this.#decode(type, body)) this.machine.send(this.event(type));
    });
  }

  /** Only a client can receive a hello of another handshake. */
  considerAlternative(_body: Uint8Array): boolean {
    return false;
  }

  /** Sends an event to the chart. */
  protected send(event: E): void {
    this.failOnThrow(() => this.machine.send(event));
  }

  /** An exception in `step`, as a rule from the crypto provider, ends only this handshake. */
  protected failOnThrow(step: () => void): void {
    if (this.#hasThrown) return;
    try {
      step();
    } catch (cause) {
      this.#hasThrown = true;
      const error = cause instanceof InternalError ? cause : new InternalError('the handshake', cause);
      this.fail(error, 'internal_error');
      this.abort();
    }
  }

  /** The chart's event for a decoded message. */
  protected event(type: number): E {
    return this.chart.eventOf[type as RegisteredHandshakeType] ?? this.chart.events.otherMessage;
  }

  /** Decodes a message and adds it to the transcript. False: it does not decode, and the handshake ended. */
  #decode(type: number, body: Uint8Array): boolean {
    try {
      if (type === HandshakeType.finished) this.#verifyData = decodeFinished(body);
      else this.read(type, body);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.undecodable(error);
      return false;
    }
    // Only these two contain a signature or a MAC over what precedes them.
    if (type === HandshakeType.certificate_verify || type === HandshakeType.finished) {
      this.previousTranscriptHash = this.transcript.hash === undefined ? undefined : this.transcript.digest();
    }
    this.transcript.addMessage(type, body);
    return true;
  }

  /** Puts a message that is not the last one of the handshake into the flight. */
  protected stage(type: number, epoch: number, body: Uint8Array): void {
    this.transcript.addMessage(type, body);
    this.context.stage(type, epoch, body, false);
  }

  certificateAccepted(publicKey: Uint8Array, notAfter?: number): void {
    this.peerAuthentication.accept(publicKey, notAfter);
    this.send(this.chart.events.certificateAccepted);
  }

  certificateRejected(alert: string, error: WirechartError): void {
    this.fail(error, alert);
    this.send(this.chart.events.certificateRejected);
  }

  flightAcknowledged(): void {
    this.send(this.chart.events.flightAcknowledged);
  }

  flightExhausted(): void {
    this.send(this.chart.events.flightExhausted);
  }

  alertReceived(error: AlertError): void {
    this.#receivedAlert = error;
    this.send(this.chart.events.alertReceived);
  }

  /** The peer broke a rule that no transition of the chart stands for: a fragment, an ACK, a record. */
  violated(reason: PeerReason, alert: string, rule: string, detail?: string, options?: ErrorOptions): void {
    this.fail(new PeerError(reason, alert, rule, detail, options), alert);
    this.send(this.chart.events.invalidMessage);
  }

  /** Authenticated bytes do not decode; RFC 9846 section 6.2 names two alerts for that. */
  undecodable(error: WireError): void {
    const options = { cause: error };
    if (error.code === 'ERR_WIRE_ILLEGAL_VALUE') {
      this.violated('ILLEGAL_FIELD_VALUE', 'illegal_parameter', 'RFC 9846 section 6.2', error.message, options);
    } else {
      this.violated('UNDECODABLE_MESSAGE', 'decode_error', 'RFC 9846 section 6.2', error.message, options);
    }
  }

  /** Only a server requests keys. */
  pskResponded(_found: PskLookupResult | undefined): void {}

  /** Only a server asks about freshness. */
  freshnessResponded(_isFresh: boolean): void {}

  closed(): void {
    this.send(this.chart.events.closed);
  }

  /** Overwrites the remaining secrets. Record protection has its own keys. */
  zeroize(): void {
    this.keys?.zeroize();
    this.sharedSecret?.fill(0);
  }

  /** Sets the error and the alert of `abort`. The first call counts. */
  protected fail(error: WirechartError, alert: string | undefined): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    this.#alert = alert;
  }

  /** Replaces the stateless context by the connection, which receives the transition that created it. */
  protected setConnection(context: HandshakeContext): void {
    this.host = context;
    context.traceTransition(this.chart.id, this.#edge);
  }

  /**
   * Ends the successful handshake: its secrets are overwritten, except those of the session. `session`: what tickets
   * resume; undefined: there are none. `offersAuth`: the client offered to authenticate itself later.
   */
  protected complete(
    negotiated: NegotiatedParameters,
    session: SessionParameters | undefined,
    offersAuth: boolean,
  ): void {
    this.secure = true;
    const keys = this.keys as SessionKeys;
    const resumption = session && { secret: keys.deriveResumption(this.transcript.digest()), parameters: session };
    // Not with an external pre-shared key; RFC 9846 section 4.4.2.
    const transcript = offersAuth && negotiated.pskIdentity === undefined ? this.transcript : undefined;
    const secrets = { ...keys.takeSession(), resumption, transcript };
    this.zeroize();
    // An open connection does not keep the messages.
    if (transcript === undefined) this.transcript = new HandshakeTranscript(this.host.provider);
    this.peerAuthentication = new PeerAuthentication(this.#peerRole);
    this.context.secure(negotiated, secrets);
  }

  // Guards and actions of both charts.

  certificateMissing(): boolean {
    return this.peerAuthentication.certificateMissing;
  }

  schemeUnsolicited(): boolean {
    return !this.peerAuthentication.isSchemeOffered(this.host.provider);
  }

  signatureInvalid(): boolean {
    return !this.peerAuthentication.isSignatureValid(this.host.provider, this.previousTranscriptHash as Uint8Array);
  }

  verifyDataInvalid(): boolean {
    const verifyData = this.#verifyData as Uint8Array;
    const transcriptHash = this.previousTranscriptHash as Uint8Array;
    return !isFinishedValid(this.host.provider, this.keys as SessionKeys, this.#peerRole, verifyData, transcriptHash);
  }

  transition(edge: number): void {
    this.#edge = edge;
    this.host.traceTransition(this.chart.id, edge);
  }

  fatal(alert: string, ref: string, reason: PeerReason): void {
    this.fail(new PeerError(reason, alert, ref, this.#detailOf(reason)), alert);
  }

  /** What the sentence of the reason does not say: message and state, or the message if the reason has several. */
  #detailOf(reason: PeerReason): string | undefined {
    const { edges, states } = this.chart;
    const { trigger } = edges[this.#edge] as MachineEdge;
    const message = trigger === 'otherMessage' ? handshakeTypeName(this.#type) : trigger;
    if (reason === 'UNEXPECTED_MESSAGE') return `${message} in state ${states[this.machine.state]}`;
    return edges.some((edge) => edge.reason === reason && edge.trigger !== trigger) ? message : undefined;
  }

  reportAlert(): void {
    if (this.#receivedAlert !== undefined) this.fail(this.#receivedAlert, undefined);
  }

  reportTimeout(): void {
    this.fail(new TimeoutError('handshake', this.host.now() - this.#startedAt), undefined);
  }

  /** `certificateRejected` has set the error. */
  reportCertificateRejected(): void {}

  abort(): void {
    this.host.abort(this.#error as WirechartError, this.#alert);
  }
}
