import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';
import { OutgoingData } from './outgoing-data.ts';

/** The early data that a client sends, up to the maximum of the ticket; RFC 9846 section 4.3.10. Its keys cannot be updated. */
export class SentEarlyData {
  readonly epoch: WriteEpoch;
  readonly #queue = new OutgoingData();
  #remaining: number;
  #messages = 0;

  /** `epoch`: epoch 1. `maxSize`: bytes. */
  constructor(epoch: WriteEpoch, maxSize: number) {
    this.epoch = epoch;
    this.#remaining = maxSize;
  }

  /** Messages that were accepted by `queue`. */
  get messages(): number {
    return this.#messages;
  }

  /** Bytes that can still be sent; 0 also when the key must not protect more records. */
  get remaining(): number {
    return this.#messages < this.epoch.updateAt ? this.#remaining : 0;
  }

  get pending(): boolean {
    return !this.#queue.empty;
  }

  /** Borrows messages until they are written. Returns their number: the first one that exceeds the maximum is not accepted. */
  queue(slab: Uint8Array, at: Int32Array, length: Int32Array): number {
    for (let index = 0; index < at.length; index++) {
      const bytes = length[index] as number;
      if (this.remaining === 0 || bytes > this.remaining || this.#queue.full) return index;
      this.#queue.add(slab, at[index] as number, bytes);
      this.#remaining -= bytes;
      this.#messages += 1;
    }
    return at.length;
  }

  /** Writes the queued messages, each into a datagram of its own. False: the sink is full. */
  write(out: DatagramWriter): boolean {
    return this.#queue.write(out, this.epoch, true);
  }
}
