import { clock, wallClock } from './clock.ts';

/** When a ClientHello with early data could have been accepted; RFC 9846 section 8.2. Milliseconds since the Unix epoch. */
export interface AcceptancePeriod {
  /** When it arrived. */
  readonly received: number;
  /** No server can have accepted it before. A store whose memory began later does not know whether one has. */
  readonly notBefore: number;
  /** No server accepts it any more: the key may be forgotten. */
  readonly expires: number;
}

/** Records which tickets were used for early data, so that a replayed ClientHello is recognized; RFC 9846 section 8. */
export interface ReplayStore {
  /**
   * Records `key`: 32 bytes that belong to the store, and that are not secret. True only if it is certain that the key was
   * not recorded before, by any process that accepts the same tickets. Anything else, an exception, a rejected promise and
   * a slow one mean that the early data is rejected; the handshake continues without it.
   */
  record(key: Uint8Array, period: AcceptancePeriod): boolean | PromiseLike<boolean>;
}

const DEFAULT_CAPACITY = 65_536;

/**
 * A store in the memory of one process, for one endpoint or several. It knows nothing about the time before its creation
 * and about other processes: servers that share `ticketKeys` must share a store too.
 */
export class MemoryReplayStore implements ReplayStore {
  readonly #capacity: number;
  readonly #createdAt = Math.max(clock(), wallClock());
  /** When each key may be forgotten, oldest record first. */
  readonly #expires = new Map<string, number>();

  /** `capacity`: keys that are kept at once. While there are so many, further early data is rejected. Default 65536. */
  constructor(capacity = DEFAULT_CAPACITY) {
    this.#capacity = capacity;
  }

  /** Number of recorded keys. */
  get size(): number {
    return this.#expires.size;
  }

  record(key: Uint8Array, { received, notBefore, expires }: AcceptancePeriod): boolean {
    for (const [oldest, end] of this.#expires) {
      if (end >= received) break;
      this.#expires.delete(oldest);
    }
    const name = String.fromCharCode(...key);
    if (notBefore < this.#createdAt || this.#expires.has(name) || this.#expires.size >= this.#capacity) return false;
    this.#expires.set(name, expires);
    return true;
  }
}
