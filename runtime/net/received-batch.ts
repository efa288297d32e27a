import type { DatagramBatch } from '../dtls13/endpoint.ts';

/** The datagrams of one input of the core, as spans of one slab: used again for the next input. */
export class ReceivedBatch implements DatagramBatch {
  slab: Uint8Array = NOTHING;
  at: Int32Array = new Int32Array(1);
  length: Int32Array = new Int32Array(1);
  path: Int32Array = new Int32Array(1);
  count = 0;
  /** The slab has no other user. */
  ownsSlab = false;

  /** Starts with no datagrams. */
  begin(slab: Uint8Array, ownsSlab: boolean): void {
    this.slab = slab;
    this.ownsSlab = ownsSlab;
    this.count = 0;
  }

  add(at: number, length: number, path: number): void {
    const index = this.count;
    if (index === this.at.length) this.#grow();
    this.at[index] = at;
    this.length[index] = length;
    this.path[index] = path;
    this.count = index + 1;
  }

  /** Retains no datagram. */
  clear(): void {
    this.slab = NOTHING;
    this.count = 0;
  }

  #grow(): void {
    const capacity = Math.max(64, 2 * this.at.length);
    for (const column of ['at', 'length', 'path'] as const) {
      const grown = new Int32Array(capacity);
      grown.set(this[column]);
      this[column] = grown;
    }
  }
}

const NOTHING = new Uint8Array(0);
