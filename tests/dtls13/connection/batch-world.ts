import { AeadRecordCipher } from '../../../runtime/crypto/aead-record-cipher.ts';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import type { CryptoProvider } from '../../../runtime/crypto/provider.ts';
import {
  type ApplicationRequest,
  type Connection,
  type ConnectionEvent,
  createConnection,
  createListener,
  type Endpoint,
  type EndpointOptions,
  type OutputSink,
  type PathResolver,
  WirechartError,
} from '../../../runtime/dtls13/index.ts';
import { SeededRandom, testCertificate, trustTestCertificate } from '../../../runtime/testing/index.ts';
import { START } from '../multi-peer-host.ts';

interface Datagram {
  readonly path: number;
  readonly bytes: Uint8Array;
}

/** How a host passes the datagrams of a batch to its endpoint. */
export type Delivery = 'together' | 'one by one';

/** A provider that is seeded, and opens several records in one call. */
function batchedProvider(seed: number): CryptoProvider {
  const provider = createPortableProvider({ seed: Uint8Array.of(seed, seed >>> 8) });
  return { ...provider, recordCipher: (name, keys) => new AeadRecordCipher(provider, name, keys) };
}

/** One side. Notes its events and its output as text. */
class Side implements OutputSink, PathResolver {
  readonly name: string;
  readonly log: string[] = [];
  readonly connections: Connection[] = [];
  readonly inbox: Datagram[] = [];
  readonly requests: ApplicationRequest[] = [];
  endpoint: Endpoint | undefined;
  readonly #send: (path: number, bytes: Uint8Array) => void;
  messages?: NonNullable<OutputSink['messages']>;
  #path = 0;
  #rest = new Uint8Array(0);

  constructor(name: string, delivery: Delivery, send: (path: number, bytes: Uint8Array) => void) {
    this.name = name;
    this.#send = send;
    if (delivery === 'one by one') return;
    this.messages = (of, slab, at, length, count) => {
      for (let index = 0; index < count; index++) {
        const from = at[index] as number;
        this.event(of, { kind: 'message', data: slab.subarray(from, from + (length[index] as number)) });
      }
    };
  }

  address(path: number): Uint8Array {
    return Uint8Array.of(192, 0, 2, path, 0, 1);
  }

  reserve(path: number, size: number): Uint8Array {
    this.#path = path;
    this.#rest = new Uint8Array(size);
    return this.#rest;
  }

  commit(length: number): void {
    const datagram = this.#rest.slice(0, length);
    this.#rest = this.#rest.subarray(length);
    this.log.push(`sent ${this.#path} ${Buffer.from(datagram).toString('base64')}`);
    this.#send(this.#path, datagram);
  }

  event(of: Connection, event: ConnectionEvent): void {
    if (!this.connections.includes(of)) this.connections.push(of);
    const text = JSON.stringify(event, (_, value) => (value instanceof Uint8Array ? [...value].join() : value));
    this.log.push(`${this.connections.indexOf(of)} ${text} ${event.kind === 'error' ? event.error.code : ''}`);
  }

  request(_: Connection, request: ApplicationRequest): void {
    this.requests.push(request);
  }

  /** Their indexes are those of a batch; the statistics count them. */
  unrouted(): void {}
}

/** A server with two clients, over a network that changes, repeats, delays and loses datagrams: the same for the same seed. */
export class BatchWorld {
  readonly sides: readonly Side[];
  /** Calls with more than one datagram. */
  batches = 0;
  readonly #random: SeededRandom;
  readonly #delivery: Delivery;
  #now = START;

