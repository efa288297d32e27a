import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import type { WaitingMessages } from '../record/data-run.ts';
import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';

/** Datagrams that can wait for a `poll`. `sendMany` returns less than it was given when the host does not poll. */
const CAPACITY = 4096;
/** Spans whose memory is kept when the queue is empty. */
const KEPT = 1024;

/**
 * Application data (RFC 9147 section 10) that waits for the next `poll`, as spans of the application's slabs. The arrays
 * keep their memory, so that no object is allocated for a message; after a burst they are replaced.
 */
export class OutgoingData implements WaitingMessages {
  slabs: (Uint8Array | undefined)[] = [];
  at: number[] = [];
  length: number[] = [];
  #count = 0;
  #next = 0;

  get empty(): boolean {
    return this.#next === this.#count;
  }

  get full(): boolean {
    return this.#count >= CAPACITY;
  }

  /** Borrows `slab[at, at + length)` until it is written. */
  add(slab: Uint8Array, at: number, length: number): void {
    const index = this.#count;
    this.slabs[index] = slab;
    this.at[index] = at;
    this.length[index] = length;
    this.#count = index + 1;
  }

  /** The sum of `size` over the lengths of the spans that wait. */
  total(size: (length: number) => number): number {
    let sum = 0;
    for (let index = this.#next; index < this.#count; index++) sum += size(this.length[index] as number);
    return sum;
  }

  clear(): void {
    if (this.#count > KEPT) {
      this.slabs = [];
      this.at = [];
      this.length = [];
    } else {
      for (let index = 0; index < this.#count; index++) this.slabs[index] = undefined;
    }
    this.#count = 0;
    this.#next = 0;
  }

  /**
   * Writes one record and one datagram for each span, which preserves datagram boundaries, up to the key's limit.
   * `isLast`: no other output follows, which could share the last datagram. False: the sink is full.
   */
  write(out: DatagramWriter, epoch: WriteEpoch, isLast: boolean): boolean {
    while (!this.empty) {
      out.finishOpen();
      if (epoch.exhausted) return true;
      const run = out.sealsRuns ? this.#runLength(epoch, isLast) : 0;
      if (run > 0) {
        if (!this.#writeRun(out, epoch, run)) return false;
      } else if (!this.#writeOne(out, epoch)) {
        return false;
      }
    }
    this.clear();
    return true;
  }

  /** Spans from the next one on that have data, up to the key's limit. Other output shares the datagram of the last one. */
  #runLength(epoch: WriteEpoch, isLast: boolean): number {
    const all = Math.min(this.#count, this.#next + epoch.remaining);
    const end = isLast ? all : all - 1;
    let index = this.#next;
    while (index < end && this.#hasData(index)) index += 1;
    return index - this.#next;
  }

  /** Memory that was transferred or truncated meanwhile has no data left. It must not block the spans after it. */
  #hasData(index: number): boolean {
    return (this.at[index] as number) + (this.length[index] as number) <= (this.slabs[index] as Uint8Array).length;
  }

  #writeRun(out: DatagramWriter, epoch: WriteEpoch, limit: number): boolean {
    const count = out.sealRun(epoch, ContentType.application_data, this, this.#next, limit);
    for (let index = 0; index < count; index++) {
      // First: if the sink throws, only this datagram is lost, and the others of the run get new numbers.
      this.#next += 1;
      out.sendSealed(index);
    }
    return count > 0;
  }

  #writeOne(out: DatagramWriter, epoch: WriteEpoch): boolean {
    const index = this.#next;
    const hasData = this.#hasData(index);
    const slab = this.slabs[index] as Uint8Array;
    const at = this.at[index] as number;
    const length = this.length[index] as number;
    if (hasData) {
      if (!out.beginLast(epoch, length)) return false;
      if (length > 0) out.target.set(slab.subarray(at, at + length), out.at(epoch));
    }
    // Before the record ends: the function for padding may clear or extend this queue.
    this.#next += 1;
    if (hasData) out.end(epoch, ContentType.application_data, length);
    return true;
  }
}
