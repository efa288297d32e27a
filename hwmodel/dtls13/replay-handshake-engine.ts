import { HandshakeEngine } from '../../generated/dtls13/hardware/handshake-engine.ts';
import type { Kernel, ThreadBody } from '../kernel/index.ts';
import { CryptoInitiator } from './crypto-initiator.ts';
import type { StackContext } from './stack-context.ts';

/** The handshake engine: issues the logged operations of the handshake to the crypto engine, one after the other. */
export class ReplayHandshakeEngine extends HandshakeEngine {
  readonly #context: StackContext;
  readonly #crypto = new CryptoInitiator(this.crypto);

  constructor(kernel: Kernel, name: string, context: StackContext) {
    super(kernel, name);
    this.#context = context;
  }

  protected override *run(): ThreadBody {
    for (;;) {
      while (!this.work.canRead) yield this.work.dataWritten;
      const { first, end } = this.work.get();
      for (const step of this.#context.steps.slice(first, end)) {
        const delayPs = step.kind === 'operation' ? this.#crypto.issue(step) : 0;
        if (delayPs > 0) yield delayPs;
      }
      while (!this.done.canWrite) yield this.done.dataRead;
      this.done.put({ end });
    }
  }
}
