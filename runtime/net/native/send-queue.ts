import type { SendBuffer } from '../datagram-socket.ts';
import { ADDRESS_WORDS, MOST_SEND_BUFFERS, SEND_WORDS, Send, type UdpControl } from './udp-addon.ts';

/** Of one call of the addon; it retains nothing, so that all sockets of a thread use the same. */
const arrays: (Uint8Array | Int32Array | undefined)[] = new Array<undefined>(2 * MOST_SEND_BUFFERS).fill(undefined);

/** In place of the family of an address: the buffer is for the connected peer. */
const CONNECTED = -1;

/** The buffers that a socket was given and the system did not take yet, in order. */
export class SendQueue {
  readonly #buffers: (SendBuffer | undefined)[] = [];
  /** `ADDRESS_WORDS` of each buffer. */
  #addresses = new Int32Array(0);
  #head = 0;
  #tail = 0;
  /** Datagrams of the first buffer that the system has taken, or refused. */
  #done = 0;

  /** Buffers. */
  get size(): number {
    return this.#tail - this.#head;
  }

  /** The first buffer. */
  get first(): SendBuffer | undefined {
    return this.#buffers[this.#head];
  }

  /** Whether the address of the first buffer is the family 0, which is that of no address. */
  get isUnaddressable(): boolean {
    return this.#addresses[this.#head * ADDRESS_WORDS] === 0;
  }

  /** The index of the next datagram in the first buffer. */
  get next(): number {
    return this.#done;
  }

  /** `address`: `ADDRESS_WORDS` words, which are copied; undefined: the connected peer. */
  push(buffer: SendBuffer, address: Int32Array | undefined): void {
    this.#buffers[this.#tail] = buffer;
    const at = this.#tail * ADDRESS_WORDS;
    if (at === this.#addresses.length) this.#grow();
    if (address === undefined) this.#addresses[at] = CONNECTED;
    else this.#addresses.set(address, at);
    this.#tail++;
  }

  /** Passes the first buffers to the addon. Returns the result of its `send`. */
  give({ addon, words }: UdpControl, id: number): number {
    const count = Math.min(this.size, MOST_SEND_BUFFERS);
    for (let index = 0, at = addon.sendsAt; index < count; index++, at += SEND_WORDS) {
      const buffer = this.#buffers[this.#head + index] as SendBuffer;
      const from = (this.#head + index) * ADDRESS_WORDS;
      const isConnected = this.#addresses[from] === CONNECTED;
      arrays[2 * index] = buffer.bytes;
      arrays[2 * index + 1] = buffer.length;
      words[at + Send.first] = index === 0 ? this.#done : 0;
      words[at + Send.count] = buffer.count;
      words[at + Send.addressed] = isConnected ? 0 : 1;
      if (isConnected) continue;
      for (let word = 0; word < ADDRESS_WORDS; word++) {
        words[at + Send.to + word] = this.#addresses[from + word] as number;
      }
    }
    const status = addon.send(id, arrays, count);
    for (let index = 0; index < 2 * count; index++) arrays[index] = undefined;
    return status;
  }

  /** Counts `count` datagrams as taken or refused, and calls `finished` with each buffer that has no more. */
  advance(count: number, finished: (buffer: SendBuffer) => void): void {
    let left = count;
    for (let buffer = this.first; buffer !== undefined; buffer = this.first) {
      const rest = buffer.count - this.#done;
      if (rest > left) {
        this.#done += left;
        return;
      }
      left -= rest;
      this.#remove();
      finished(buffer);
    }
  }

  /** Twice as many addresses. */
  #grow(): void {
    const longer = new Int32Array(Math.max(ADDRESS_WORDS, 2 * this.#addresses.length));
    longer.set(this.#addresses);
    this.#addresses = longer;
  }

  #remove(): void {
    this.#buffers[this.#head] = undefined;
    this.#head++;
    this.#done = 0;
    if (this.#head === this.#tail) {
      this.#head = 0;
      this.#tail = 0;
    } else if (this.#head === 1024) {
      this.#buffers.copyWithin(0, 1024, this.#tail);
      this.#addresses.copyWithin(0, 1024 * ADDRESS_WORDS, this.#tail * ADDRESS_WORDS);
      this.#buffers.fill(undefined, this.#tail - 1024, this.#tail);
      this.#head = 0;
      this.#tail -= 1024;
    }
  }
}
