// The host software of the simulated client and of the simulated server.
import type { HostRequest } from '../../generated/dtls13/hardware/host-request.ts';
import type { ApplicationRequest, ApplicationResponse, ConnectionEvent } from '../../runtime/dtls13/index.ts';
import { AnyOf, type Fifo, type Kernel, KernelEvent, ModelError, type ThreadBody } from '../kernel/index.ts';
import type { EndpointInputContent } from './endpoint-input.ts';
import type { HostSoftware } from './stack-context.ts';

/** An event of an endpoint with the simulated time, in picoseconds, at which the host software received it. */
export interface TimedEvent {
  readonly atPs: number;
  readonly event: ConnectionEvent;
}

/** Responds to a request of the core, for example accepts or rejects a certificate chain. */
export type ApplicationRequestHandler = (request: ApplicationRequest) => ApplicationResponse;

/**
 * The host software of one endpoint: writes request descriptors, submits them to the stack while its request fifo has a
 * free slot, and records every event.
 */
export abstract class Application implements HostSoftware {
  readonly events: TimedEvent[] = [];
  protected readonly kernel: Kernel;
  readonly #respond: ApplicationRequestHandler;
  readonly #requests: Fifo<HostRequest>;
  readonly #submitted: KernelEvent;
  readonly #descriptors: EndpointInputContent[] = [];

  constructor(kernel: Kernel, name: string, requests: Fifo<HostRequest>, respond: ApplicationRequestHandler) {
    this.kernel = kernel;
    this.#requests = requests;
    this.#respond = respond;
    this.#submitted = new KernelEvent(kernel, `${name}.submitted`);
    kernel.thread(`${name}.submit`, () => this.#submitRequests());
  }

  event(event: ConnectionEvent): void {
    this.events.push({ atPs: this.kernel.now, event });
    this.handleEvent(event);
  }

  applicationRequest(request: ApplicationRequest): void {
    this.submit({ kind: 'response', response: this.#respond(request) });
  }

  readDescriptor(descriptor: number): EndpointInputContent {
    const content = this.#descriptors[descriptor];
    if (content !== undefined) return content;
    throw new ModelError('ERR_WIRECHART_MODEL_STATE', this.#submitted.name, `there is no descriptor ${descriptor}`);
  }

  /** Called for each event; submits the requests that follow from it. */
  protected abstract handleEvent(event: ConnectionEvent): void;

  /** Adds a request for the stack. Never waits: the queue of descriptors has no limit. */
  protected submit(content: EndpointInputContent): void {
    this.#descriptors.push(content);
    this.#submitted.notifyDelta();
  }

  *#submitRequests(): ThreadBody {
    let next = 0;
    for (;;) {
      while (next === this.#descriptors.length) yield this.#submitted;
      while (!this.#requests.canWrite) yield this.#requests.dataRead;
      this.#requests.put({ descriptor: next++ });
    }
  }
}

/**
 * The client:
 * 1. starts the handshake,
 * 2. sends its messages when the connection is secure,
 * 3. closes when it has received as many messages, or after the echo timeout.
 */
export class ClientApplication extends Application {
  readonly #messages: readonly Uint8Array[];
  readonly #echoTimeoutPs: number;
  readonly #secured: KernelEvent;
  readonly #finished: KernelEvent;
  #echoes = 0;

  constructor(
    kernel: Kernel,
    name: string,
    requests: Fifo<HostRequest>,
    respond: ApplicationRequestHandler,
    messages: readonly Uint8Array[],
    echoTimeoutPs: number,
  ) {
    super(kernel, name, requests, respond);
    this.#messages = messages;
    this.#echoTimeoutPs = echoTimeoutPs;
    this.#secured = new KernelEvent(kernel, `${name}.secured`);
    this.#finished = new KernelEvent(kernel, `${name}.finished`);
    kernel.thread(`${name}.run`, () => this.#run());
  }

  protected override handleEvent(event: ConnectionEvent): void {
    if (event.kind === 'secure') this.#secured.notifyDelta();
    if (event.kind === 'message' && ++this.#echoes === this.#messages.length) this.#finished.notifyDelta();
    if (event.kind === 'closed' || event.kind === 'error') this.#finished.notifyDelta();
  }

  *#run(): ThreadBody {
    this.submit({ kind: 'start' });
    yield this.#secured;
    for (const data of this.#messages) this.submit({ kind: 'send', data });
    if (this.#messages.length > 0) yield new AnyOf([this.#finished], this.#echoTimeoutPs);
    this.submit({ kind: 'close' });
  }
}

/** The server: listens from the start and returns every message to its sender. */
export class EchoApplication extends Application {
  constructor(kernel: Kernel, name: string, requests: Fifo<HostRequest>, respond: ApplicationRequestHandler) {
    super(kernel, name, requests, respond);
    this.submit({ kind: 'start' });
  }

  protected override handleEvent(event: ConnectionEvent): void {
    if (event.kind === 'message') this.submit({ kind: 'send', data: event.data });
  }
}
