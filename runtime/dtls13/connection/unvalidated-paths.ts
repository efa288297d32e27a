/** Bytes that may be sent to an address for each byte received from it, until it is validated; RFC 9853 section 2. */
const AMPLIFICATION_FACTOR = 3;
/** Paths that are not validated and may get a response: a peer that is probed on more is no usual peer. */
const MAX_UNVALIDATED_PATHS = 8;

/** The bytes that may still be sent on paths that are not validated. A path that is not known may carry none. */
export class UnvalidatedPaths {
  /** Least recently used first. */
  readonly #remainingBytes = new Map<number, number>();

  /** A datagram of `length` bytes arrived on the path. `checked`: the path that is checked, which is never forgotten. */
  received(path: number, length: number, checked: number | undefined): void {
    const remaining = (this.#remainingBytes.get(path) ?? 0) + AMPLIFICATION_FACTOR * length;
    this.#remainingBytes.delete(path);
    this.#remainingBytes.set(path, remaining);
    for (const oldest of this.#remainingBytes.keys()) {
      if (this.#remainingBytes.size <= MAX_UNVALIDATED_PATHS) break;
      if (oldest !== checked) this.#remainingBytes.delete(oldest);
    }
  }

  /** Removes the limit of a path: the peer's address there is validated. */
  unlimit(path: number): void {
    this.#remainingBytes.set(path, Number.POSITIVE_INFINITY);
  }

  /** Takes `length` bytes from the limit of the path. False: they are more than the rest, and nothing is taken. */
  spend(path: number, length: number): boolean {
    const remaining = (this.#remainingBytes.get(path) ?? 0) - length;
    if (remaining >= 0) this.#remainingBytes.set(path, remaining);
    return remaining >= 0;
  }

  /** The check of the path is over. */
  forget(path: number): void {
    this.#remainingBytes.delete(path);
  }
}
