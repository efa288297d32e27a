import { HandshakeEngine } from '../../generated/dtls13/hardware/handshake-engine.ts';
import type { Kernel, ThreadBody } from '../kernel/index.ts';
import { CryptoRequests } from './crypto-requests.ts';
import type { StackSession } from './stack-session.ts';

/** Carries out the pieces of the log that belong to the handshake. */
export class PlayingHandshakeEngine extends HandshakeEngine {
  readonly #session: StackSession;
  readonly #crypto = new CryptoRequests(this.crypto);

  constructor(kernel: Kernel, name: string, session: StackSession) {
    super(kernel, name);
    this.#session = session;
  }

  protected override *run(): ThreadBody {
    for (;;) {
      while (!this.work.canRead) yield this.work.written;
      const { first, end } = this.work.get();
      for (const step of this.#session.steps.slice(first, end)) {
        const delayPs = step.kind === 'operation' ? this.#crypto.issue(step) : 0;
        if (delayPs > 0) yield delayPs;
      }
      while (!this.done.canWrite) yield this.done.taken;
      this.done.put({ end });
    }
  }
}
