import { RecordLayer } from '../../generated/dtls13/hardware/record-layer.ts';
import { AnyOf, type Kernel, type ThreadBody } from '../kernel/index.ts';
import { CryptoRequests } from './crypto-requests.ts';
import type { InputContent } from './input.ts';
import type { Step } from './operation-log.ts';
import type { StackSession } from './stack-session.ts';

/** Feeds the core one input after the other and plays what came of it: in the order of the log, in the time it takes. */
export class PlayingRecordLayer extends RecordLayer {
  readonly #session: StackSession;
  readonly #crypto = new CryptoRequests(this.crypto);
  #sequence = 0;

  constructor(kernel: Kernel, name: string, session: StackSession) {
    super(kernel, name);
    this.#session = session;
  }

  protected override *run(): ThreadBody {
    const session = this.#session;
    for (;;) {
      const input = this.#nextInput();
      if (input === undefined) {
        yield new AnyOf([this.received.written, this.requests.written], session.timeLeftPs);
        continue;
      }
      session.feed(input);
      const { steps } = session;
      for (let i = 0; i < steps.length; i++) {
        const step = steps[i];
        if (step === undefined) break;
        if (isHandshake(step)) {
          const end = endOfHandshake(steps, i);
          this.work.put({ first: i, end });
          while (!this.done.canRead) yield this.done.written;
          this.done.get();
          i = end - 1;
        } else if (step.kind === 'operation') {
          const delayPs = this.#crypto.issue(step);
          if (delayPs > 0) yield delayPs;
        } else if (step.kind === 'datagram') {
          while (!this.transmitted.canWrite) yield this.transmitted.taken;
          this.transmitted.put({ sequence: this.#sequence++, data: step.data });
        } else if (step.kind === 'event') {
          session.software.event(step.event);
        } else {
          session.software.applicationRequest(step.request);
        }
      }
    }
  }

  /** What arrived goes before what is due, as with a socket, and that before what the software wants. */
  #nextInput(): InputContent | undefined {
    if (this.received.canRead) return { kind: 'datagram', data: this.received.get().data };
    if (this.#session.due) return { kind: 'timeout' };
    return this.requests.canRead ? this.#session.software.request(this.requests.get().descriptor) : undefined;
  }
}

function isHandshake(step: Step | undefined): boolean {
  return step?.kind === 'operation' && step.by === 'handshake';
}

function endOfHandshake(steps: readonly Step[], first: number): number {
  let end = first;
  while (isHandshake(steps[end])) end++;
  return end;
}
