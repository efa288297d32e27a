import {
  ClientAuthResponseEvent,
  ClientAuthResponseMachine,
  type ClientAuthResponsePort,
} from '../../../generated/dtls13/machines/client-auth-response.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Finished } from '../../../generated/dtls13/wire/finished.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { PeerError } from '../../errors/peer-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import { encodeToBytes } from '../../wire/index.ts';
import { encodeCertificate } from '../handshake/certificate.ts';
import type { ReceivedCertificateRequest } from '../handshake/certificate-request.ts';
import { encodeCertificateVerify } from '../handshake/certificate-verify.ts';
import { HandshakeTranscript } from '../handshake/handshake-transcript.ts';
import type { FlightMessage } from '../reliability/flights.ts';
import type { PostHandshakeContext } from './post-handshake-context.ts';

/** Messages of a response: Certificate, CertificateVerify, Finished. */
const RESPONSE_LENGTH = 3;

/** The parts of the connection that a response needs. */
export interface ClientAuthResponseContext
  extends Pick<PostHandshakeContext, 'provider' | 'abort' | 'traceTransition'> {
  /** The transcript of the handshake, with the client's Finished; undefined: the server must not ask. */
  readonly transcript: HandshakeTranscript | undefined;
  /** Another open request has this context. */
  isRepeated(context: Uint8Array): boolean;
  /** Another request must not be answered before earlier responses are acknowledged. */
  tooManyRequests(): boolean;
  /** verify_data of a Finished of ours under the current secret; RFC 9846 section 4.5.3. */
  verifyData(transcriptHash: Uint8Array): Uint8Array;
  /**
   * Sends a flight of at most `length` messages when the rules about KeyUpdate allow it; `messages` creates them then.
   * True: at once.
   */
  send(length: number, messages: () => readonly FlightMessage[], acknowledged: () => void): boolean;
  /** The response is over. */
  closed(): void;
}

/**
 * Our response to a CertificateRequest after the handshake, as in the client auth response chart; RFC 9846 section 4.7.2.
 * The signature and the MAC are computed when the response is sent, because a KeyUpdate before it changes the secret.
 */
export class ClientAuthResponse implements ClientAuthResponsePort {
  /** Which response of the connection it is, from 0. */
  readonly number: number;
  readonly #request: ReceivedCertificateRequest;
  readonly #context: ClientAuthResponseContext;
  readonly #machine: ClientAuthResponseMachine;
  #transcript: HandshakeTranscript | undefined;
  #messages: FlightMessage[] = [];
  #isQueued = false;
  #error: PeerError | undefined;

  /** `body`: of the CertificateRequest. */
  constructor(
    number: number,
    request: ReceivedCertificateRequest,
    body: Uint8Array,
    context: ClientAuthResponseContext,
  ) {
    this.number = number;
    this.#request = request;
    this.#context = context;
    if (context.transcript !== undefined) {
      this.#transcript = new HandshakeTranscript(context.provider);
      this.#transcript.copyFrom(context.transcript);
      this.#transcript.addMessage(HandshakeType.certificate_request, body);
    }
    this.#machine = new ClientAuthResponseMachine(this);
    this.#machine.start();
  }

  /** certificate_request_context. */
  get context(): Uint8Array {
    return this.#request.context;
  }

  /** Checks the request and responds. True: at once. Throws InternalError. */
  start(): boolean {
    this.#machine.send(ClientAuthResponseEvent.certificateRequest);
    if (!this.#isQueued) return false;
    return this.#context.send(
      RESPONSE_LENGTH,
      () => this.#createMessages(),
      () => this.#machine.send(ClientAuthResponseEvent.responseAcknowledged),
    );
  }

  /** Stops at the end of the connection. */
  stop(): void {
    this.#machine.send(ClientAuthResponseEvent.stopped);
  }

  #createMessages(): readonly FlightMessage[] {
    try {
      this.#machine.send(ClientAuthResponseEvent.responseDue);
    } catch (cause) {
      throw new InternalError('the client authentication', cause);
    }
    const messages = this.#messages;
    this.#messages = [];
    this.#transcript = undefined;
    return messages;
  }

  // Guards and actions of the client auth response chart.

  transition(edge: number): void {
    this.#context.traceTransition('clientAuthResponse', edge, this.number);
  }

  requestNotAllowed(): boolean {
    return this.#context.transcript === undefined;
  }

  tooManyRequests(): boolean {
    return this.#context.tooManyRequests();
  }

  contextRepeated(): boolean {
    return this.#context.isRepeated(this.context);
  }

  extensionMisplaced(): boolean {
    return this.#request.extensionMisplaced;
  }

  extensionMissing(): boolean {
    return this.#request.extensionMissing;
  }

  filtersIllegal(): boolean {
    return this.#request.filtersIllegal;
  }

  certificateUsable(): boolean {
    return this.#request.selected !== undefined;
  }

  queueResponse(): void {
    this.#isQueued = true;
  }

  sendCertificate(): void {
    const { selected, isStatusRequested } = this.#request;
    this.#add(HandshakeType.certificate, encodeCertificate(selected?.certificate, isStatusRequested, this.context));
  }

  sendCertificateVerify(): void {
    const { selected } = this.#request;
    if (selected === undefined) return;
    const { certificate, scheme } = selected;
    const { provider } = this.#context;
    const body = encodeCertificateVerify(provider, 'client', scheme, certificate.privateKey, this.#transcriptHash);
    this.#add(HandshakeType.certificate_verify, body);
  }

  sendFinished(): void {
    const verifyData = this.#context.verifyData(this.#transcriptHash);
    this.#add(HandshakeType.finished, encodeToBytes(Finished, { verifyData }));
  }

  fatal(alert: string, ref: string, reason: PeerReason): void {
    const isUnexpected = reason === 'UNEXPECTED_MESSAGE';
    const detail = isUnexpected ? 'certificate_request after the handshake' : 'certificate_request';
    this.#error = new PeerError(reason, alert, ref, detail);
  }

  abort(): void {
    const error = this.#error as PeerError;
    this.#context.closed();
    this.#context.abort(error, error.alert);
  }

  get #transcriptHash(): Uint8Array {
    return (this.#transcript as HandshakeTranscript).digest();
  }

  #add(type: number, body: Uint8Array): void {
    this.#transcript?.addMessage(type, body);
    this.#messages.push({ type, body });
  }
}
