/** Who holds memory for incomplete handshake messages. */
export interface ReassemblyHolder {
  /** Ends, and gives its memory back. `now`: in milliseconds. */
  dropIncompleteMessages(now: number): void;
}

/**
 * What all connections of an endpoint hold of incomplete handshake messages (RFC 9147 section 5.5), together. When it
 * is more than the limit, the one that has waited longest ends: a message that is not a trick is complete after a round
 * trip.
 */
export class ReassemblyBudget {
  readonly #limit: number;
  /** In the order in which they began to hold something. */
  readonly #holders = new Map<ReassemblyHolder, number>();
  #held = 0;

  /** `limit`: in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes held by all. */
  get held(): number {
    return this.#held;
  }

  /** A holder's memory grew by `bytes`, or shrank where that is negative. */
  resize(holder: ReassemblyHolder, bytes: number): void {
    this.#held += bytes;
    const held = (this.#holders.get(holder) ?? 0) + bytes;
    if (held === 0) this.#holders.delete(holder);
    else this.#holders.set(holder, held);
  }

  /** Has holders give way until the limit holds. Not from inside a holder. */
  enforce(now: number): void {
    // The first entry of a map is behind those that were deleted: looked for only in need, as this runs for each datagram.
    if (this.#held <= this.#limit) return;
    for (const holder of this.#holders.keys()) {
      if (this.#held <= this.#limit) return;
      holder.dropIncompleteMessages(now);
    }
  }
}
