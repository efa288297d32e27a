import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';

/** Datagrams that can wait for a `poll`. `sendMany` returns less than it was given when the host does not poll. */
const CAPACITY = 4096;

/** Application data (RFC 9147 section 10) that waits for the next `poll`, as spans of the application's slabs. */
export class OutgoingData {
  #slabs: Uint8Array[] = [];
  #bounds: number[] = [];
  #next = 0;

  get empty(): boolean {
    return this.#next === this.#slabs.length;
  }

  get full(): boolean {
    return this.#slabs.length >= CAPACITY;
  }

  /** Borrows `slab[at, at + length)` until it is written. */
  add(slab: Uint8Array, at: number, length: number): void {
    this.#slabs.push(slab);
    this.#bounds.push(at, length);
  }

  /** The sum of `size` over the lengths of the spans that wait. */
  total(size: (length: number) => number): number {
    let sum = 0;
    for (let index = this.#next; index < this.#slabs.length; index++)
      sum += size(this.#bounds[2 * index + 1] as number);
    return sum;
  }

  clear(): void {
    this.#slabs = [];
    this.#bounds = [];
    this.#next = 0;
  }

  /**
   * Writes one record and one datagram for each span, which preserves datagram boundaries, up to the key's limit.
   * False: the sink is full.
   */
  write(out: DatagramWriter, epoch: WriteEpoch): boolean {
    while (!this.empty) {
      out.finishOpen();
      if (epoch.exhausted) return true;
      const slab = this.#slabs[this.#next] as Uint8Array;
      const at = this.#bounds[2 * this.#next] as number;
      const length = this.#bounds[2 * this.#next + 1] as number;
      // Memory that was transferred or truncated meanwhile has no data left. It must not block the spans after it.
      const hasData = at + length <= slab.length;
      if (hasData) {
        if (!out.beginLast(epoch, length)) return false;
        if (length > 0) out.target.set(slab.subarray(at, at + length), out.at(epoch));
      }
      // Before the record ends: the function for padding may clear or extend this queue.
      this.#next += 1;
      if (hasData) out.end(epoch, ContentType.application_data, length);
    }
    this.clear();
    return true;
  }
}