  constructor(seed: number, delivery: Delivery, options: Partial<EndpointOptions>) {
    this.#random = new SeededRandom(seed);
    this.#delivery = delivery;
    const server: Side = new Side('server', delivery, (path, bytes) => {
      clients[path % 10]?.inbox.push({ path: 0, bytes });
    });
    const clients = [0, 1].map(
      // A client's address changes sometimes.
      (index) =>
        new Side(`client ${index}`, delivery, (_, bytes) => {
          server.inbox.push({ path: this.#random.chance(0.02) ? 10 + index : index, bytes });
        }),
    );
    this.sides = [server, ...clients];
    const privateKey = batchedProvider(0).importPrivateKey(testCertificate.privateKey);
    const certificate = { chain: [testCertificate.der], privateKey };
    server.endpoint = createListener({ host: server, provider: batchedProvider(seed), certificate, ...options });
    for (const [index, client] of clients.entries()) {
      const provider = batchedProvider(seed + 100 * index + 100);
      const connection = createConnection(
        { host: client, provider, path: 0, servername: 'localhost', ...options },
        this.#now,
      );
      client.connections.push(connection);
      client.endpoint = connection;
    }
  }

  run(rounds: number): void {
    for (let round = 0; round < rounds; round++) {
      const isUndisturbed = round < 8;
      for (const side of this.sides) {
        this.#drain(side);
        if (!isUndisturbed) this.#act(side, round > rounds * 0.8);
        this.#deliver(side, isUndisturbed);
      }
      this.#now += this.#random.bits() % 30;
      for (const side of this.sides) {
        const endpoint = side.endpoint as Endpoint;
        if (endpoint.nextDeadline() <= this.#now) endpoint.handleTimeout(this.#now);
        this.#drain(side);
      }
    }
  }

  /** All that an observer sees. */
  get outcome(): unknown {
    return this.sides.map(({ name, log, endpoint, connections }) => ({
      name,
      log,
      statistics: endpoint?.statistics,
      epochs: connections.map((each) => [each.epochs(), each.path, each.lastReceivedAt, each.connectionIds]),
      deadline: endpoint?.nextDeadline(),
    }));
  }

  #drain(side: Side): void {
    const endpoint = side.endpoint as Endpoint;
    while (endpoint.poll(side) || side.requests.length > 0) {
      for (const request of side.requests.splice(0)) endpoint.respond(trustTestCertificate(request), this.#now);
    }
  }

  /** What an application does. */
  #act(side: Side, mayClose: boolean): void {
    const random = this.#random;
    for (const connection of side.connections) {
      try {
        this.#actOn(connection, random.bits() % 40, mayClose);
      } catch (error) {
        if (!(error instanceof WirechartError)) throw error;
      }
    }
    this.#drain(side);
  }

  #actOn(connection: Connection, action: number, mayClose: boolean): void {
    const now = this.#now;
    const random = this.#random;
    if (action === 0) connection.updateKeys({ requestPeer: random.chance(0.5) }, now);
    else if (action === 1) connection.requestConnectionIds(2, now);
    else if (action === 2) connection.issueConnectionIds({ count: 2, immediate: random.chance(0.5) }, now);
    else if (action === 3) connection.useNextConnectionId(now);
    else if (action === 4 && mayClose) connection.close(now);
    else if (action < 30) {
      const count = random.chance(0.1) ? 150 : random.bits() % 12;
      const length = Int32Array.from({ length: count }, () => random.bits() % 30);
      let end = 0;
      const at = length.map((bytes) => {
        end += bytes;
        return end - bytes;
      });
      const slab = Uint8Array.from({ length: end }, () => random.bits());
      connection.sendMany(slab, at, length, now);
      this.#drain(this.sides.find(({ connections }) => connections.includes(connection)) as Side);
    }
  }

  /** Passes most of what arrived for a side to its endpoint, in batches. */
  #deliver(side: Side, isUndisturbed: boolean): void {
    const arrived = side.inbox.splice(0).flatMap((each) => (isUndisturbed ? [each] : this.#disturb(side, each)));
    const random = this.#random;
    while (arrived.length > 0) {
      const batch = arrived.splice(0, random.chance(0.3) ? 200 : 1 + (random.bits() % 12));
      if (batch.length > 1) this.batches += 1;
      this.#receive(side.endpoint as Endpoint, batch);
      this.#drain(side);
    }
  }

  #disturb(side: Side, datagram: Datagram): Datagram[] {
    const random = this.#random;
    const { path, bytes } = datagram;
    const changed = bytes.slice();
    switch (random.bits() % 40) {
      case 0:
        return [];
      case 1:
        return [datagram, datagram];
      case 2:
        return [datagram, { path, bytes: bytes.slice(0, random.bits() % (bytes.length + 1)) }];
      case 3:
      case 4:
      case 5: {
        // Forged: any bit, often one of the header.
        const at = random.bits() % (random.chance(0.5) ? Math.min(8, bytes.length) : bytes.length);
        changed[at] = (changed[at] as number) ^ (1 << (random.bits() % 8));
        return random.chance(0.5) ? [{ path, bytes: changed }, datagram] : [datagram, { path, bytes: changed }];
      }
      case 6:
        return [{ path, bytes: Uint8Array.from([...bytes, ...bytes]) }];
      case 7:
        return [datagram, { path, bytes: Uint8Array.of(22, 0xfe, 0xfd, ...changed.subarray(3)) }];
      case 8:
        return [{ path: path + 20, bytes }];
      case 9:
      case 10:
      case 11:
      case 12:
        // Later.
        side.inbox.push(datagram);
        return [];
      default:
        return [datagram];
    }
  }

  #receive(endpoint: Endpoint, datagrams: readonly Datagram[]): void {
    const slab = new Uint8Array(datagrams.reduce((sum, { bytes }) => sum + bytes.length, 0));
    const count = datagrams.length;
    const length = Int32Array.from(datagrams, ({ bytes }) => bytes.length);
    const path = Int32Array.from(datagrams, (each) => each.path);
    let end = 0;
    const at = length.map((bytes) => {
      end += bytes;
      return end - bytes;
    });
    for (const [index, { bytes }] of datagrams.entries()) slab.set(bytes, at[index]);
    if (this.#delivery === 'together') {
      endpoint.handleDatagrams({ slab, at, length, path, count }, this.#now);
      return;
    }
    for (let index = 0; index < count; index++) {
      const one = (values: Int32Array) => values.subarray(index, index + 1);
      endpoint.handleDatagrams({ slab, at: one(at), length: one(length), path: one(path), count: 1 }, this.#now);
    }
  }
}
