/** An owner of memory for incomplete handshake messages. */
export interface ReassemblyHolder {
  /** Ends and releases its memory. `now`: in milliseconds. */
  dropIncompleteMessages(now: number): void;
}

/**
 * The memory of all connections of an endpoint for incomplete handshake messages (RFC 9147 section 5.5). If it exceeds
 * the limit, the connection that waited longest ends: an honest peer completes a message within a round trip.
 */
export class ReassemblyBudget {
  readonly #limit: number;
  /** In the order in which they first held memory. */
  readonly #holders = new Map<ReassemblyHolder, number>();
  #held = 0;

  /** `limit`: in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes held by all holders. */
  get held(): number {
    return this.#held;
  }

  /** The memory of a holder grew by `bytes`; negative: it shrank. */
  resize(holder: ReassemblyHolder, bytes: number): void {
    this.#held += bytes;
    const held = (this.#holders.get(holder) ?? 0) + bytes;
    if (held === 0) this.#holders.delete(holder);
    else this.#holders.set(holder, held);
  }

  /** Ends holders until the limit is met. Not from inside a holder. */
  enforce(now: number): void {
    // Map iteration passes all deleted entries before the first one, and this method runs for each datagram, so it
    // iterates only above the limit.
    if (this.#held <= this.#limit) return;
    for (const holder of this.#holders.keys()) {
      if (this.#held <= this.#limit) return;
      holder.dropIncompleteMessages(now);
    }
  }
}
