import { HandshakeType, handshakeTypeName } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { PeerError } from '../../errors/peer-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import { decodeAll, equalBytes } from '../../wire/index.ts';
import type { ClientAuthSettings } from '../handshake/certificate-request.ts';
import type { HandshakeTranscript } from '../handshake/handshake-transcript.ts';
import { ClientAuthRequest, type ClientAuthRequestContext } from './client-auth-request.ts';

/** Requests of a connection that can be open at a time. */
const MAX_OPEN_REQUESTS = 16;

/** The parts of the connection that its requests need. */
export interface ClientAuthRequestsContext extends Omit<ClientAuthRequestContext, 'transcript' | 'closed'> {
  /** The transcript of the handshake; undefined: the client must not be asked. */
  readonly transcript: HandshakeTranscript | undefined;
  /** Whether another message may be sent. */
  canSend(): boolean;
}

/**
 * The requests of a server for client certificates after the handshake; RFC 9846 section 4.7.2. Several can be open, and the
 * client responds in any order: the context in its Certificate tells which one. A response that has begun is complete
 * before any other message.
 */
export class ClientAuthRequests {
  readonly #context: ClientAuthRequestsContext;
  #open: readonly ClientAuthRequest[] = [];
  /** The request whose response has begun. */
  #responding: ClientAuthRequest | undefined;
  #count = 0;

  constructor(context: ClientAuthRequestsContext) {
    this.#context = context;
  }

  /** When `expire` is due. */
  get deadline(): number {
    let deadline = Number.POSITIVE_INFINITY;
    for (const request of this.#open) deadline = Math.min(deadline, request.deadline);
    return deadline;
  }

  /**
   * Sends a CertificateRequest. Returns its number, from 0. Throws WirechartError: ERR_DTLS_NO_CLIENT_AUTHENTICATION,
   * ERR_DTLS_TOO_MANY_REQUESTS, ERR_DTLS_MESSAGES_EXHAUSTED.
   */
  request(settings: ClientAuthSettings): number {
    const { transcript } = this.#context;
    if (transcript === undefined) {
      throw new WirechartError('ERR_DTLS_NO_CLIENT_AUTHENTICATION', 'the client does not authenticate itself later');
    }
    if (this.#open.length >= MAX_OPEN_REQUESTS) {
      throw new WirechartError('ERR_DTLS_TOO_MANY_REQUESTS', `${MAX_OPEN_REQUESTS} requests are open`);
    }
    if (!this.#context.canSend()) {
      throw new WirechartError('ERR_DTLS_MESSAGES_EXHAUSTED', 'no message_seq is left; open a new connection');
    }
    const number = this.#count;
    this.#count += 1;
    const closed = (): void => {
      this.#open = this.#open.filter((each) => each !== request);
    };
    const request: ClientAuthRequest = new ClientAuthRequest(number, settings, {
      ...this.#context,
      transcript,
      closed,
    });
    this.#open = [...this.#open, request];
    request.start();
    return number;
  }

  /** A response has begun and is not complete: only its next message may follow. */
  get isResponding(): boolean {
    return this.#responding !== undefined;
  }

  /** A Certificate, CertificateVerify or Finished of the client. Throws WireError. */
  receive(type: number, body: Uint8Array): void {
    if (type === HandshakeType.certificate && this.#responding === undefined) {
      const { certificateRequestContext } = decodeAll(Certificate, body);
      this.#responding = this.#open.find(({ context }) => equalBytes(context, certificateRequestContext));
      if (this.#responding === undefined) {
        this.#violated('ILLEGAL_CERTIFICATE_REQUEST_CONTEXT', 'illegal_parameter', 'RFC 9846 section 4.5.1', type);
        return;
      }
    }
    const request = this.#responding;
    if (request === undefined || (request.hasWaitingSignature && type !== HandshakeType.finished)) {
      this.#violated('UNEXPECTED_MESSAGE', 'unexpected_message', 'RFC 9846 section 4.7.2', type);
      return;
    }
    if (type === HandshakeType.finished) this.#responding = undefined;
    request.receive(type, body);
  }

  expire(now: number): void {
    for (const request of this.#open) request.expire(now);
  }

  /** Stops at the end of the connection. */
  stop(): void {
    for (const request of this.#open) request.stop();
    this.#open = [];
    this.#responding = undefined;
  }

  #violated(reason: PeerReason, alert: string, rule: string, type: number): void {
    const detail = `${handshakeTypeName(type)} after the handshake`;
    this.#context.abort(new PeerError(reason, alert, rule, detail), alert);
  }
}
