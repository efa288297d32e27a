import {
  ClientAuthRequestEvent,
  ClientAuthRequestMachine,
  type ClientAuthRequestPort,
  ClientAuthRequestState,
  ClientAuthRequestTimer,
  clientAuthRequestStateNames,
} from '../../../generated/dtls13/machines/client-auth-request.ts';
import { HandshakeType, handshakeTypeName } from '../../../generated/dtls13/registries/handshake-type.ts';
import { CertificateEntryExtension } from '../../../generated/dtls13/wire/certificate-entry-extension.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { PeerError } from '../../errors/peer-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import { TimeoutError } from '../../errors/timeout-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import { type ClientAuthSettings, SentCertificateRequest } from '../handshake/certificate-request.ts';
import { hasMisplacedExtension } from '../handshake/extension-rules.ts';
import { decodeFinished } from '../handshake/finished.ts';
import { HandshakeTranscript } from '../handshake/handshake-transcript.ts';
import { PeerAuthentication } from '../handshake/peer-authentication.ts';
import type { ChainVerification, PostHandshakeContext } from './post-handshake-context.ts';

const NEVER = Number.POSITIVE_INFINITY;
/** Unpredictable, and different for each request of a connection; RFC 9846 section 4.4.2. */
const CONTEXT_LENGTH = 16;

/** The parts of the connection that a request needs. */
export interface ClientAuthRequestContext
  extends Pick<PostHandshakeContext, 'provider' | 'now' | 'abort' | 'report' | 'traceTransition' | 'application'> {
  /** The transcript of the handshake, with the client's Finished. Borrowed for the construction. */
  readonly transcript: HandshakeTranscript;
  /** Longest time for the rest of the response and its verification, in milliseconds. */
  readonly completionTimeout: number;
  /** verify_data of a Finished of the client under the current secret; RFC 9846 section 4.5.3. */
  verifyData(transcriptHash: Uint8Array): Uint8Array;
  /** Sends the CertificateRequest. Returns what ends its retransmission. */
  send(body: Uint8Array): () => void;
  /** The request is over. */
  closed(): void;
}

/** A message of the response, with what was computed when it arrived. */
interface ReceivedMessage {
  readonly event: ClientAuthRequestEvent;
  /** Covers all messages before. */
  readonly transcriptHash: Uint8Array;
  /** Only of a Finished: its MAC is the expected one. Keys may have changed when the verification is over. */
  readonly isVerifyDataValid: boolean;
}

/**
 * One request for the client's certificate after the handshake, as in the client auth request chart; RFC 9846 section
 * 4.7.2.
 *
 * 1. CertificateRequest to the client.
 * 2. Certificate, CertificateVerify, Finished from the client, or an empty Certificate and Finished. The application
 *    verifies the chain before CertificateVerify is checked; what arrives meanwhile waits.
 */
export class ClientAuthRequest implements ClientAuthRequestPort {
  /** Which request of the connection it is, from 0. */
  readonly number: number;
  /** certificate_request_context. */
  readonly context = new Uint8Array(CONTEXT_LENGTH);
  readonly #settings: ClientAuthSettings;
  readonly #context: ClientAuthRequestContext;
  readonly #machine: ClientAuthRequestMachine;
  readonly #transcript: HandshakeTranscript;
  readonly #request: SentCertificateRequest;
  readonly #authentication = new PeerAuthentication('client');
  /** At most a CertificateVerify and a Finished. */
  #waiting: ReceivedMessage[] = [];
  #current: ReceivedMessage | undefined;
  #endFlight = (): void => {};
  #due = NEVER;
  #timer: ClientAuthRequestTimer = ClientAuthRequestTimer['WAIT_CERT.response'];
  #error: WirechartError | undefined;
  #alert = 'internal_error';

  constructor(number: number, settings: ClientAuthSettings, context: ClientAuthRequestContext) {
    this.number = number;
    this.#settings = settings;
    this.#context = context;
    const { provider, transcript } = context;
    provider.random(this.context);
    this.#request = new SentCertificateRequest(provider, settings, this.context);
    this.#transcript = new HandshakeTranscript(provider);
    this.#transcript.copyFrom(transcript);
    this.#machine = new ClientAuthRequestMachine(this);
    this.#machine.start();
  }

  /** When `expire` is due. */
  get deadline(): number {
    return this.#due;
  }

  /** Sends the request. */
  start(): void {
    this.#send(ClientAuthRequestEvent.requestRequired);
  }

