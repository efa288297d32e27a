import dgram from 'node:dgram';
import { isIPv6 } from 'node:net';
import { SystemError } from '../errors/system-error.ts';
import type { SocketAddress } from './address.ts';
import type { UdpOptions } from './udp-options.ts';

/** Returns the buffer of a datagram; with the error of the operating system if it was not sent. */
export type SendDone = (error?: NodeJS.ErrnoException) => void;

export interface UdpHandlers {
  /** `bytes` belong to the receiver. */
  datagram(bytes: Uint8Array, address: string, family: 'IPv4' | 'IPv6', port: number): void;
  /** An ICMP error or a failed send. The socket stays open. */
  failure(error: NodeJS.ErrnoException): void;
}

/** The counters of a socket. They only increase. */
export interface UdpCounters {
  datagramsReceived: number;
  bytesReceived: number;
  datagramsSent: number;
  bytesSent: number;
  /** Datagrams from UDP port 0, which cannot be answered (RFC 768): dropped. */
  unanswerable: number;
  /** ICMP errors and failed sends. */
  failures: number;
}

/** All zero. */
export function createUdpCounters(): UdpCounters {
  return { datagramsReceived: 0, bytesReceived: 0, datagramsSent: 0, bytesSent: 0, unanswerable: 0, failures: 0 };
}

/**
 * One UDP socket that is bound in the constructor: addresses are literals, so no lookup is needed, and errors are thrown
 * and not emitted later. Errors that the network reports afterwards are reported and counted, and never close the
 * socket.
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
      recvBufferSize: options.udpReceiveBufferSize,
      sendBufferSize: options.udpSendBufferSize,
    });
    this.#handlers = handlers;
    try {
      this.#bind(address, port, options.udpTTL);
    } catch (error) {
      // dgram may emit the same error again.
      this.#socket.on('error', () => {});
      this.close();
      throw error;
    }
    this.#socket.on('error', this.#fail);
    this.#socket.on('message', this.#receive);
  }

  /** Throws SystemError; the caller closes the socket then. */
  #bind(address: string, port: number, ttl: number | undefined): void {
    let refused: Error | undefined;
    this.#socket.once('error', (error) => {
      refused = error;
    });
    // `exclusive`: otherwise the primary of a cluster would bind for its workers, later, and distribute the datagrams.
    this.#socket.bind({ address, port, exclusive: true });
    this.#socket.removeAllListeners('error');
    if (refused !== undefined) throw new SystemError(refused);
    if (ttl !== undefined) this.#socket.setTTL(ttl);
  }

  /** A property, so that dgram calls it without a function in between. */
  readonly #receive = (message: Buffer, { address, family, port }: dgram.RemoteInfo): void => {
    if (this.#closed) return;
    this.counters.datagramsReceived++;
    this.counters.bytesReceived += message.length;
    if (port === 0) {
      this.counters.unanswerable++;
      return;
    }
    // dgram allocates memory for each datagram, so it can be decrypted in place.
    const bytes = new Uint8Array(message.buffer, message.byteOffset, message.length);
    this.#handlers.datagram(bytes, address, family, port);
  };

  readonly #fail = (error: NodeJS.ErrnoException): void => {
    this.counters.failures++;
    if (!this.#closed) this.#handlers.failure(error);
  };

  /**
   * Connects to one peer: the kernel drops datagrams of others, and reports ICMP errors of this one. Rejects with
   * SystemError.
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
   * Sends to a literal address, or without one to the connected peer. Calls `done` when the bytes are no longer used;
   * with the error if they were not sent, and then never before this returns. Never throws: an exception of dgram is
   * reported like any other failure.
   */
  send(bytes: Uint8Array, done: SendDone, to?: SocketAddress): void {
    const sent = (error: Error | null, length: number): void => {
      if (error === null) {
        this.counters.datagramsSent++;
        this.counters.bytesSent += length;
        done();
      } else {
        // The buffer first: an exception of the failure handler must not leak it.
        done(error);
        this.#fail(error);
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
      // Later: the caller is inside `poll`.
      process.nextTick(sent, error as Error, 0);
    }
  }

  /** Throws when the socket is closed. */
  address(): SocketAddress {
    const { address, family, port } = this.#socket.address();
    return { address, family: family === 'IPv6' ? 'IPv6' : 'IPv4', port };
  }

  /** A second call has no effect. Datagrams that the kernel has accepted are still sent. */
  close(done?: () => void): void {
    if (this.#closed) {
      if (done !== undefined) process.nextTick(done);
      return;
    }
    this.#closed = true;
    try {
      this.#socket.close(done);
    } catch (error) {
      this.#fail(error as Error);
      if (done !== undefined) process.nextTick(done);
    }
  }

  /** No effect on a closed socket. */
  ref(): void {
    if (!this.#closed) this.#socket.ref();
  }

  /** No effect on a closed socket. */
  unref(): void {
    if (!this.#closed) this.#socket.unref();
  }
}

/** dgram looks up literals too, which takes a turn of the event loop and can reorder sends. */
function literal(
  hostname: string,
  _options: unknown,
  callback: (error: null, address: string, family: number) => void,
): void {
  callback(null, hostname, isIPv6(hostname) ? 6 : 4);
}
