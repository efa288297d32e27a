import dgram from 'node:dgram';
import { isIPv6 } from 'node:net';
import { SystemError } from '../errors/system-error.ts';
import type { SocketAddress } from './address.ts';
import type { DatagramSocket, DatagramSocketHandlers, ReceivedDatagrams, SendBuffer } from './datagram-socket.ts';
import { createUdpCounters } from './udp-counters.ts';
import type { UdpOptions } from './udp-options.ts';

/**
 * One UDP socket of node:dgram that is bound in the constructor: addresses are literals, so no lookup is needed, and
 * errors are thrown and not emitted later. Errors that the network reports afterwards are reported and counted, and never
 * close the socket.
 */
export class DgramSocket implements DatagramSocket {
  readonly counters = createUdpCounters();
  readonly #socket: dgram.Socket;
  readonly #handlers: DatagramSocketHandlers;
  readonly #received = new ReceivedDatagram();
  #closed = false;

  /** Binds to a literal address. Throws SystemError: EADDRINUSE, EACCES, EADDRNOTAVAIL. */
  constructor(address: string, port: number, options: UdpOptions, handlers: DatagramSocketHandlers) {
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
  readonly #receive = (message: Buffer, remote: dgram.RemoteInfo): void => {
    if (this.#closed) return;
    const { counters } = this;
    const { length } = message;
    counters.datagramsReceived++;
    counters.bytesReceived += length;
    if (remote.port === 0) {
      counters.unanswerable++;
      return;
    }
    const received = this.#received;
    received.set(message, length, remote);
    this.#handlers.received(received);
    received.clear();
  };

  readonly #fail = (error: NodeJS.ErrnoException): void => {
    this.counters.failures++;
    if (!this.#closed) this.#handlers.failure(error);
  };

  connect(address: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.connect(port, address, (error?: Error) => {
        if (error === undefined || error === null) resolve();
        else reject(new SystemError(error));
      });
    });
  }

  /** dgram has no batches: each datagram is given to the system at once. */
  send(buffer: SendBuffer, to?: SocketAddress): void {
    if (this.#closed) {
      process.nextTick(() => this.#handlers.sent(buffer));
      return;
    }
    const { bytes, length, count } = buffer;
    let waiting = count;
    for (let at = 0, index = 0; index < count; index++) {
      const end = at + (length[index] as number);
      this.#sendOne(bytes.subarray(at, end), to, (error, size) => {
        waiting -= 1;
        if (error === null) {
          this.counters.datagramsSent++;
          this.counters.bytesSent += size;
        } else {
          this.#handlers.unsent(buffer, index, error);
        }
        if (waiting === 0) this.#handlers.sent(buffer);
        // Last: an exception of the failure handler must not leak the buffer.
        if (error !== null) this.#fail(error);
      });
      at = end;
    }
  }

  #sendOne(
    datagram: Uint8Array,
    to: SocketAddress | undefined,
    done: (error: Error | null, size: number) => void,
  ): void {
    try {
      if (to === undefined) this.#socket.send(datagram, done);
      else this.#socket.send(datagram, to.port, to.address, done);
    } catch (error) {
      // Later: the caller is inside `poll`.
      process.nextTick(done, error as Error, 0);
    }
  }

  /** Nothing is queued here. */
  flush(): void {}

  address(): SocketAddress {
    const { address, family, port } = this.#socket.address();
    return { address, family: family === 'IPv6' ? 'IPv6' : 'IPv4', port };
  }

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

/** dgram delivers datagrams one by one, each in its own memory. One object serves all datagrams of a socket. */
class ReceivedDatagram implements ReceivedDatagrams {
  slab: Uint8Array = NOTHING;
  readonly at = Int32Array.of(0);
  readonly length = new Int32Array(1);
  readonly remote: [SocketAddress] = [NOWHERE];
  readonly count = 1;
  readonly ownsSlab = true;

  set(message: Buffer, length: number, { address, family, port }: dgram.RemoteInfo): void {
    // A plain view: the application gets parts of it.
    this.slab = new Uint8Array(message.buffer, message.byteOffset, length);
    this.length[0] = length;
    const last = this.remote[0];
    if (last.port === port && last.address === address && last.family === family) return;
    // Frozen: the application gets this object, and must not be able to redirect datagrams by it.
    this.remote[0] = Object.freeze({ address, family, port });
  }

  /** An idle socket retains no datagram. */
  clear(): void {
    this.slab = NOTHING;
  }
}

const NOTHING = new Uint8Array(0);
const NOWHERE: SocketAddress = Object.freeze({ address: '', family: 'IPv4', port: 0 });

/** dgram looks up literals too, which takes a turn of the event loop and can reorder sends. */
function literal(
  hostname: string,
  _options: unknown,
  callback: (error: null, address: string, family: number) => void,
): void {
  callback(null, hostname, isIPv6(hostname) ? 6 : 4);
}