  /** A message of the response, in sequence: the Certificate with the context of this request first. Throws WireError. */
  receive(type: number, body: Uint8Array): void {
    let verifyData: Uint8Array | undefined;
    if (type === HandshakeType.certificate) this.#authentication.readCertificate(body);
    else if (type === HandshakeType.certificate_verify) this.#authentication.readCertificateVerify(body);
    else verifyData = decodeFinished(body);
    this.#attempt(() => {
      const { provider } = this.#context;
      const transcriptHash = this.#transcript.digest();
      this.#transcript.addMessage(type, body);
      const expected = verifyData && this.#context.verifyData(transcriptHash);
      const isVerifyDataValid = expected !== undefined && provider.equal(expected, verifyData as Uint8Array);
      this.#waiting.push({ event: eventOf(type), transcriptHash, isVerifyDataValid });
      this.#advance();
    });
  }

  /** A CertificateVerify waits for the verification of the chain: only Finished may follow. */
  get hasWaitingSignature(): boolean {
    return this.#waiting.length > 0;
  }

  expire(now: number): void {
    if (now >= this.#due) this.#machine.elapsed(this.#timer);
  }

  /** Stops at the end of the connection. */
  stop(): void {
    this.#machine.send(ClientAuthRequestEvent.stopped);
    this.#waiting = [];
  }

  // Guards and actions of the client auth request chart.

  transition(edge: number): void {
    this.#context.traceTransition('clientAuthRequest', edge, this.number);
  }

  certificateRequired(): boolean {
    return this.#settings.required && this.certificateMissing();
  }

  certificateMissing(): boolean {
    return this.#authentication.certificateMissing;
  }

  extensionUnsolicited(): boolean {
    return this.#request.hasUnsolicited(this.#extensionTypes);
  }

  extensionMisplaced(): boolean {
    return hasMisplacedExtension(this.#extensionTypes, 'CT');
  }

  filtersUnmatched(): boolean {
    return !this.#request.isMatchedBy(this.#authentication.chain);
  }

  schemeUnsolicited(): boolean {
    return !this.#authentication.isSchemeOffered(this.#context.provider);
  }

  signatureInvalid(): boolean {
    const { transcriptHash } = this.#current as ReceivedMessage;
    return !this.#authentication.isSignatureValid(this.#context.provider, transcriptHash);
  }

  verifyDataInvalid(): boolean {
    return this.#current?.isVerifyDataValid !== true;
  }

  sendCertificateRequest(): void {
    const { body } = this.#request;
    this.#transcript.addMessage(HandshakeType.certificate_request, body);
    this.#endFlight = this.#context.send(body);
  }

  acknowledgeRequest(): void {
    this.#endFlight();
  }

  requestCertificateVerification(): void {
    const verification: ChainVerification = {
      chain: this.#authentication.chain,
      ocspResponse: this.#authentication.ocspResponse,
      certificateRequest: this.number,
      deadline: this.#context.now() + this.#context.completionTimeout,
      accepted: (publicKey) => {
        this.#authentication.accept(publicKey);
        this.#send(ClientAuthRequestEvent.certificateAccepted);
      },
      rejected: (alert, error) => {
        this.#error = error;
        this.#alert = alert;
        this.#send(ClientAuthRequestEvent.certificateRejected);
      },
    };
    this.#context.application.requestChainVerification(verification);
  }

  reportResult(): void {
    const { scheme } = this.#authentication;
    this.#context.closed();
    this.#context.report({ kind: 'clientAuthentication', request: this.number, peerSignatureScheme: scheme });
  }

  reportTimeout(): void {
    const isUnanswered = this.#timer === ClientAuthRequestTimer['WAIT_CERT.response'];
    const milliseconds = isUnanswered ? this.#settings.timeout : this.#context.completionTimeout;
    this.#error = new TimeoutError('the request for a certificate', milliseconds);
    this.#alert = 'certificate_required';
  }

  /** `rejected` has set the error. */
  reportCertificateRejected(): void {}

  fatal(alert: string, ref: string, reason: PeerReason): void {
    const type = typeOf(this.#current?.event);
    const state = clientAuthRequestStateNames[this.#machine.state];
    const detail = reason === 'UNEXPECTED_MESSAGE' ? `${type} in state ${state} after the handshake` : undefined;
    this.#error = new PeerError(reason, alert, ref, detail);
    this.#alert = alert;
  }

  abort(): void {
    this.#context.closed();
    this.#context.abort(this.#error as WirechartError, this.#alert);
  }

  startTimer(timer: ClientAuthRequestTimer): void {
    const isResponse = timer === ClientAuthRequestTimer['WAIT_CERT.response'];
    this.#timer = timer;
    this.#due = this.#context.now() + (isResponse ? this.#settings.timeout : this.#context.completionTimeout);
  }

  cancelTimer(timer: ClientAuthRequestTimer): void {
    if (timer === this.#timer) this.#due = NEVER;
  }

  get #extensionTypes(): readonly number[] {
    return this.#authentication.extensions.map(CertificateEntryExtension.extensionType);
  }

  #send(event: ClientAuthRequestEvent): void {
    this.#attempt(() => {
      this.#machine.send(event);
      this.#advance();
    });
  }

  /** Processes the messages that do not wait for the verification. */
  #advance(): void {
    while (this.#machine.state !== ClientAuthRequestState['RESPONDING.VERIFYING']) {
      this.#current = this.#waiting.shift();
      if (this.#current === undefined) return;
      this.#machine.send(this.#current.event);
    }
  }

  /** A failure of the crypto provider ends only this connection. */
  #attempt(step: () => void): void {
    try {
      step();
    } catch (cause) {
      const error = cause instanceof InternalError ? cause : new InternalError('the client authentication', cause);
      this.#context.closed();
      this.#context.abort(error, 'internal_error');
    }
  }
}

function eventOf(type: number): ClientAuthRequestEvent {
  if (type === HandshakeType.certificate) return ClientAuthRequestEvent.certificate;
  return type === HandshakeType.certificate_verify
    ? ClientAuthRequestEvent.certificateVerify
    : ClientAuthRequestEvent.finished;
}

function typeOf(event: ClientAuthRequestEvent | undefined): string {
  const types = [HandshakeType.certificate, HandshakeType.certificate_verify, HandshakeType.finished];
  return handshakeTypeName(types.find((type) => eventOf(type) === event) ?? HandshakeType.finished);
}
