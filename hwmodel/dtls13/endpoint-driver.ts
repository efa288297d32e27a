// Drives one endpoint of the protocol core for the hardware model.
import type {
  ApplicationRequest,
  Connection,
  ConnectionEvent,
  Endpoint,
  OutputSink,
  PathResolver,
} from '../../runtime/dtls13/index.ts';
import type { EndpointInput } from './endpoint-input.ts';
import type { OperationLog, TraceStep } from './operation-log.ts';

/** Creates a client connection or a listener at `now`, in fractional milliseconds since the Unix epoch. */
export type EndpointFactory = (resolver: PathResolver, now: number) => Endpoint;

/**
 * Drives one endpoint of the core: after every input it polls until no output is left. The core runs in zero simulated
 * time; its operations and outputs go to the log and are replayed by the hardware modules.
 */
export class EndpointDriver implements PathResolver, OutputSink {
  readonly #create: EndpointFactory;
  readonly #address: Uint8Array;
  readonly #log: OperationLog;
  #endpoint: Endpoint | undefined;
  #connection: Connection | undefined;
  #reserved: Uint8Array | undefined;

  /** `peer`: canonical bytes of the only remote address. */
  constructor(create: EndpointFactory, peer: Uint8Array, log: OperationLog) {
    this.#create = create;
    this.#address = peer;
    this.#log = log;
  }

  /** Undefined until the `start` input. */
  get endpoint(): Endpoint | undefined {
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
        this.#endpoint ??= this.#create(this, now);
        break;
      case 'datagram':
        this.#receive(input.data, now);
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
      case 'close':
        this.#connection?.close(now);
        break;
    }
    while (this.#endpoint?.poll(this) === true) {
      // This sink always has space, so poll returns false the first time.
    }
    return this.#log.take();
  }

  /** The core decrypts in place, and the input is kept for a replay: the core receives a copy. */
  #receive(data: Uint8Array, now: number): void {
    this.#endpoint?.handleDatagrams(
      {
        slab: data.slice(),
        at: Int32Array.of(0),
        length: Int32Array.of(data.length),
        path: Int32Array.of(0),
        count: 1,
      },
      now,
    );
  }

  // PathResolver and OutputSink.

  address(): Uint8Array {
    return this.#address;
  }

  reserve(_path: number, size: number): Uint8Array {
    this.#reserved = new Uint8Array(size);
    return this.#reserved;
  }

  commit(length: number): void {
    const data = this.#reserved?.slice(0, length);
    this.#reserved = undefined;
    if (data !== undefined) this.#log.add({ kind: 'datagram', data });
  }

  event(of: Connection, event: ConnectionEvent): void {
    this.#connection = of;
    // The views are only valid during this call, and the event is replayed later.
    const copied = event.kind === 'message' ? { kind: event.kind, data: event.data.slice() } : event;
    this.#log.add({ kind: 'event', event: copied });
  }

  request(of: Connection, request: ApplicationRequest): void {
    this.#connection = of;
    this.#log.add({ kind: 'request', request });
  }

  /** Never called: the endpoints have no connection ids. */
  unrouted(): void {}
}
