import type {
  ApplicationRequest,
  ApplicationResponse,
  Connection,
  ConnectionEvent,
  DatagramBatch,
  Endpoint,
  OutputSink,
  PathResolver,
} from '../dtls13/index.ts';
import { WirechartError } from '../errors/wirechart-error.ts';

/** An event as it was recorded, with copies of what it borrowed. */
export interface RecordedEvent {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly of: Connection;
  readonly event: ConnectionEvent;
}

/** Where a host's datagrams go. */
export interface Wire {
  readonly now: number;
  send(from: string, to: string, datagram: Uint8Array): void;
}

/** Decides about a certificate chain. */
export type ApplicationRequestHandler = (question: ApplicationRequest) => ApplicationResponse;

/** One machine of a simulated network: drives an endpoint by the law of the contract and records what it says. */
export class SimulatedHost implements PathResolver, OutputSink {
  readonly name: string;
  readonly events: RecordedEvent[] = [];
  /** Called for each event after it was recorded. */
  onevent: ((of: Connection, event: ConnectionEvent) => void) | undefined;
  readonly #wire: Wire;
  readonly #judge: ApplicationRequestHandler;
  readonly #paths: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #answers: ApplicationResponse[] = [];
  #endpoint: Endpoint | undefined;
  #reserved: { readonly path: number; readonly slice: Uint8Array } | undefined;

  constructor(name: string, wire: Wire, judge: ApplicationRequestHandler) {
    this.name = name;
    this.#wire = wire;
    this.#judge = judge;
  }

  /** The endpoint this host drives; what it has to say goes out at once. */
  attach(endpoint: Endpoint): void {
    this.#endpoint = endpoint;
    this.drain();
  }

  /** The number of the way to the host called `name`. */
  path(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#paths.push(name) - 1;
    this.#numbers.set(name, number);
    return number;
  }

  /** When the endpoint wants to be woken. */
  get deadline(): number {
    return this.#endpoint?.nextDeadline() ?? Number.POSITIVE_INFINITY;
  }

  receive(from: string, datagram: Uint8Array): void {
    // A copy: the endpoint decrypts in place, and the network may deliver the same datagram again.
    const slab = datagram.slice();
    const batch: DatagramBatch = {
      slab,
      at: Int32Array.of(0),
      length: Int32Array.of(slab.length),
      path: Int32Array.of(this.path(from)),
      count: 1,
    };
    this.#endpoint?.handleDatagrams(batch, this.#wire.now);
    this.drain();
  }

  wake(): void {
    this.#endpoint?.handleTimeout(this.#wire.now);
    this.drain();
  }

  /** After any call of a connection's own methods: takes the output and answers the questions. */
  drain(): void {
    const endpoint = this.#endpoint;
    if (endpoint === undefined) return;
    do {
      while (endpoint.poll(this)) {
        // The sink never fills up, so this ends at once.
      }
      for (const answer of this.#answers.splice(0)) endpoint.respond(answer, this.#wire.now);
    } while (endpoint.poll(this));
  }

  // Host and OutputSink.

  address(path: number): Uint8Array {
    return new TextEncoder().encode(this.#paths[path] ?? '');
  }

  reserve(path: number, size: number): Uint8Array {
    const slice = new Uint8Array(size);
    this.#reserved = { path, slice };
    return slice;
  }

  commit(length: number): void {
    if (this.#reserved === undefined) throw new WirechartError('ERR_WIRECHART_SIMULATION', 'commit without reserve');
    const { path, slice } = this.#reserved;
    this.#reserved = undefined;
    this.#wire.send(this.name, this.#paths[path] ?? '', slice.subarray(0, length));
  }

  event(of: Connection, event: ConnectionEvent): void {
    const kept = event.kind === 'message' ? { ...event, data: event.data.slice() } : event;
    this.events.push({ at: this.#wire.now, of, event: kept });
    this.onevent?.(of, kept);
  }

  request(_of: Connection, question: ApplicationRequest): void {
    this.#answers.push(this.#judge(question));
  }

  unrouted(): void {}
}
