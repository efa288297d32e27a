import type { ApplicationRequest, ConnectionEvent } from '../../runtime/dtls13/index.ts';
import { type Kernel, PS_PER_MS } from '../kernel/index.ts';
import type { DrivenEndpoint } from './driven-endpoint.ts';
import type { Input, InputContent } from './input.ts';
import type { Step } from './operation-log.ts';

/** The software beside a stack: takes what the stack has to say, gives it descriptors of what it wants. */
export interface StackSoftware {
  event(event: ConnectionEvent): void;
  applicationRequest(request: ApplicationRequest): void;
  /** The request behind a descriptor. */
  request(descriptor: number): InputContent;
}

/** What record layer and handshake engine of one stack share: the core, the log of the input at hand, the record of inputs. */
export class StackSession {
  readonly software: StackSoftware;
  /** Every input so far, for a replay into a bare core. */
  readonly inputs: Input[] = [];
  readonly #kernel: Kernel;
  readonly #endpoint: DrivenEndpoint;
  readonly #epochMs: number;
  #steps: readonly Step[] = [];

  /** `epochMs`: what the core takes for the begin of simulated time, in milliseconds since the Unix epoch. */
  constructor(kernel: Kernel, endpoint: DrivenEndpoint, epochMs: number, software: StackSoftware) {
    this.#kernel = kernel;
    this.#endpoint = endpoint;
    this.#epochMs = epochMs;
    this.software = software;
  }

  /** The log of the input at hand. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** What the core takes for now. */
  get nowMs(): number {
    return this.#epochMs + this.#kernel.now / PS_PER_MS;
  }

  /** The core's next deadline has come. */
  get due(): boolean {
    return this.#endpoint.nextDeadline() <= this.nowMs;
  }

  /** Picoseconds to the core's next deadline, rounded up; undefined when there is none. */
  get timeLeftPs(): number | undefined {
    const deadline = this.#endpoint.nextDeadline();
    if (deadline === Number.POSITIVE_INFINITY) return undefined;
    // Milliseconds since 1970 are exact to a quarter of a microsecond: wait to the end of the one the deadline falls in.
    return Math.max(0, Math.ceil((deadline - this.#epochMs) * 1000) * (PS_PER_MS / 1000) - this.#kernel.now);
  }

  /** Gives an input to the core in zero time and keeps both the input and its log. */
  feed(content: InputContent): void {
    const input = { ...content, now: this.nowMs };
    this.inputs.push(input);
    this.#steps = this.#endpoint.apply(input);
  }
}
