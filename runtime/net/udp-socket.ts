import dgram from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { SocketAddress } from './address.ts';

export interface UdpOptions {
  readonly ipv6Only?: boolean | undefined;
  readonly udpReceiveBufferSize?: number | undefined;
  readonly udpSendBufferSize?: number | undefined;
  readonly udpTTL?: number | undefined;
}

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
  /** ICMP errors and failed sends. */
  failures: number;
}

/**
 * One UDP socket that is bound or connected at once: addresses are literals, so nothing has to be looked up, and
 * errors are thrown here and not emitted later. Whatever the network reports afterwards is handed over and counted,
 * and never closes the socket.
 */
export class UdpSocket {
  readonly counters: UdpCounters = {
    datagramsReceived: 0,
    bytesReceived: 0,
    datagramsSent: 0,
    bytesSent: 0,
    failures: 0,
  };
  readonly #socket: dgram.Socket;
  readonly #report: (error: NodeJS.ErrnoException) => void;
  #closed = false;

  /** Binds to a literal address. Throws what the operating system says: EADDRINUSE, EACCES, EADDRNOTAVAIL. */
  constructor(address: string, port: number, options: UdpOptions, handlers: UdpHandlers) {
    this.#socket = dgram.createSocket({
      type: isIPv6(address) ? 'udp6' : 'udp4',
      ipv6Only: options.ipv6Only ?? false,
      lookup: literal,
      ...(options.udpReceiveBufferSize === undefined ? {} : { recvBufferSize: options.udpReceiveBufferSize }),
      ...(options.udpSendBufferSize === undefined ? {} : { sendBufferSize: options.udpSendBufferSize }),
    });
    let refused: Error | undefined;
    this.#socket.once('error', (error) => {
      refused = error;
    });
    // `exclusive`: in a cluster worker the primary would otherwise bind for it, later, and share the datagrams out.
    this.#socket.bind({ address, port, exclusive: true });
    this.#socket.removeAllListeners('error');
    if (refused !== undefined) {
      this.close();
      throw refused;
    }
    if (options.udpTTL !== undefined) this.#socket.setTTL(options.udpTTL);
    this.#report = (error) => {
      this.counters.failures++;
      if (!this.#closed) handlers.failure(error);
    };
    this.#socket.on('error', this.#report);
    this.#socket.on('message', (message, { address: from, family, port: fromPort }) => {
      if (this.#closed) return;
      this.counters.datagramsReceived++;
      this.counters.bytesReceived += message.length;
      // dgram allocates each datagram for itself, so it can be decrypted where it lies.
      const bytes = new Uint8Array(message.buffer, message.byteOffset, message.length);
      handlers.datagram(bytes, from, family, fromPort);
    });
  }

  /** Only this peer from now on: others are dropped by the kernel, and its refusals are reported. */
  connect(address: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.connect(port, address, (error?: Error) => {
        if (error === undefined || error === null) resolve();
        else reject(error);
      });
    });
  }

  /** Sends to a literal address, or without one to the connected peer. `done`: the bytes are free again. */
  send(bytes: Uint8Array, done: () => void, to?: SocketAddress): void {
    const sent = (error: Error | null, length: number): void => {
      if (error === null) {
        this.counters.datagramsSent++;
        this.counters.bytesSent += length;
      } else {
        this.#report(error);
      }
      done();
    };
    if (this.#closed) done();
    else if (to === undefined) this.#socket.send(bytes, sent);
    else this.#socket.send(bytes, to.port, to.address, sent);
  }

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
    this.#socket.close(done);
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
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
