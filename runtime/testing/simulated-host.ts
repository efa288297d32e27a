import type {
  ApplicationRequest,
  ApplicationResponse,
  ChainRequest,
  Connection,
  ConnectionEvent,
  DatagramBatch,
  Endpoint,
  FreshnessRequest,
  OutputSink,
  PathResolver,
  PskLookupResult,
  PskRequest,
} from '../dtls13/index.ts';
import { WirechartError } from '../errors/wirechart-error.ts';

/** A recorded event, with copies of the bytes in it. */
export interface RecordedEvent {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly of: Connection;
  readonly event: ConnectionEvent;
}

/** The network that carries a host's datagrams. */
export interface Wire {
  readonly now: number;
  send(from: string, to: string, datagram: Uint8Array): void;
}

/** Responds to a request of the endpoint: accepts or rejects a certificate chain. */
export type ApplicationRequestHandler = (request: ChainRequest) => ApplicationResponse;

/** A host of a simulated network: drives an endpoint and records its events. */
export class SimulatedHost implements PathResolver, OutputSink {
  /** Its first address. */
  readonly name: string;
  readonly events: RecordedEvent[] = [];
  /** The connection of the first event, except one whose early data was rejected and that is forgotten. */
  firstConnection: Connection | undefined;
  /** Called for each event after it is recorded. */
  onevent: ((of: Connection, event: ConnectionEvent) => void) | undefined;
  /** Looks up external pre-shared keys. Default: none is known. */
  lookUpPsk: (request: PskRequest) => PskLookupResult | undefined = () => undefined;
  /** Answers whether a ClientHello with early data is fresh; undefined: not at all. Default: once for each key. */
  isFresh: (request: FreshnessRequest) => boolean | undefined = ({ key }) => {
    const name = key.join();
    if (this.#recorded.has(name)) return false;
    this.#recorded.add(name);
    return true;
  };
  readonly #recorded = new Set<string>();
  readonly #wire: Wire;
  readonly #handler: ApplicationRequestHandler;
  readonly #paths: { readonly remote: string; readonly local: string }[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #responses: ApplicationResponse[] = [];
  /** Datagrams that the network refused, for the endpoint when its output is written. */
  readonly #refused: { readonly path: number; readonly length: number }[] = [];
  #endpoint: Endpoint | undefined;
  #reserved: { readonly path: number; rest: Uint8Array } | undefined;

  constructor(name: string, wire: Wire, handler: ApplicationRequestHandler) {
    this.name = name;
    this.#wire = wire;
    this.#handler = handler;
  }

  /** Sets the endpoint that this host drives, and sends its output. */
  attach(endpoint: Endpoint): void {
    this.#endpoint = endpoint;
    this.drain();
  }

  /** The number of the path from `local`, an address of this host, to `remote`. Default: from its first address. */
  path(remote: string, local = this.name): number {
    const key = `${local} ${remote}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#paths.push({ remote, local }) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  /** When the next timer of the endpoint expires. */
  get deadline(): number {
    return this.#endpoint?.nextDeadline() ?? Number.POSITIVE_INFINITY;
  }

  /** Receives a datagram that was sent to `local`, an address of this host. */
  receive(from: string, datagram: Uint8Array, local = this.name): void {
    // A copy: the endpoint decrypts in place, and the network may deliver the same datagram again.
    const slab = datagram.slice();
    const batch: DatagramBatch = {
      slab,
      at: Int32Array.of(0),
      length: Int32Array.of(slab.length),
      path: Int32Array.of(this.path(from, local)),
      count: 1,
    };
    this.#endpoint?.handleDatagrams(batch, this.#wire.now);
    this.drain();
  }

  /** The network refused a datagram of `length` bytes from `local`, an address of this host, because of its length. */
  datagramTooLong(to: string, length: number, local = this.name): void {
    this.#refused.push({ path: this.path(to, local), length });
  }

  wake(): void {
    this.#endpoint?.handleTimeout(this.#wire.now);
    this.drain();
  }

  /** Sends the output and responds to requests. Call it after each call of a connection's methods. */
  drain(): void {
    const endpoint = this.#endpoint;
    if (endpoint === undefined) return;
    do {
      while (endpoint.poll(this)) {
        // The sink is never full, so one call is sufficient.
      }
      for (const response of this.#responses.splice(0)) endpoint.respond(response, this.#wire.now);
      for (const { path, length } of this.#refused.splice(0)) endpoint.datagramTooLong(path, length, this.#wire.now);
    } while (endpoint.poll(this) || this.#refused.length > 0);
  }

  // PathResolver and OutputSink.

  address(path: number): Uint8Array {
    return new TextEncoder().encode(this.#paths[path]?.remote ?? '');
  }

  reserve(path: number, size: number): Uint8Array {
    const slice = new Uint8Array(size);
    this.#reserved = { path, rest: slice };
    return slice;
  }

  commit(length: number): void {
    if (this.#reserved === undefined) throw new WirechartError('ERR_WIRECHART_SIMULATION', 'commit without reserve');
    const { path, rest } = this.#reserved;
    this.#reserved.rest = rest.subarray(length);
    const { local, remote } = this.#paths[path] ?? { local: this.name, remote: '' };
    this.#wire.send(local, remote, rest.subarray(0, length));
  }

  event(of: Connection, event: ConnectionEvent): void {
    const copy =
      event.kind === 'message' || event.kind === 'earlyMessage' ? { ...event, data: event.data.slice() } : event;
    this.events.push({ at: this.#wire.now, of, event: copy });
    this.firstConnection ??= of;
    if (event.kind === 'withdrawn' && this.firstConnection === of) this.firstConnection = undefined;
    this.onevent?.(of, copy);
  }

  request(_of: Connection, request: ApplicationRequest): void {
    const response = this.#responseTo(request);
    if (response !== undefined) this.#responses.push(response);
  }

  #responseTo(request: ApplicationRequest): ApplicationResponse | undefined {
    const { id } = request;
    if (request.kind === 'chain') return this.#handler(request);
    if (request.kind === 'psk') return { id, psk: this.lookUpPsk(request) };
    const fresh = this.isFresh(request);
    return fresh === undefined ? undefined : { id, fresh };
  }

  unrouted(): void {
    // Datagrams of other endpoints are dropped.
  }
}
