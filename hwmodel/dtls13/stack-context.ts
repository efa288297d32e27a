// The state that the modules of one hardware stack share.
import type { ApplicationRequest, ConnectionEvent } from '../../runtime/dtls13/index.ts';
import { type Kernel, PS_PER_MS } from '../kernel/index.ts';
import type { EndpointDriver } from './endpoint-driver.ts';
import type { EndpointInput, EndpointInputContent } from './endpoint-input.ts';
import type { TraceStep } from './operation-log.ts';

/**
 * The host software of a stack: receives the events and application requests of its core, and provides the inputs it
 * has submitted.
 */
export interface HostSoftware {
  event(event: ConnectionEvent): void;
  applicationRequest(request: ApplicationRequest): void;
  /** The input that a descriptor refers to. */
  readDescriptor(descriptor: number): EndpointInputContent;
}

/**
 * The state that the record layer and the handshake engine of one stack share: the core, the steps of the current
 * input, and the recorded inputs.
 */
export class StackContext {
  readonly software: HostSoftware;
  /** Every input so far, for `replayInputs`. */
  readonly inputs: EndpointInput[] = [];
  readonly #kernel: Kernel;
  readonly #endpoint: EndpointDriver;
  readonly #epochMs: number;
  #steps: readonly TraceStep[] = [];

  /** `epochMs`: the core's time at simulated time 0, in milliseconds since the Unix epoch. */
  constructor(kernel: Kernel, endpoint: EndpointDriver, epochMs: number, software: HostSoftware) {
    this.#kernel = kernel;
    this.#endpoint = endpoint;
    this.#epochMs = epochMs;
    this.software = software;
  }

  /** The steps of the current input. */
  get steps(): readonly TraceStep[] {
    return this.#steps;
  }

  /** The core's time: fractional milliseconds since the Unix epoch. */
  get nowMs(): number {
    return this.#epochMs + this.#kernel.now / PS_PER_MS;
  }

  /** The core's next deadline has been reached. */
  get isDeadlineReached(): boolean {
    return this.#endpoint.nextDeadline() <= this.nowMs;
  }

  /** Picoseconds to the core's next deadline, rounded up; undefined when there is none. */
  get timeToDeadlinePs(): number | undefined {
    const deadline = this.#endpoint.nextDeadline();
    if (deadline === Number.POSITIVE_INFINITY) return undefined;
    // A Number holds today's milliseconds since 1970 to a quarter of a microsecond, so round up to a whole microsecond.
    return Math.max(0, Math.ceil((deadline - this.#epochMs) * 1000) * (PS_PER_MS / 1000) - this.#kernel.now);
  }

  /** Applies an input to the core in zero simulated time, and records the input and its steps. */
  applyInput(content: EndpointInputContent): void {
    const input = { ...content, now: this.nowMs };
    this.inputs.push(input);
    this.#steps = this.#endpoint.apply(input);
  }
}
