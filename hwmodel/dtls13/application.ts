import type { HostRequest } from '../../generated/dtls13/hardware/host-request.ts';
import type { ApplicationRequest, ApplicationResponse, ConnectionEvent } from '../../runtime/dtls13/index.ts';
import { AnyOf, type Fifo, type Kernel, KernelEvent, ModelError, type ThreadBody } from '../kernel/index.ts';
import type { InputContent } from './input.ts';
import type { StackSoftware } from './stack-session.ts';

/** An event of an endpoint, at the simulated time at which its software learnt of it. */
export interface TimedEvent {
  readonly atPs: number;
  readonly event: ConnectionEvent;
}

/** Decides about a certificate chain. */
export type ApplicationRequestHandler = (request: ApplicationRequest) => ApplicationResponse;

/** The software of one side: keeps descriptors, hands them to the stack as its fifo has room, notes every event. */
export abstract class Application implements StackSoftware {
  readonly events: TimedEvent[] = [];
  protected readonly kernel: Kernel;
  readonly #respond: ApplicationRequestHandler;
  readonly #requests: Fifo<HostRequest>;
  readonly #posted: KernelEvent;
  readonly #descriptors: InputContent[] = [];

  constructor(kernel: Kernel, name: string, requests: Fifo<HostRequest>, respond: ApplicationRequestHandler) {
    this.kernel = kernel;
    this.#requests = requests;
    this.#respond = respond;
    this.#posted = new KernelEvent(kernel, `${name}.posted`);
    kernel.thread(`${name}.post`, () => this.#post());
  }

  event(event: ConnectionEvent): void {
    this.events.push({ atPs: this.kernel.now, event });
    this.react(event);
  }

  applicationRequest(request: ApplicationRequest): void {
    this.post({ kind: 'response', response: this.#respond(request) });
  }

  request(descriptor: number): InputContent {
    const content = this.#descriptors[descriptor];
    if (content !== undefined) return content;
    throw new ModelError('ERR_WIRECHART_MODEL_STATE', this.#posted.name, `there is no descriptor ${descriptor}`);
  }

  /** Something happened; `post` what it calls for. */
  protected abstract react(event: ConnectionEvent): void;

  /** Wants something of the stack. */
  protected post(content: InputContent): void {
    this.#descriptors.push(content);
    this.#posted.notifyDelta();
  }

  *#post(): ThreadBody {
    let next = 0;
    for (;;) {
      while (next === this.#descriptors.length) yield this.#posted;
      while (!this.#requests.canWrite) yield this.#requests.taken;
      this.#requests.put({ descriptor: next++ });
    }
  }
}

/** Begins, sends its messages when the connection is secure, and closes when as many came back or the time is up. */
export class ClientApplication extends Application {
  readonly #messages: readonly Uint8Array[];
  readonly #patiencePs: number;
  readonly #secured: KernelEvent;
  readonly #finished: KernelEvent;
  #echoes = 0;

  constructor(
    kernel: Kernel,
    name: string,
    requests: Fifo<HostRequest>,
    respond: ApplicationRequestHandler,
    messages: readonly Uint8Array[],
    patiencePs: number,
  ) {
    super(kernel, name, requests, respond);
    this.#messages = messages;
    this.#patiencePs = patiencePs;
    this.#secured = new KernelEvent(kernel, `${name}.secured`);
    this.#finished = new KernelEvent(kernel, `${name}.finished`);
    kernel.thread(`${name}.run`, () => this.#run());
  }

  protected override react(event: ConnectionEvent): void {
    if (event.kind === 'secure') this.#secured.notifyDelta();
    if (event.kind === 'message' && ++this.#echoes === this.#messages.length) this.#finished.notifyDelta();
    if (event.kind === 'closed' || event.kind === 'error') this.#finished.notifyDelta();
  }

  *#run(): ThreadBody {
    this.post({ kind: 'start' });
    yield this.#secured;
    for (const data of this.#messages) this.post({ kind: 'send', data });
    if (this.#messages.length > 0) yield new AnyOf([this.#finished], this.#patiencePs);
    this.post({ kind: 'close' });
  }
}

/** Listens from the start and sends every message back. */
export class EchoApplication extends Application {
  constructor(kernel: Kernel, name: string, requests: Fifo<HostRequest>, respond: ApplicationRequestHandler) {
    super(kernel, name, requests, respond);
    this.post({ kind: 'start' });
  }

  protected override react(event: ConnectionEvent): void {
    if (event.kind === 'message') this.post({ kind: 'send', data: event.data });
  }
}
