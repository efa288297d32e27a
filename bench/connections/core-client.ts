// A client of the generator: a core that has a socket only while it exchanges datagrams.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { CryptoProvider } from 'wirechart/crypto';
import {
  type ApplicationRequest,
  type ApplicationResponse,
  type Connection,
  type ConnectionEvent,
  createConnection,
  type DatagramBatch,
  type OutputSink,
  type PathResolver,
} from 'wirechart/dtls13/core';
import { testCertificate } from 'wirechart/testing';

/** What all clients of a generator share. */
export interface ClientContext {
  readonly provider: CryptoProvider;
  /** Port of the server at 127.0.0.1. */
  readonly serverPort: number;
  /** Clients with a socket. */
  readonly attached: Set<CoreClient>;
}

interface Wait {
  readonly condition: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const SERVER = '127.0.0.1';
const ADDRESS = Uint8Array.of(127, 0, 0, 1, 0, 0);
const ZERO = Int32Array.of(0);
/** Clients write one after another. */
const OUTPUT = new Uint8Array(65_536);
const ONE = new Int32Array(1);

/**
 * One connection. Its address and its port stay the same for its life, so the server takes it for one peer. No message is
 * received while it has no socket.
 */
export class CoreClient implements OutputSink, PathResolver {
  /** Called with each message, which is borrowed for the call. */
  onmessage: ((data: Uint8Array) => void) | undefined;
  readonly #context: ClientContext;
  readonly #address: string;
  readonly #responses: ApplicationResponse[] = [];
  #port = 0;
  #socket: Socket | undefined;
  #connection: Connection | undefined;
  #state: 'handshake' | 'secure' | 'closed' = 'handshake';
  #wait: Wait | undefined;
  #failure: Error | undefined;
  /** Bytes of the reserved slice that are committed. */
  #written = 0;

  /** `address`: a loopback address that no other client has. */
  constructor(context: ClientContext, address: string) {
    this.#context = context;
    this.#address = address;
  }

  /** Binds the address. Rejects with the error of the system. */
  async attach(): Promise<void> {
    const socket = createSocket('udp4');
    socket.bind({ address: this.#address, port: this.#port, exclusive: true });
    await once(socket, 'listening');
    this.#port = socket.address().port;
    this.#socket = socket;
    socket.on('message', (datagram) => this.#receive(datagram));
    this.#context.attached.add(this);
  }

  /** Closes the socket. The connection remains. */
  async detach(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#context.attached.delete(this);
    if (socket !== undefined) await new Promise<void>((resolve) => socket.close(resolve));
  }

  /**
   * Completes a handshake, and waits until the server has acknowledged it: the first one, or another one after `close`.
   * Rejects where it fails.
   */
  async connect(): Promise<void> {
    this.#state = 'handshake';
    const connection = createConnection(
      {
        host: this,
        provider: this.#context.provider,
        path: 0,
        servername: 'localhost',
        groups: ['x25519'],
        cipherSuites: ['TLS_AES_128_GCM_SHA256'],
        idleTimeout: Number.POSITIVE_INFINITY,
      },
      now(),
    );
    this.#connection = connection;
    this.#poll();
    await this.until(() => this.#state === 'secure' && connection.timers().retransmit === Number.POSITIVE_INFINITY);
  }

  /** Sends messages, which are borrowed for the call: `slab[at[i], at[i] + length[i])`. */
  send(slab: Uint8Array, at: Int32Array, length: Int32Array): void {
    const accepted = this.#connection?.sendMany(slab, at, length, now());
    if (accepted !== length.length)
      throw new Error(`a client could send only ${accepted} of ${length.length} messages`);
    this.#poll();
  }

  /** Sends close_notify, and waits for that of the server. */
  async close(): Promise<void> {
    this.#connection?.close(now());
    this.#poll();
    await this.until(() => this.#state === 'closed');
    this.#connection = undefined;
  }

  /** Resolves when the condition holds after an input. Rejects when the connection fails. One wait at a time. */
  until(condition: () => boolean): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#wait = { condition, resolve, reject };
    });
  }

  /** Resolves the wait, although its condition does not hold. */
  giveUp(): void {
    this.#wait?.resolve();
    this.#wait = undefined;
  }

  /** Lets the core expire what is due. */
  tick(): void {
    const connection = this.#connection;
    if (connection === undefined || connection.nextDeadline() > now()) return;
    connection.handleTimeout(now());
    this.#poll();
  }

  address(): Uint8Array {
    return ADDRESS;
  }

  reserve(_: number, size: number): Uint8Array {
    this.#written = 0;
    return OUTPUT.subarray(0, size);
  }

  commit(length: number): void {
    const taken = this.#written;
    this.#written += length;
    // The socket may keep the datagram until the system takes it.
    this.#socket?.send(Buffer.from(OUTPUT.subarray(taken, taken + length)), this.#context.serverPort, SERVER);
  }

  event(_: Connection, event: ConnectionEvent): void {
    if (event.kind === 'message') this.onmessage?.(event.data);
    else if (event.kind === 'secure') this.#state = 'secure';
    else if (event.kind === 'closed') this.#state = 'closed';
    else if (event.kind === 'error') this.#fail(event.error);
  }

  request(_: Connection, { id }: ApplicationRequest): void {
    // The chain of the server: the test certificate.
    this.#responses.push({ id, accept: true, publicKey: testCertificate.publicKey });
  }

  unrouted(): void {
    this.#fail(new Error('a datagram of another connection arrived'));
  }

  #receive(datagram: Uint8Array): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    ONE[0] = datagram.length;
    const batch: DatagramBatch = { slab: datagram, at: ZERO, length: ONE, path: ZERO, count: 1 };
    connection.handleDatagrams(batch, now());
    this.#poll();
  }

  /** Writes all output, and continues what waited for the input. */
  #poll(): void {
    const connection = this.#connection as Connection;
    this.#drain(connection);
    for (let response = this.#responses.pop(); response !== undefined; response = this.#responses.pop()) {
      connection.respond(response, now());
      this.#drain(connection);
    }
    const wait = this.#wait;
    if (wait === undefined || !wait.condition()) return;
    this.#wait = undefined;
    wait.resolve();
  }

  #drain(connection: Connection): void {
    while (connection.poll(this)) throw new Error('the output is never full');
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wait?.reject(error);
    this.#wait = undefined;
  }
}

/** Milliseconds since the Unix epoch, never decreasing. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
