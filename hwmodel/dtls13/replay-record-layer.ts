import { RecordLayer } from '../../generated/dtls13/hardware/record-layer.ts';
import { AnyOf, type Kernel, type ThreadBody } from '../kernel/index.ts';
import { CryptoInitiator } from './crypto-initiator.ts';
import type { EndpointInputContent } from './endpoint-input.ts';
import type { TraceStep } from './operation-log.ts';
import type { StackContext } from './stack-context.ts';

/**
 * The record layer: gives the core one input at a time and replays the logged steps of that input in simulated time:
 * 1. operations of the handshake go to the handshake engine as one range, and the record layer waits for it,
 * 2. operations of record protection go to the crypto engine,
 * 3. datagrams go to the link, events and application requests to the host software.
 *
 * The next input waits until the last step is done.
 */
export class ReplayRecordLayer extends RecordLayer {
  readonly #context: StackContext;
  readonly #crypto = new CryptoInitiator(this.crypto);
  #sequence = 0;

  constructor(kernel: Kernel, name: string, context: StackContext) {
    super(kernel, name);
    this.#context = context;
  }

  protected override *run(): ThreadBody {
    const context = this.#context;
    for (;;) {
      const input = this.#nextInput();
      if (input === undefined) {
        yield new AnyOf([this.received.dataWritten, this.requests.dataWritten], context.timeToDeadlinePs);
        continue;
      }
      context.applyInput(input);
      const { steps } = context;
      for (let i = 0; i < steps.length; i++) {
        const step = steps[i];
        if (step === undefined) break;
        if (isHandshake(step)) {
          const end = endOfHandshake(steps, i);
          this.work.put({ first: i, end });
          while (!this.done.canRead) yield this.done.dataWritten;
          this.done.get();
          i = end - 1;
        } else if (step.kind === 'operation') {
          const delayPs = this.#crypto.issue(step);
          if (delayPs > 0) yield delayPs;
        } else if (step.kind === 'datagram') {
          while (!this.transmitted.canWrite) yield this.transmitted.dataRead;
          this.transmitted.put({ sequence: this.#sequence++, path: step.path, data: step.data });
        } else if (step.kind === 'event') {
          context.software.event(step.event);
        } else {
          context.software.applicationRequest(step.request);
        }
      }
    }
  }

  /** Received datagrams have priority over the deadline, as with a socket, and the deadline over host requests. */
  #nextInput(): EndpointInputContent | undefined {
    if (this.received.canRead) {
      const { path, data } = this.received.get();
      return { kind: 'datagram', path, data };
    }
    if (this.#context.isDeadlineReached) return { kind: 'timeout' };
    return this.requests.canRead ? this.#context.software.readDescriptor(this.requests.get().descriptor) : undefined;
  }
}

function isHandshake(step: TraceStep | undefined): boolean {
  return step?.kind === 'operation' && step.module === 'handshake';
}

function endOfHandshake(steps: readonly TraceStep[], first: number): number {
  let end = first;
  while (isHandshake(steps[end])) end++;
  return end;
}
