import dgram from 'node:dgram';
import { isIPv6 } from 'node:net';
import { SystemError } from '../errors/system-error.ts';
import type { SocketAddress } from './address.ts';

export interface UdpOptions {
  readonly ipv6Only?: boolean | undefined;
  readonly udpReceiveBufferSize?: number | undefined;
  readonly udpSendBufferSize?: number | undefined;
  readonly udpTTL?: number | undefined;
}

/** Gives the bytes of a datagram back; with what the system said where it did not send them. */
export type SendDone = (error?: NodeJS.ErrnoException) => void;

export interface UdpHandlers {
  /** `bytes` belong to the receiver. */
  datagram(bytes: Uint8Array, address: string, family: 'IPv4' | 'IPv6', port: number): void;
  /** An ICMP message, or a send that failed: the socket goes on. */
  failure(error: NodeJS.ErrnoException): void;
}

/** What a socket saw. Numbers only grow. */
export interface UdpCounters {
  datagramsReceived: number;
  bytesReceived: number;
  datagramsSent: number;
  bytesSent: number;
  /** Datagrams from UDP port 0, which nobody can answer (RFC 768): dropped. */
  unanswerable: number;
  /** ICMP errors and failed sends. */
  failures: number;
}

/** All zero. */
export function createUdpCounters(): UdpCounters {
  return { datagramsReceived: 0, bytesReceived: 0, datagramsSent: 0, bytesSent: 0, unanswerable: 0, failures: 0 };
}

/**
 * One UDP socket that is bound or connected at once: addresses are literals, so nothing has to be looked up, and
 * errors are thrown here and not emitted later. Whatever the network reports afterwards is handed over and counted,
 * and never closes the socket.
 */
export class UdpSocket {
  readonly counters = createUdpCounters();
  readonly #socket: dgram.Socket;
  readonly #handlers: UdpHandlers;
  #closed = false;

  /** Binds to a literal address. Throws SystemError: EADDRINUSE, EACCES, EADDRNOTAVAIL. */
  constructor(address: string, port: number, options: UdpOptions, handlers: UdpHandlers) {
    this.#socket = dgram.createSocket({
      type: isIPv6(address) ? 'udp6' : 'udp4',
      ipv6Only: options.ipv6Only ?? false,
      lookup: literal,
      ...(options.udpReceiveBufferSize === undefined ? {} : { recvBufferSize: options.udpReceiveBufferSize }),
      ...(options.udpSendBufferSize === undefined ? {} : { sendBufferSize: options.udpSendBufferSize }),
    });
    this.#handlers = handlers;
    try {
      this.#bind(address, port, options.udpTTL);
    } catch (error) {
      // Whatever dgram still has to say about it is said already.
      this.#socket.on('error', () => {});
      this.close();
      throw error;
    }
    this.#socket.on('error', (error) => this.#failed(error));
    this.#socket.on('message', (message, from) => this.#received(message, from));
  }

  /** Throws SystemError; the caller closes the socket then. */
  #bind(address: string, port: number, ttl: number | undefined): void {
    let refused: Error | undefined;
    this.#socket.once('error', (error) => {
      refused = error;
    });
    // `exclusive`: in a cluster worker the primary would otherwise bind for it, later, and share the datagrams out.
    this.#socket.bind({ address, port, exclusive: true });
    this.#socket.removeAllListeners('error');
    if (refused !== undefined) throw new SystemError(refused);
    if (ttl !== undefined) this.#socket.setTTL(ttl);
  }

  #received(message: Buffer, { address, family, port }: dgram.RemoteInfo): void {
    if (this.#closed) return;
    this.counters.datagramsReceived++;
    this.counters.bytesReceived += message.length;
    if (port === 0) {
      this.counters.unanswerable++;
      return;
    }
    // dgram allocates each datagram for itself, so it can be decrypted where it lies.
    const bytes = new Uint8Array(message.buffer, message.byteOffset, message.length);
    this.#handlers.datagram(bytes, address, family, port);
  }

  #failed(error: NodeJS.ErrnoException): void {
    this.counters.failures++;
    if (!this.#closed) this.#handlers.failure(error);
  }

  /**
   * Accepts only this peer from now on: the kernel drops other datagrams and reports refusals. Rejects with SystemError.
   */
  connect(address: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.connect(port, address, (error?: Error) => {
        if (error === undefined || error === null) resolve();
        else reject(new SystemError(error));
      });
    });
  }

  /**
   * Sends to a literal address, or without one to the connected peer. `done`: the bytes are free again; with the error,
   * never before this returns, where they were not sent. Never throws: what dgram refuses at once is a failure like any
   * other.
   */
  send(bytes: Uint8Array, done: SendDone, to?: SocketAddress): void {
    const sent = (error: Error | null, length: number): void => {
      if (error === null) {
        this.counters.datagramsSent++;
        this.counters.bytesSent += length;
        done();
      } else {
        // The buffer first: whatever the failure leads to, it is not lost.
        done(error);
        this.#failed(error);
      }
    };
    if (this.#closed) {
      done();
      return;
    }
    try {
      if (to === undefined) this.#socket.send(bytes, sent);
      else this.#socket.send(bytes, to.port, to.address, sent);
    } catch (error) {
      // Later, as always: the caller is in the middle of a poll.
      process.nextTick(sent, error as Error, 0);
    }
  }

  /** Throws when the socket is closed. */
  address(): SocketAddress {
    const { address, family, port } = this.#socket.address();
    return { address, family: family === 'IPv6' ? 'IPv6' : 'IPv4', port };
  }

  /** Calling it twice is fine. What the kernel has taken still goes out. */
  close(done?: () => void): void {
    if (this.#closed) {
      if (done !== undefined) process.nextTick(done);
      return;
    }
    this.#closed = true;
    try {
      this.#socket.close(done);
    } catch (error) {
      this.#failed(error as Error);
      if (done !== undefined) process.nextTick(done);
    }
  }

  /** Nothing to do on a closed socket. */
  ref(): void {
    if (!this.#closed) this.#socket.ref();
  }

  /** Likewise. */
  unref(): void {
    if (!this.#closed) this.#socket.unref();
  }
}

/** dgram looks every address up, literals too, which costs a turn of the event loop and the order of sends. */
function literal(
  hostname: string,
  _options: unknown,
  callback: (error: null, address: string, family: number) => void,
): void {
  callback(null, hostname, isIPv6(hostname) ? 6 : 4);
}
