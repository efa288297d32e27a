import type { SocketAddress } from '../address.ts';
import type {
  DatagramSocket,
  DatagramSocketHandlers,
  DatagramSockets,
  ReceivedDatagrams,
  SendBuffer,
} from '../datagram-socket.ts';
import { Fifo } from '../fifo.ts';
import { createUdpCounters } from '../udp-counters.ts';
import type { DatagramInbox } from './datagram-inbox.ts';
import type { MainRing } from './main-ring.ts';
import { Entry } from './ring-entries.ts';

/** Milliseconds after which a full ring is tried again. */
const RETRY_DELAY = 1;
/** Attempts after which the datagrams of a buffer are dropped: the main thread does not read. */
const MAX_RETRIES = 1000;

interface Waiting {
  readonly buffer: SendBuffer;
  readonly to: SocketAddress;
}

/**
 * A socket of a worker: the main thread has the UDP socket, and datagrams pass between the two in rings. While the ring to the
 * main thread is full, buffers wait here, as for an operating system that takes no datagrams; the driver limits how many.
 */
class RingSocket implements DatagramSocket {
  readonly counters = createUdpCounters();
  readonly #handlers: DatagramSocketHandlers;
  readonly #inbox: DatagramInbox;
  readonly #ring: MainRing;
  readonly #local: SocketAddress;
  readonly #waiting = new Fifo<Waiting>();
  /** Datagrams of the first buffer that were written, and their bytes. */
  #written = 0;
  #at = 0;
  #retries = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(inbox: DatagramInbox, ring: MainRing, local: SocketAddress, handlers: DatagramSocketHandlers) {
    this.#handlers = handlers;
    this.#inbox = inbox;
    this.#ring = ring;
    this.#local = local;
    inbox.start(this.#receive);
  }

  readonly #receive = (datagrams: ReceivedDatagrams): void => {
    const { counters } = this;
    counters.datagramsReceived += datagrams.count;
    for (let index = 0; index < datagrams.count; index++) counters.bytesReceived += datagrams.length[index] as number;
    this.#handlers.received(datagrams);
  };

  /** A server has no socket that is connected. */
  connect(): Promise<void> {
    return Promise.resolve();
  }

  send(buffer: SendBuffer, to?: SocketAddress): void {
    if (this.#closed || to === undefined) {
      process.nextTick(() => this.#handlers.sent(buffer));
      return;
    }
    this.#waiting.push({ buffer, to });
    if (this.#timer === undefined) this.#write();
  }

  flush(): void {
    this.#ring.publish();
  }

  address(): SocketAddress {
    return this.#local;
  }

  close(done?: () => void): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#inbox.stop();
      clearTimeout(this.#timer);
      this.#ring.publish();
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        this.#handlers.sent(next.buffer);
      }
    }
    if (done !== undefined) process.nextTick(done);
  }

  /** The port of the worker keeps its thread alive. */
  ref(): void {}

  unref(): void {}

  #write(): void {
    for (let next = this.#waiting.first; next !== undefined; next = this.#waiting.first) {
      if (!this.#writeBuffer(next)) {
        this.#ring.publish();
        if (this.#retries < MAX_RETRIES) {
          this.#retries++;
          this.#timer = setTimeout(this.#retry, RETRY_DELAY).unref();
          return;
        }
        this.counters.failures += next.buffer.count - this.#written;
      }
      this.#retries = 0;
      this.#written = 0;
      this.#at = 0;
      this.#waiting.shift();
      this.#handlers.sent(next.buffer);
    }
  }

  readonly #retry = (): void => {
    this.#timer = undefined;
    this.#write();
    this.#ring.publish();
  };

  /** False: the ring is full. */
  #writeBuffer({ buffer: { bytes, length, count }, to }: Waiting): boolean {
    const { counters } = this;
    for (; this.#written < count; this.#written++) {
      const size = length[this.#written] as number;
      if (!this.#ring.write(Entry.datagram, to, bytes, this.#at, size)) return false;
      this.#at += size;
      this.#retries = 0;
      counters.datagramsSent++;
      counters.bytesSent += size;
    }
    return true;
  }
}

/** The sockets of a worker whose datagrams the main thread receives and sends; `local` is the address of its socket. */
export function ringSockets(inbox: DatagramInbox, ring: MainRing, local: SocketAddress): DatagramSockets {
  return { name: 'ring', open: (_address, _port, _options, handlers) => new RingSocket(inbox, ring, local, handlers) };
}
