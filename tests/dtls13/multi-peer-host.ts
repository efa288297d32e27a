import {
  type ApplicationRequest,
  type Connection,
  type ConnectionEvent,
  type ConnectionOptions,
  createConnection,
  createListener,
  type Endpoint,
  type Listener,
  type ListenerOptions,
  type OutputSink,
} from '../../runtime/dtls13/index.ts';
import { testCertificate, trustTestCertificate } from '../../runtime/testing/index.ts';
import { classicalProvider } from './classical-provider.ts';

/** 1 January 2026: any fixed moment does. */
export const START = Date.UTC(2026, 0, 1);

export const certificate = {
  chain: [testCertificate.der],
  privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
};

/** A host with one endpoint. Passes on copies of its datagrams; accepts the test certificate only. */
abstract class Party implements OutputSink {
  readonly events: { readonly of: Connection; readonly event: ConnectionEvent }[] = [];
  /** The connection ids of datagrams that the endpoint did not route. */
  readonly unroutedIds: { readonly index: number; readonly id: Uint8Array }[] = [];
  readonly #requests: ApplicationRequest[] = [];
  #reserved = new Uint8Array(0);
  #path = 0;

  abstract readonly endpoint: Endpoint;

  protected abstract sent(path: number, datagram: Uint8Array): void;

  count(kind: ConnectionEvent['kind']): number {
    return this.events.filter(({ event }) => event.kind === kind).length;
  }

  /** All that the contract requires after an input. */
  drain(now: number): void {
    while (this.endpoint.poll(this) || this.#requests.length > 0) {
      for (const applicationRequest of this.#requests.splice(0))
        this.endpoint.respond(trustTestCertificate(applicationRequest), now);
    }
  }

  handle(path: number, datagram: Uint8Array, now: number): void {
    const slab = datagram.slice();
    const length = Int32Array.of(slab.length);
    this.endpoint.handleDatagrams({ slab, at: Int32Array.of(0), length, path: Int32Array.of(path), count: 1 }, now);
    this.drain(now);
  }

  reserve(path: number, size: number): Uint8Array {
    this.#path = path;
    this.#reserved = new Uint8Array(size);
    return this.#reserved;
  }

  commit(length: number): void {
    const datagram = this.#reserved.subarray(0, length);
    this.#reserved = this.#reserved.subarray(length);
    this.sent(this.#path, datagram);
  }

  event(of: Connection, event: ConnectionEvent): void {
    this.events.push({ of, event: event.kind === 'message' ? { ...event, data: event.data.slice() } : event });
  }

  request(_of: Connection, applicationRequest: ApplicationRequest): void {
    this.#requests.push(applicationRequest);
  }

  unrouted(index: number, connectionId: Uint8Array): void {
    this.unroutedIds.push({ index, id: connectionId.slice() });
  }
}

type Sent = (path: number, datagram: Uint8Array) => void;

/** Canonical bytes of the address of a path; valid until the next call. */
export type AddressOf = (path: number) => Uint8Array;

/** Every path is an IPv4 address of its own. */
function separateAddresses(): AddressOf {
  const address = new Uint8Array(6);
  const view = new DataView(address.buffer);
  return (path) => {
    view.setUint32(0, path);
    view.setUint16(4, path & 0xffff);
    return address;
  };
}

/** The upper 15 bits of a path are an IPv4 address, the lower 16 a port. */
export function addressesWithPorts(): AddressOf {
  const address = Uint8Array.of(10, 0, 0, 0, 0, 0);
  const view = new DataView(address.buffer);
  return (path) => {
    view.setUint16(2, path >>> 16);
    view.setUint16(4, path & 0xffff);
    return address;
  };
}

/** A server. Its paths are 32-bit numbers that encode addresses, so any address can be used without a table. */
export class Server extends Party {
  readonly endpoint: Listener;
  readonly #sent: Sent;

  constructor(sent: Sent, options: Partial<ListenerOptions> = {}, address = separateAddresses()) {
    super();
    this.#sent = sent;
    const host = { address };
    this.endpoint = createListener({ host, provider: classicalProvider, certificate, ...options });
  }

  protected sent(path: number, datagram: Uint8Array): void {
    this.#sent(path, datagram);
  }
}

/** A client at one path of the server. */
export class Client extends Party {
  readonly endpoint: Connection;
  readonly path: number;
  readonly #sent: Sent;

  constructor(path: number, now: number, sent: Sent, options: Partial<ConnectionOptions> = {}) {
    super();
    this.path = path;
    this.#sent = sent;
    const host = { address: () => Uint8Array.of(192, 0, 2, 1, 0, 80) };
    const servername = 'localhost';
    this.endpoint = createConnection({ host, provider: classicalProvider, path: 0, servername, ...options }, now);
    this.drain(now);
  }

  protected sent(_path: number, datagram: Uint8Array): void {
    this.#sent(this.path, datagram);
  }
}

/** Events and their times, in virtual milliseconds. */
export class EventSchedule {
  now = START;
  /** The latest first, so that the next one is removed from the end. */
  readonly #events: { readonly time: number; run(): void }[] = [];

  /** Time of the next event; Infinity: none. */
  get next(): number {
    return this.#events.at(-1)?.time ?? Number.POSITIVE_INFINITY;
  }

  at(time: number, run: () => void): void {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle] as { readonly time: number }).time > time) low = middle + 1;
      else high = middle;
    }
    this.#events.splice(low, 0, { time, run });
  }

  /** Advances the time to `end`. */
  run(end: number): void {
    while (this.next <= end) {
      const { time, run } = this.#events.pop() as { readonly time: number; run(): void };
      this.now = Math.max(this.now, time);
      run();
    }
    this.now = end;
  }
}

/** So many names that the ClientHello does not fit into one datagram of 1200 bytes. */
export const manyProtocols: readonly string[] = Array.from(
  { length: 60 },
  (_, index) => `protocol-number-${index + 100}`,
);

/** One client and one server that exchange datagrams in turns, without loss and delay. */
export class DirectPair {
  readonly server: Server;
  readonly toServer: Uint8Array[] = [];
  readonly toClient: Uint8Array[] = [];
  now = START;

  constructor(options: Partial<ListenerOptions> = {}, address?: AddressOf) {
    this.server = new Server((_path, datagram) => this.toClient.push(datagram), options, address);
  }

  client(path: number, options: Partial<ConnectionOptions> = {}): Client {
    return new Client(path, this.now, (_path, datagram) => this.toServer.push(datagram), options);
  }

  /** Delivers all queued datagrams to the server. */
  deliverToServer(client: Client): void {
    for (const datagram of this.toServer.splice(0)) this.server.handle(client.path, datagram, this.now);
  }

  /** Delivers all queued datagrams to the client. */
  deliverToClient(client: Client): void {
    for (const datagram of this.toClient.splice(0)) client.handle(0, datagram, this.now);
  }

  /** Delivers datagrams in both directions until none is queued. */
  exchangeAll(client: Client): void {
    while (this.toServer.length + this.toClient.length > 0) {
      this.deliverToServer(client);
      this.deliverToClient(client);
    }
  }
}
