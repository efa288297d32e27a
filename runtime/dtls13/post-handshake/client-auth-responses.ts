import { InternalError } from '../../errors/internal-error.ts';
import { equalBytes } from '../../wire/index.ts';
import type { Certificate } from '../handshake/certificate.ts';
import { ReceivedCertificateRequest } from '../handshake/certificate-request.ts';
import { ClientAuthResponse, type ClientAuthResponseContext } from './client-auth-response.ts';

/** Responses of a client that the server has not acknowledged. */
const MAX_OPEN_RESPONSES = 16;

/** The parts of the connection that its responses need. */
export interface ClientAuthResponsesContext
  extends Omit<ClientAuthResponseContext, 'closed' | 'isRepeated' | 'tooManyRequests'> {
  /** Ours, most preferred first. */
  readonly certificates: readonly Certificate[];
}

/** A client's responses to CertificateRequests after the handshake; RFC 9846 section 4.7.2. */
export class ClientAuthResponses {
  readonly #context: ClientAuthResponsesContext;
  #open: readonly ClientAuthResponse[] = [];
  #count = 0;

  constructor(context: ClientAuthResponsesContext) {
    this.#context = context;
  }

  /** A CertificateRequest of the server. True: the response is sent at once. Throws WireError and InternalError. */
  receive(body: Uint8Array): boolean {
    const request = new ReceivedCertificateRequest(body, this.#context.certificates);
    const response = this.#create(request, body);
    return response.start();
  }

  #create(request: ReceivedCertificateRequest, body: Uint8Array): ClientAuthResponse {
    const context = this.#context;
    const open = this.#open;
    const closed = (): void => {
      this.#open = this.#open.filter((each) => each !== response);
    };
    let response: ClientAuthResponse;
    try {
      response = new ClientAuthResponse(this.#count, request, body, {
        ...context,
        isRepeated: (value) => open.some((each) => equalBytes(each.context, value)),
        tooManyRequests: () => open.length >= MAX_OPEN_RESPONSES,
        send: (length, messages, acknowledged) =>
          context.send(length, messages, () => {
            acknowledged();
            closed();
          }),
        closed,
      });
    } catch (cause) {
      throw new InternalError('the client authentication', cause);
    }
    this.#count += 1;
    this.#open = [...open, response];
    return response;
  }

  /** Stops at the end of the connection. */
  stop(): void {
    for (const response of this.#open) response.stop();
    this.#open = [];
  }
}
