const NEVER = Number.POSITIVE_INFINITY;

/**
 * The peer's close_notify: records that follow it are ignored, records with a lower number may still arrive. RFC 9846
 * section 6.1, RFC 9147 section 5.10.
 */
export class ReceivedCloseNotify {
  #epoch = NEVER;
  #sequence = NEVER;

  /** close_notify arrived in the record of this number. */
  received(epoch: number, sequence: number): void {
    this.#epoch = epoch;
    this.#sequence = sequence;
  }

  /** Epoch of its record; Infinity: none arrived. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Sequence number of its record; Infinity: none arrived. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Whether a record has a higher number than the close_notify. */
  isBefore(epoch: number, sequence: number): boolean {
    return epoch > this.#epoch || (epoch === this.#epoch && sequence > this.#sequence);
  }
}
