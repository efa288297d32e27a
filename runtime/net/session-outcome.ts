import { type Deferred, deferred } from './deferred.ts';
import type { HandshakeResult } from './handshake-result.ts';

/**
 * What a session tells by promises, in one object that is made when it is first needed: most sessions of a server never need
 * it. Both promises are marked as handled.
 */
export class SessionOutcome {
  readonly opened: Deferred<HandshakeResult> = deferred();
  readonly closed: Deferred<void> = deferred();
  /** The value of `opened`, which the event `handshake` has too; undefined: the handshake is not complete. */
  result: HandshakeResult | undefined;

  /** The handshake is complete. The application gets `result`, and may change it. */
  open(result: HandshakeResult): void {
    this.result = result;
    this.opened.resolve(result);
  }
}
