const NEVER = Number.POSITIVE_INFINITY;

/**
 * The peer's close_notify; RFC 9846 section 6.1, RFC 9147 section 5.10. Records with a higher number are ignored;
 * records with a lower number may still arrive.
 */
export class ReceivedCloseNotify {
  #epoch = NEVER;
  #sequence = NEVER;

  /** Stores the number of the record that carried close_notify. */
  received(epoch: number, sequence: number): void {
    this.#epoch = epoch;
    this.#sequence = sequence;
  }

  /** Epoch of the record that carried close_notify; Infinity: none arrived. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Sequence number of the record that carried close_notify; Infinity: none arrived. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Whether close_notify precedes the record with this number. */
  isBefore(epoch: number, sequence: number): boolean {
    return epoch > this.#epoch || (epoch === this.#epoch && sequence > this.#sequence);
  }
}
