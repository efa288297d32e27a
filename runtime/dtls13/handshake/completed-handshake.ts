import type { AlertError } from '../../errors/alert-error.ts';
import { PeerError } from '../../errors/peer-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import type { WireError } from '../../errors/wire-error.ts';
import type { Handshake, HandshakeHost } from './handshake-context.ts';

/**
 * The handshake of a connection that goes on after it was idle: it is complete, and nothing of it is left. As the state
 * CONNECTED of the charts of both roles.
 */
export class CompletedHandshake implements Handshake {
  readonly secure = true;
  readonly #host: () => Pick<HandshakeHost, 'abort'>;
  #isOver = false;

  constructor(host: () => Pick<HandshakeHost, 'abort'>) {
    this.#host = host;
  }

  receive(): void {}

  considerAlternative(): boolean {
    return false;
  }

  certificateAccepted(): void {}

  certificateRejected(): void {}

  pskResponded(): void {}

  freshnessResponded(): void {}

  flightAcknowledged(): void {}

  flightExhausted(): void {}

  alertReceived(error: AlertError): void {
    this.#end(error, undefined);
  }

  violated(reason: PeerReason, alert: string, rule: string, detail?: string, options?: ErrorOptions): void {
    this.#end(new PeerError(reason, alert, rule, detail, options), alert);
  }

  /** See `HandshakeBase.undecodable`. */
  undecodable(error: WireError): void {
    const options = { cause: error };
    if (error.code === 'ERR_WIRE_ILLEGAL_VALUE') {
      this.violated('ILLEGAL_FIELD_VALUE', 'illegal_parameter', 'RFC 9846 section 6.2', error.message, options);
    } else {
      this.violated('UNDECODABLE_MESSAGE', 'decode_error', 'RFC 9846 section 6.2', error.message, options);
    }
  }

  closed(): void {
    this.#isOver = true;
  }

  zeroize(): void {}

  #end(error: AlertError | PeerError, alert: string | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#host().abort(error, alert);
  }
}
