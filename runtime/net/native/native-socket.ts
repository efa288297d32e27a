import { ConfigError } from '../../errors/config-error.ts';
import type { SocketAddress } from '../address.ts';
import type { DatagramSocket, DatagramSocketHandlers, SendBuffer } from '../datagram-socket.ts';
import { createUdpCounters } from '../udp-counters.ts';
import { writeAddress } from './address-record.ts';
import { type NativeSocketStats, readSocketStats } from './native-socket-stats.ts';
import type { SharedBatch } from './received-batch.ts';
import { SendQueue } from './send-queue.ts';
import { SendReports } from './send-reports.ts';
import { systemFailure } from './system-failure.ts';
import { ADDRESS_WORDS, MOST_SEND_BUFFERS, memoryGone, Result, Send, SendStatus, UdpEvent } from './udp-addon.ts';

/** How long a socket waits when the system has no memory for a datagram (ENOBUFS), in milliseconds. */
const PAUSE = 1;

export interface NativeSocketParts {
  readonly shared: SharedBatch;
  readonly handlers: DatagramSocketHandlers;
  /** Whether the addresses of datagrams are IPv6 ones. */
  readonly isIPv6: boolean;
  readonly trafficClass: boolean;
  readonly localAddress: boolean;
}

/** One UDP socket of the addon. */
export class NativeSocket implements DatagramSocket {
  readonly counters = createUdpCounters();
  readonly #parts: NativeSocketParts;
  readonly #id: number;
  readonly #queue = new SendQueue();
  /** The words of the address that was sent to last, a frozen object; made with the first one. */
  #address: Int32Array | undefined;
  #lastTo: SocketAddress | undefined;
  readonly #reports: SendReports;
  #localPort: number | undefined;
  /** The system takes no more for now. */
  #waiting = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** `open` gives the callback to the addon and returns the number of the socket. */
  constructor(parts: NativeSocketParts, open: (callback: (event: number, value: number) => void) => number) {
    this.#parts = parts;
    this.#reports = new SendReports(parts.handlers, (error) => this.#fail(error));
    this.#id = open((event, value) => this.#handle(event, value));
    if (!parts.localAddress) return;
    try {
      this.#localPort = this.address().port;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  connect(address: string, port: number): Promise<void> {
    try {
      const { control } = this.#parts.shared;
      control.check();
      const { addon, words } = control;
      writeAddress({ address, port }, this.#parts.isIPv6, addon, words, addon.sendsAt + Send.to);
      const result = addon.connect(this.#id);
      if (result < 0) throw systemFailure(result, 'connect', { address, port });
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  send(buffer: SendBuffer, to?: SocketAddress): void {
    const { count, length } = buffer;
    const isValid = Number.isInteger(count) && count >= 0 && ArrayBuffer.isView(length) && count <= length.length;
    if (this.#closed || !isValid || count === 0) {
      if (!isValid) this.#reports.failed(new ConfigError('buffer', 'does not have so many datagrams'), undefined, 0);
      this.#reports.finished(buffer);
      this.#reports.deliverLater();
      return;
    }
    this.#queue.push(buffer, to === undefined ? undefined : this.#wordsOf(to));
    if (this.#queue.size >= MOST_SEND_BUFFERS) this.flush();
  }

  /** The words of the address, borrowed until the next call. Those of no address where it cannot be sent to. */
  #wordsOf(to: SocketAddress): Int32Array {
    this.#address ??= new Int32Array(ADDRESS_WORDS);
    if (to === this.#lastTo) return this.#address;
    this.#lastTo = undefined;
    try {
      writeAddress(to, this.#parts.isIPv6, this.#parts.shared.control.addon, this.#address, 0);
      // Another object may change.
      if (Object.isFrozen(to)) this.#lastTo = to;
    } catch {
      this.#address.fill(0);
    }
    return this.#address;
  }

  flush(): void {
    const { control } = this.#parts.shared;
    while (this.#queue.size > 0 && !this.#waiting && !this.#closed) {
      if (control.isGone) {
        this.#refuse(this.#restOfFirst(), memoryGone());
        continue;
      }
      const status = this.#queue.give(control, this.#id);
      const accepted = status < 0 ? 0 : (control.words[Result.accepted] as number);
      this.counters.datagramsSent += accepted;
      if (status >= 0) this.counters.bytesSent += control.words[Result.acceptedBytes] as number;
      const errno = status < 0 ? status : -(control.words[Result.error] as number);
      this.#queue.advance(accepted, this.#reports.finished);
      switch (status) {
        case SendStatus.sent:
          // Nothing was taken: the memory that tells the addon what to send is gone.
          if (accepted === 0) this.#refuseFirst();
          break;
        case SendStatus.wait:
          this.#waiting = true;
          break;
        case SendStatus.pause:
          this.#waiting = true;
          this.#timer = setTimeout(this.#resume, PAUSE);
          break;
        case SendStatus.failure:
          this.#reports.failed(systemFailure(errno, 'send'), undefined, 0);
          break;
        case SendStatus.unsent:
          this.#refuse(control.words[Result.skipped] as number, systemFailure(errno, 'send'));
          break;
        case SendStatus.invalid:
          this.#refuseFirst();
          break;
        default:
          this.#refuse(this.#restOfFirst(), systemFailure(errno, 'send'));
      }
    }
    this.#reports.deliverLater();
  }

  /** The first buffer cannot be sent as it is. */
  #refuseFirst(): void {
    const error = this.#queue.isUnaddressable
      ? new ConfigError('address', 'is not an IP address that this socket can send to')
      : new ConfigError('buffer', 'its datagrams are not in its memory');
    this.#refuse(this.#restOfFirst(), error);
  }

  #restOfFirst(): number {
    return (this.#queue.first?.count ?? 0) - this.#queue.next;
  }

  #refuse(count: number, error: NodeJS.ErrnoException): void {
    for (let left = count; left > 0 && this.#queue.size > 0; left--) {
      this.#reports.failed(error, this.#queue.first, this.#queue.next);
      this.#queue.advance(1, this.#reports.finished);
    }
  }

  readonly #resume = (): void => {
    this.#timer = undefined;
    this.#waiting = false;
    this.flush();
  };

  #handle(event: number, value: number): void {
    if (this.#closed) return;
    if (event === UdpEvent.received) this.#receive();
    else if (event === UdpEvent.writable) this.#resume();
    else this.#fail(systemFailure(-value, 'recvmsg'));
  }

  #receive(): void {
    const { shared, handlers, trafficClass } = this.#parts;
    const { batch, control } = shared;
    if (control.isGone) {
      this.#fail(memoryGone());
      return;
    }
    const { words } = control;
    const { counters } = this;
    const unanswerable = words[Result.unanswerable] as number;
    counters.datagramsReceived += (words[Result.datagrams] as number) + unanswerable;
    counters.bytesReceived += words[Result.bytes] as number;
    counters.unanswerable += unanswerable;
    batch.read(trafficClass, this.#localPort);
    if (batch.count > 0) handlers.received(batch);
  }

  #fail(error: NodeJS.ErrnoException): void {
    if (this.#closed) return;
    this.counters.failures++;
    this.#parts.handlers.failure(error);
  }

  address(): SocketAddress {
    const { control, batch } = this.#parts.shared;
    const result = control.addon.address(this.#id);
    if (result < 0) throw systemFailure(result, 'getsockname');
    return batch.addressAt(control.addon.sendsAt + Send.to);
  }

  /** What the system and the addon did for this socket. Throws SystemError when it is closed. */
  stats(): NativeSocketStats {
    return readSocketStats(this.#parts.shared.control.addon, this.#id);
  }

  close(done?: () => void): void {
    if (!this.#closed) {
      this.flush();
      this.#closed = true;
      clearTimeout(this.#timer);
      this.#parts.shared.control.addon.close(this.#id);
      this.#reports.dropErrors();
      while (this.#queue.first !== undefined) this.#queue.advance(this.#restOfFirst(), this.#reports.finished);
      this.#reports.deliverLater();
    }
    if (done !== undefined) setImmediate(done);
  }

  ref(): void {
    this.#parts.shared.control.addon.reference(this.#id, true);
  }

  unref(): void {
    this.#parts.shared.control.addon.reference(this.#id, false);
  }
}
