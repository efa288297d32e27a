// A client and a server that exchange datagrams in memory, with as little work besides that of the cores as possible.
import type { CryptoProvider, PrivateKey } from 'wirechart/crypto';
import type { opensslProvider } from 'wirechart/crypto/openssl';
import type {
  ApplicationRequest,
  ApplicationResponse,
  Connection,
  ConnectionEvent,
  createConnection,
  createListener,
  DatagramBatch,
  Endpoint,
  Listener,
  OutputSink,
  PathResolver,
  Session,
} from 'wirechart/dtls13/core';
import type { testCertificate } from 'wirechart/testing';

/** The parts of a build that the benchmark uses. */
export interface Build {
  readonly createConnection: typeof createConnection;
  readonly createListener: typeof createListener;
  readonly opensslProvider: typeof opensslProvider;
  readonly testCertificate: typeof testCertificate;
}

/** Verifies a chain and returns the public key of its first certificate. Throws where it is not valid. */
export type Verify = (chain: readonly Uint8Array[]) => Uint8Array;

/** What a pair does besides a handshake. */
export interface BackToBackOptions {
  /** Default: every chain is accepted as the one of the test certificate. */
  readonly verify?: Verify;
  /** The server issues a ticket in each handshake, and the client resumes the session of the last one. Default false. */
  readonly resumes?: boolean;
  /** Of both sides. Default: `opensslProvider` of the build. */
  readonly provider?: CryptoProvider;
}

/** Both builds use one suite and one group, and no cookie: the handshake is one round trip. */
const NEGOTIATED = { groups: ['x25519'], cipherSuites: ['TLS_AES_128_GCM_SHA256'] } as const;
const START = Date.UTC(2026, 0, 1);
/** Milliseconds between two datagrams: so little that no timer expires. */
const STEP = 0.001;
const SLAB_BYTES = 65536;
const MAX_DATAGRAMS = 64;
const AT = Int32Array.of(0);
const ADDRESS = Uint8Array.of(127, 0, 0, 1, 0, 0);

/** One side: a sink that holds the datagrams until the other side receives them. */
class Side implements OutputSink, PathResolver {
  readonly batch: DatagramBatch & { count: number } = {
    slab: new Uint8Array(SLAB_BYTES),
    at: new Int32Array(MAX_DATAGRAMS),
    length: new Int32Array(MAX_DATAGRAMS),
    path: new Int32Array(MAX_DATAGRAMS),
    count: 0,
  };
  /** The connection of the last event `secure`, until it is reset. */
  secured: Connection | undefined;
  /** Whether the last connection resumed a session. */
  resumed = false;
  received = 0;
  /** Milliseconds in which this side worked. */
  busy = 0;
  /** The session of the last ticket. */
  session: Session | undefined;
  endpoint: Endpoint | undefined;
  readonly #verify: Verify;
  readonly #responses: ApplicationResponse[] = [];
  #used = 0;
  #path = 0;

  constructor(verify: Verify) {
    this.#verify = verify;
  }

  /** Writes all output of the endpoint into the batch, and asks for the next deadline, as a host does. */
  poll(now: number): void {
    const endpoint = this.endpoint as Endpoint;
    while (endpoint.poll(this)) throw new Error('the batch is full: nothing is measured');
    for (let response = this.#responses.pop(); response !== undefined; response = this.#responses.pop()) {
      endpoint.respond(response, now);
      while (endpoint.poll(this)) throw new Error('the batch is full: nothing is measured');
    }
    if (endpoint.nextDeadline() < now) throw new Error('a timer expired: nothing is measured');
  }

  /** Receives the datagrams of the other side. */
  receive(other: Side, now: number): void {
    const begin = performance.now();
    this.endpoint?.handleDatagrams(other.batch, now);
    this.poll(now);
    this.busy += performance.now() - begin;
    other.batch.count = 0;
    other.#used = 0;
  }

  address(path: number): Uint8Array {
    ADDRESS[4] = path >>> 8;
    ADDRESS[5] = path & 0xff;
    return ADDRESS;
  }

