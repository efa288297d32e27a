import type {
  ApplicationRequest,
  Connection,
  ConnectionEvent,
  Endpoint,
  OutputSink,
  PathResolver,
} from '../../runtime/dtls13/index.ts';
import type { Input } from './input.ts';
import type { OperationLog, Step } from './operation-log.ts';

/** What the endpoint is: made when it starts (a client) or at once (a listener). */
export type CreateEndpoint = (host: PathResolver, now: number) => Endpoint;

/**
 * One endpoint of the core and its law: after every input, poll until nothing is left. The core runs in zero time;
 * what it did and what it wants to send are steps to be played afterwards.
 */
export class DrivenEndpoint implements PathResolver, OutputSink {
  readonly #create: CreateEndpoint;
  readonly #address: Uint8Array;
  readonly #log: OperationLog;
  #endpoint: Endpoint | undefined;
  #connection: Connection | undefined;
  #reserved: Uint8Array | undefined;

  /** `peer`: canonical bytes of the one remote address there is. */
  constructor(create: CreateEndpoint, peer: Uint8Array, log: OperationLog) {
    this.#create = create;
    this.#address = peer;
    this.#log = log;
  }

  /** Undefined before the start. */
  get endpoint(): Endpoint | undefined {
    return this.#endpoint;
  }

  /** Fractional milliseconds since the Unix epoch; Infinity: none. */
  nextDeadline(): number {
    return this.#endpoint?.nextDeadline() ?? Number.POSITIVE_INFINITY;
  }

  /** Gives the input to the core. Returns what came of it, in its order. */
  apply(input: Input): readonly Step[] {
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
      // The sink never fills up, so this ends at once.
    }
    return this.#log.take();
  }

  /** A copy goes in, because the core decrypts in place and the input is kept for a replay. */
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

  // Host and OutputSink.

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
    // Views are valid for the call only, and the event is played later.
    const kept = event.kind === 'message' ? { kind: event.kind, data: event.data.slice() } : event;
    this.#log.add({ kind: 'event', event: kept });
  }

  request(of: Connection, request: ApplicationRequest): void {
    this.#connection = of;
    this.#log.add({ kind: 'request', request });
  }

  /** Without connection ids there is nothing to route. */
  unrouted(): void {}
}
