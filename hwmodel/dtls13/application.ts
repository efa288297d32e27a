// The host software of the simulated client and of the simulated server.
import type { HostRequest } from '../../generated/dtls13/hardware/host-request.ts';
import type {
  ApplicationRequest,
  ApplicationResponse,
  ChainRequest,
  ConnectionEvent,
} from '../../runtime/dtls13/index.ts';
import { AnyOf, type Fifo, type Kernel, KernelEvent, ModelError, type ThreadBody } from '../kernel/index.ts';
import type { EndpointInputContent } from './endpoint-input.ts';
import { lookUpSimulatedPsk } from './simulated-psk.ts';
import type { HostSoftware } from './stack-context.ts';

/** An event of an endpoint with the simulated time, in picoseconds, at which the host software received it. */
export interface TimedEvent {
  readonly atPs: number;
  readonly event: ConnectionEvent;
}

/** Responds to a request of the core, for example accepts or rejects a certificate chain. */
export type ApplicationRequestHandler = (request: ChainRequest) => ApplicationResponse;

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
  /** The keys of the ClientHellos with early data so far; RFC 9846 section 8. */
  readonly #earlyDataKeys = new Set<string>();

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
    this.submit({ kind: 'response', response: this.#responseTo(request) });
  }

  /** The model has one external pre-shared key. A ticket permits early data once. */
  #responseTo(request: ApplicationRequest): ApplicationResponse {
    if (request.kind === 'psk') return { id: request.id, psk: lookUpSimulatedPsk(request) };
    if (request.kind === 'chain') return this.#respond(request);
    const key = request.key.join();
    const fresh = !this.#earlyDataKeys.has(key);
    this.#earlyDataKeys.add(key);
    return { id: request.id, fresh };
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

/** What the client does. */
export interface ClientPlan {
  /** Application data before the handshake is complete, one datagram each. */
  readonly earlyMessages: readonly Uint8Array[];
  /** Application data, one datagram each. */
  readonly messages: readonly Uint8Array[];
  /** Time between two messages, in picoseconds. */
  readonly intervalPs: number;
  /** How often it updates its keys. */
  readonly keyUpdates: number;
  /** How often it changes its address. */
  readonly migrations: number;
  /** How many requests of the server for its certificate it waits for. */
  readonly certificateRequests: number;
  /** Time to wait for a condition, in picoseconds. */
  readonly timeoutPs: number;
}

/**
 * The client:
 * 1. starts the handshake, and sends its early data,
 * 2. sends its messages when the connection is secure; between them it updates its keys and changes its address, in equal
 *    distances. It continues to send while an update is not acknowledged or an address not checked, but waits for it
 *    before the next one, and for a spare connection id before a change of its address,
 * 3. closes when it has received as many messages, its updates are acknowledged, its address is checked and the server has
 *    its certificate, or after the timeout. Early data that the server rejects is not sent again.
 */
export class ClientApplication extends Application {
  readonly #plan: ClientPlan;
  readonly #changed: KernelEvent;
  #isSecure = false;
  #isEnded = false;
  #echoes = 0;
  #acceptedEarly = 0;
  #authentications = 0;
  #updates = 0;
  #spareIds = 0;
  #checkedPaths = 0;

  constructor(
    kernel: Kernel,
    name: string,
    requests: Fifo<HostRequest>,
    respond: ApplicationRequestHandler,
    plan: ClientPlan,
  ) {
    super(kernel, name, requests, respond);
    this.#plan = plan;
    this.#changed = new KernelEvent(kernel, `${name}.changed`);
    kernel.thread(`${name}.run`, () => this.#run());
  }

  /** The server has finished the check of an address. Called by the test bench: the client cannot see it. */
  pathChecked(): void {
    this.#checkedPaths += 1;
    this.#changed.notifyDelta();
  }

  /** The server has verified the certificate that it requested. Called by the test bench: the client cannot see it. */
  authenticated(): void {
    this.#authentications += 1;
    this.#changed.notifyDelta();
  }

  protected override handleEvent(event: ConnectionEvent): void {
    if (event.kind === 'secure') {
      this.#isSecure = true;
      if (event.earlyData?.accepted === true) this.#acceptedEarly = event.earlyData.messages;
    } else if (event.kind === 'message') this.#echoes += 1;
    else if (event.kind === 'keyUpdate' && event.direction === 'write') this.#updates += 1;
    else if (event.kind === 'connectionIds') this.#spareIds = event.spares;
    else if (event.kind === 'closed' || event.kind === 'error') this.#isEnded = true;
    this.#changed.notifyDelta();
  }

  *#run(): ThreadBody {
    const { earlyMessages, messages, intervalPs, keyUpdates, migrations } = this.#plan;
    this.submit({ kind: 'start' });
    for (const data of earlyMessages) this.submit({ kind: 'sendEarly', data });
    while (!this.#isSecure) yield this.#changed;
    let updates = 0;
    let path = 0;
    for (let sent = 0; sent <= messages.length; sent++) {
      for (; isDue(updates, keyUpdates, sent, messages.length); updates++) {
        yield* this.#wait(() => this.#updates >= updates);
        this.submit({ kind: 'updateKeys' });
      }
      for (; isDue(path, migrations, sent, messages.length); this.submit({ kind: 'migrate', path: ++path })) {
        yield* this.#wait(() => this.#spareIds > 0 && this.#checkedPaths >= path);
        this.#spareIds -= 1;
      }
      if (sent > 0 && sent < messages.length && intervalPs > 0) yield intervalPs;
      const data = messages[sent];
      if (data !== undefined) this.submit({ kind: 'send', data });
    }
    yield* this.#wait(() => this.#isDone(updates, path));
    this.submit({ kind: 'close' });
  }

  #isDone(updates: number, path: number): boolean {
    const { messages, certificateRequests } = this.#plan;
    const hasEchoes = this.#echoes >= messages.length + this.#acceptedEarly;
    const isAuthenticated = this.#authentications >= certificateRequests;
    return hasEchoes && isAuthenticated && this.#updates >= updates && this.#checkedPaths >= path;
  }

  /** Waits until the condition holds, the connection ends or the timeout expires. */
  *#wait(isFulfilled: () => boolean): ThreadBody {
    const endPs = this.kernel.now + this.#plan.timeoutPs;
    while (!isFulfilled() && !this.#isEnded && this.kernel.now < endPs)
      yield new AnyOf([this.#changed], endPs - this.kernel.now);
  }
}

/** Whether the next of `total` actions, after `done` of them, comes before the message with this index. */
function isDue(done: number, total: number, sent: number, messages: number): boolean {
  return done < total && sent >= Math.ceil(((done + 1) * messages) / (total + 1));
}

/** What the client waits for and cannot see. */
export interface ClientObserver {
  /** A new address of the client was accepted or rejected. */
  pathChecked(): void;
  /** The client's certificate, requested after the handshake, was verified. */
  authenticated(): void;
}

/**
 * The server: listens from the start and returns every message to its sender, early data when the handshake is complete.
 * Then it also requests the certificate of the client, if it is to do that after the handshake.
 */
export class EchoApplication extends Application {
  readonly #client: ClientObserver;
  readonly #requestsCertificate: boolean;
  #early: Uint8Array[] = [];

  constructor(
    kernel: Kernel,
    name: string,
    requests: Fifo<HostRequest>,
    respond: ApplicationRequestHandler,
    client: ClientObserver,
    requestsCertificate: boolean,
  ) {
    super(kernel, name, requests, respond);
    this.#client = client;
    this.#requestsCertificate = requestsCertificate;
    this.submit({ kind: 'start' });
  }

  protected override handleEvent(event: ConnectionEvent): void {
    if (event.kind === 'earlyMessage') this.#early.push(event.data);
    else if (event.kind === 'withdrawn') this.#early = [];
    else if (event.kind === 'secure') this.#secure();
    else if (event.kind === 'message') this.submit({ kind: 'send', data: event.data });
    else if (event.kind === 'clientAuthentication') this.#client.authenticated();
    else if (event.kind === 'pathChanged' || event.kind === 'pathRejected') this.#client.pathChecked();
  }

  #secure(): void {
    if (this.#requestsCertificate) this.submit({ kind: 'requestCertificate' });
    for (const data of this.#early.splice(0)) this.submit({ kind: 'send', data });
  }
}
