// Drives one endpoint of the protocol core for the hardware model.
import type {
  ApplicationRequest,
  Connection,
  ConnectionEvent,
  Listener,
  OutputSink,
  PathResolver,
} from '../../runtime/dtls13/index.ts';
import { WirechartError } from '../../runtime/errors/wirechart-error.ts';
import type { EndpointInput } from './endpoint-input.ts';
import type { OperationLog, TraceStep } from './operation-log.ts';

/** Creates a client connection or a listener at `now`, in fractional milliseconds since the Unix epoch. */
export type EndpointFactory = (resolver: PathResolver, now: number) => Connection | Listener;

/**
 * Drives one endpoint of the core: after every input it polls until no output is left. The core runs in zero simulated
 * time; its operations and outputs go to the log and are replayed by the hardware modules.
 */
export class EndpointDriver implements PathResolver, OutputSink {
  readonly #create: EndpointFactory;
  readonly #addressOf: (path: number) => Uint8Array;
  readonly #log: OperationLog;
  #endpoint: Connection | Listener | undefined;
  #connection: Connection | undefined;
  #reserved: { readonly path: number; rest: Uint8Array } | undefined;

  /** `addressOf`: canonical bytes of the remote address of a path. */
  constructor(create: EndpointFactory, addressOf: (path: number) => Uint8Array, log: OperationLog) {
    this.#create = create;
    this.#addressOf = addressOf;
    this.#log = log;
  }

  /** Undefined until the `start` input. */
  get endpoint(): Connection | Listener | undefined {
    return this.#endpoint;
  }

  /** Fractional milliseconds since the Unix epoch; Infinity: no deadline. */
  nextDeadline(): number {
    return this.#endpoint?.nextDeadline() ?? Number.POSITIVE_INFINITY;
  }

  /** Applies the input to the core. Returns the steps of the core in their order. */
  apply(input: EndpointInput): readonly TraceStep[] {
    const { now } = input;
    switch (input.kind) {
      case 'start':
        this.#start(now);
        break;
      case 'datagram':
        this.#receive(input.data, input.path, now);
        break;
      case 'timeout':
        this.#endpoint?.handleTimeout(now);
        break;
      case 'response':
        this.#endpoint?.respond(input.response, now);
        break;
      case 'send':
        this.#connection?.sendMany(input.data, Int32Array.of(0), Int32Array.of(input.data.length), now);
        break;
      case 'sendEarly':
        this.#connection?.sendEarly(input.data, Int32Array.of(0), Int32Array.of(input.data.length), now);
        break;
      case 'updateKeys':
        this.#whileSecure((connection) => connection.updateKeys({ requestPeer: true }, now));
        break;
      case 'migrate':
        this.#whileSecure((connection) => connection.migrate(input.path, now));
        break;
      case 'requestCertificate':
        this.#whileSecure((connection) => connection.requestCertificate({}, now));
        break;
      case 'close':
        this.#connection?.close(now);
        break;
    }
    while (this.#endpoint?.poll(this) === true) {
      // This sink always has space, so poll returns false the first time.
    }
    return this.#log.take();
  }

  /** A client sends early data before its first event. */
  #start(now: number): void {
    if (this.#endpoint !== undefined) return;
    this.#endpoint = this.#create(this, now);
    if ('sendEarly' in this.#endpoint) this.#connection = this.#endpoint;
  }

  /** The core decrypts in place, and the input is kept for a replay: the core receives a copy. */
  #receive(data: Uint8Array, path: number, now: number): void {
    this.#endpoint?.handleDatagrams(
      {
        slab: data.slice(),
        at: Int32Array.of(0),
        length: Int32Array.of(data.length),
        path: Int32Array.of(path),
        count: 1,
      },
      now,
    );
  }

  /** The connection may end while a request of the host software waits: the request has no effect then. */
  #whileSecure(call: (connection: Connection) => void): void {
    try {
      if (this.#connection !== undefined) call(this.#connection);
    } catch (error) {
      if (!(error instanceof WirechartError) || error.code !== 'ERR_DTLS_NOT_SECURE') throw error;
    }
  }

  // PathResolver and OutputSink.

  address(path: number): Uint8Array {
    return this.#addressOf(path);
  }

  reserve(path: number, size: number): Uint8Array {
    const slice = new Uint8Array(size);
    this.#reserved = { path, rest: slice };
    return slice;
  }

  commit(length: number): void {
    if (this.#reserved === undefined) return;
    const { path, rest } = this.#reserved;
    this.#reserved.rest = rest.subarray(length);
    this.#log.add({ kind: 'datagram', path, data: rest.slice(0, length) });
  }

  event(of: Connection, event: ConnectionEvent): void {
    this.#connection = of;
    // The views are only valid during this call, and the event is replayed later.
    const copied =
      event.kind === 'message' || event.kind === 'earlyMessage' ? { ...event, data: event.data.slice() } : event;
    this.#log.add({ kind: 'event', event: copied });
  }

  request(of: Connection, request: ApplicationRequest): void {
    this.#connection = of;
    this.#log.add({ kind: 'request', request });
  }

  /** Never called: all connection ids belong to the one connection. */
  unrouted(): void {}
}
