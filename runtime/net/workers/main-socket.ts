import type { SocketAddress } from '../address.ts';
import { DatagramPool, OutgoingDatagrams } from '../datagram-pool.ts';
import type { DatagramSocket, DatagramSockets, ReceivedDatagrams } from '../datagram-socket.ts';
import { createUdpCounters, type UdpCounters } from '../udp-counters.ts';
import type { UdpOptions } from '../udp-options.ts';

/** Datagrams of the usual size that may wait for the operating system; further ones are dropped. */
const MAX_DATAGRAMS_IN_FLIGHT = 16_384;
/** Bytes of a buffer for the datagrams of one peer. */
const BUFFER_BYTES = 8192;
/** Datagrams in one buffer, as in `DatagramPool`. */
const MAX_DATAGRAMS = 64;

/** The UDP socket of the main thread: it receives for all workers, and sends what they have written. */
export class MainSocket {
  readonly #socket: DatagramSocket;
  readonly #pool: DatagramPool;
  /** The buffer that is being filled, and its peer. */
  #buffer: OutgoingDatagrams | undefined;
  #to: SocketAddress | undefined;
  #closed = false;
  /** Datagrams not sent because too many waited for the operating system. */
  dropped = 0;
  /** Datagrams that were too long for their path. */
  tooLong = 0;

  /** Binds to a literal address. `datagramSize`: bytes of a usual datagram. Throws SystemError. */
  constructor(
    sockets: DatagramSockets,
    local: { readonly address: string; readonly port: number },
    options: UdpOptions,
    datagramSize: number,
    received: (datagrams: ReceivedDatagrams) => void,
  ) {
    this.#pool = new DatagramPool(datagramSize, MAX_DATAGRAMS_IN_FLIGHT);
    this.#socket = sockets.open(local.address, local.port, options, {
      received,
      sent: (buffer) => {
        if (buffer instanceof OutgoingDatagrams) this.#pool.release(buffer);
      },
      unsent: (_buffer, _index, error) => {
        if (error.code === 'EMSGSIZE') this.tooLong++;
      },
      // The socket counts it. An error about one peer must not end the sessions of others.
      failure: () => {},
    });
  }

  get counters(): UdpCounters {
    return this.#socket?.counters ?? createUdpCounters();
  }

  address(): SocketAddress {
    return this.#socket.address();
  }

  /** Copies a datagram. It is sent with the next `flush` at the latest. */
  send(to: SocketAddress, bytes: Uint8Array, at: number, length: number): void {
    if (this.#closed) return;
    let buffer = this.#buffer;
    const fits =
      buffer !== undefined &&
      this.#to === to &&
      buffer.count < MAX_DATAGRAMS &&
      buffer.used + length <= buffer.bytes.length;
    if (!fits) {
      this.#transmit();
      buffer = this.#pool.acquire(0, Math.max(length, BUFFER_BYTES));
      this.#buffer = buffer;
      this.#to = to;
    }
    if (buffer === undefined) {
      this.dropped++;
      return;
    }
    buffer.bytes.set(bytes.subarray(at, at + length), buffer.used);
    buffer.add(length, -1);
  }

  flush(): void {
    this.#transmit();
    if (!this.#closed) this.#socket.flush();
  }

  close(done: () => void): void {
    this.flush();
    this.#closed = true;
    this.#socket.close(done);
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }

  #transmit(): void {
    const [buffer, to] = [this.#buffer, this.#to];
    this.#buffer = undefined;
    this.#to = undefined;
    if (buffer === undefined || to === undefined) return;
    this.#pool.transmitted(buffer);
    this.#socket.send(buffer, to);
  }
}