  reserve(path: number, size: number): Uint8Array | undefined {
    const { batch } = this;
    if (batch.count === MAX_DATAGRAMS || this.#used + size > SLAB_BYTES) return undefined;
    this.#path = path;
    return batch.slab.subarray(this.#used, this.#used + size);
  }

  commit(length: number): void {
    const { batch } = this;
    batch.path[batch.count] = this.#path;
    batch.at[batch.count] = this.#used;
    batch.length[batch.count] = length;
    batch.count += 1;
    this.#used += length;
  }

  event(connection: Connection, event: ConnectionEvent): void {
    const { kind } = event;
    if (kind === 'secure') {
      this.secured = connection;
      this.resumed = event.resumed;
    } else if (kind === 'message') this.received += 1;
    else if (kind === 'session') this.session = event.session;
    else if (kind === 'error') throw new Error('a connection failed: nothing is measured');
  }

  request(_: Connection, request: ApplicationRequest): void {
    if (request.kind !== 'chain') throw new Error(`a request of kind ${request.kind}: nothing is measured`);
    this.#responses.push({ id: request.id, accept: true, publicKey: this.#verify(request.chain) });
  }

  unrouted(): void {
    throw new Error('an unknown connection id: nothing is measured');
  }
}

/** A server and its clients, one after another, each on a path of its own. */
export class BackToBack {
  readonly #build: Build;
  readonly #server: Side;
  readonly #client: Side;
  readonly #listener: Listener;
  readonly #resumes: boolean;
  readonly #provider: CryptoProvider;
  #now = START;
  #path = 0;

  constructor(build: Build, options: BackToBackOptions = {}) {
    const { createListener, opensslProvider, testCertificate } = build;
    const { verify = () => testCertificate.publicKey, resumes = false, provider = opensslProvider } = options;
    this.#resumes = resumes;
    this.#provider = provider;
    this.#build = build;
    this.#server = new Side(verify);
    this.#client = new Side(verify);
    const privateKey: PrivateKey = provider.importPrivateKey(testCertificate.privateKey);
    this.#listener = createListener({
      host: this.#server,
      provider,
      certificate: { chain: [testCertificate.der], privateKey },
      cookies: 'never',
      ...(resumes && { tickets: 1 }),
      ...NEGOTIATED,
    });
    this.#server.endpoint = this.#listener;
  }

  /** Connects a client until both sides are secure and have no output. */
  connect(): { readonly client: Connection; readonly server: Connection } {
    const { createConnection } = this.#build;
    this.#path = (this.#path + 1) & 0xffff;
    const { session } = this.#client;
    const client = createConnection(
      {
        host: this.#client,
        provider: this.#provider,
        path: this.#path,
        servername: 'localhost',
        ...(this.#resumes && { session, sessions: true }),
        ...NEGOTIATED,
      },
      this.#now,
    );
    this.#client.endpoint = client;
    this.#server.secured = undefined;
    this.#client.secured = undefined;
    this.#client.poll(this.#now);
    this.#exchange();
    const server = this.#server.secured as Connection | undefined;
    if (server === undefined || this.#client.secured === undefined) {
      throw new Error('the handshake failed: nothing is measured');
    }
    if (this.#resumes && this.#client.resumed !== (session !== undefined)) {
      throw new Error('the session was not resumed: nothing is measured');
    }
    return { client, server };
  }

  /** Milliseconds in which the server worked. */
  get serverTime(): number {
    return this.#server.busy;
  }

  /** A handshake, after which both sides forget the connection. */
  handshake(): void {
    const { client, server } = this.connect();
    client.abandon(this.#now);
    server.abandon(this.#now);
    this.#client.poll(this.#now);
    this.#server.poll(this.#now);
  }

  /** Sends `message` from the last client that connected. */
  send(client: Connection, message: Uint8Array, length: Int32Array): void {
    const before = this.#server.received;
    client.sendMany(message, AT, length, this.#now);
    this.#client.poll(this.#now);
    this.#exchange();
    if (this.#server.received !== before + 1) throw new Error('the record did not arrive: nothing is measured');
  }

  #exchange(): void {
    while (this.#client.batch.count > 0 || this.#server.batch.count > 0) {
      this.#now += STEP;
      this.#server.receive(this.#client, this.#now);
      this.#client.receive(this.#server, this.#now);
    }
  }
}
