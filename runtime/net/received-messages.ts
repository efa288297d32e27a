import type { Connection } from '../dtls13/endpoint.ts';
import { type QueuedMessage, queuedMessage, type Receiver } from './message-queue.ts';

/** Messages of one connection that arrived together: an event that is used again when it was delivered. */
export class ReceivedMessages {
  of: Connection | undefined;
  slab: Uint8Array = NOTHING;
  /** Offset of each message in `slab`. */
  at: Int32Array = new Int32Array(1);
  /** Bytes of each message. */
  length: Int32Array = new Int32Array(1);
  count = 0;
  /** The slab has no other user: a message may keep its memory. */
  ownsSlab = false;

  /** Copies the spans, not the bytes. */
  set(of: Connection, slab: Uint8Array, at: Int32Array, length: Int32Array, count: number): void {
    this.#reserve(count);
    this.of = of;
    this.slab = slab;
    for (let index = 0; index < count; index++) {
      this.at[index] = at[index] as number;
      this.length[index] = length[index] as number;
    }
    this.count = count;
  }

  /** One message, which is all of `data`. */
  setOne(of: Connection, slab: Uint8Array, at: number, length: number): void {
    this.of = of;
    this.slab = slab;
    this.at[0] = at;
    this.length[0] = length;
    this.count = 1;
  }

  /** Bytes of all messages. */
  get bytes(): number {
    let sum = 0;
    for (let index = 0; index < this.count; index++) sum += this.length[index] as number;
    return sum;
  }

  /**
   * Message `index` with memory of its own. A message that is more than half of a slab without another user is not copied. So
   * a message retains at most twice its size, and no two messages share memory that an application could transfer.
   */
  take(index: number): Uint8Array {
    const at = this.at[index] as number;
    const length = this.length[index] as number;
    const { buffer, byteOffset } = this.slab;
    const start = byteOffset + at;
    if (this.ownsSlab && length * 2 > buffer.byteLength) return new Uint8Array(buffer, start, length);
    // Without a view in between. Not the memory of a SharedArrayBuffer.
    return buffer instanceof ArrayBuffer
      ? new Uint8Array(buffer.slice(start, start + length))
      : new Uint8Array(new Uint8Array(buffer, start, length));
  }

  /** The messages from `first` on, copied into one slab that has no other user. `receiver`: who gets them too. */
  queued(first: number, receiver: Receiver | undefined): QueuedMessage[] {
    if (this.count - first === 1) {
      // The listener may keep the memory.
      const data = this.take(first);
      return [queuedMessage(receiver === undefined ? data : new Uint8Array(data), receiver)];
    }
    const slab = new Uint8Array(this.bytes);
    const messages: QueuedMessage[] = [];
    for (let index = first, used = 0; index < this.count; index++) {
      const from = this.at[index] as number;
      const bytes = this.length[index] as number;
      slab.set(this.slab.subarray(from, from + bytes), used);
      messages.push({ slab, at: used, bytes, isAll: false, receiver });
      used += bytes;
    }
    return messages;
  }

  /** Has no memory but its own from now on. */
  own(): void {
    const slab = new Uint8Array(this.bytes);
    for (let index = 0, used = 0; index < this.count; index++) {
      const from = this.at[index] as number;
      const bytes = this.length[index] as number;
      slab.set(this.slab.subarray(from, from + bytes), used);
      this.at[index] = used;
      used += bytes;
    }
    this.slab = slab;
    this.ownsSlab = this.count === 1;
  }

  /** Retains nothing. */
  clear(): void {
    this.of = undefined;
    this.slab = NOTHING;
    this.count = 0;
    this.ownsSlab = false;
  }

  #reserve(count: number): void {
    if (count <= this.at.length) return;
    const capacity = Math.max(count, 64);
    this.at = new Int32Array(capacity);
    this.length = new Int32Array(capacity);
  }
}

const NOTHING = new Uint8Array(0);
