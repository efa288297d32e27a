import { ENDPOINT_NUMBERS } from '../options/endpoint-options.ts';

/** Bytes of UDP payload that every path carries. */
const MIN_DATAGRAM_SIZE = ENDPOINT_NUMBERS.maxDatagramSize.min;
/** Factor for the length of a datagram that was too long: few steps to the path's MTU, and each close to it. */
const SIZE_REDUCTION = 3 / 4;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * The longest datagram that the path is assumed to carry; RFC 9147 section 4.4.
 *
 * 1. The application sets it, and the network reduces it by reports of datagrams that are too long.
 * 2. With probes (`PathMtuSearch`) it gets the length that they find.
 * 3. Without probes it gets the value of the application again some time after the last reduction, because paths change;
 *    PMTU_RAISE_TIMER of DPLPMTUD. So the next long datagram is the probe, and is lost where the path still does not
 *    carry it.
 * 4. On another path it gets the value of the application again.
 *
 * The loss of handshake messages does not reduce it, because a lossy path is no short one: only the flight that is lost
 * repeatedly is sent in shorter datagrams.
 */
export class PathMtu {
  #configured: number;
  #size: number;
  readonly #raiseTimeout: number;
  #raiseAt = NEVER;
  /** Probes raise the size, and nothing else. */
  isProbed = false;

  /** `size` in bytes of UDP payload; `raiseTimeout` in milliseconds. */
  constructor(size: number, raiseTimeout: number) {
    this.#configured = size;
    this.#size = size;
    this.#raiseTimeout = raiseTimeout;
  }

  /** Bytes of UDP payload. */
  get size(): number {
    return this.#size;
  }

  /** The size that the application set. */
  get configured(): number {
    return this.#configured;
  }

  /** When `expire` is due; Infinity: the size was not reduced. */
  get deadline(): number {
    return this.#raiseAt;
  }

  /** Takes the sizes of another object, of which no timer runs. */
  restore(configured: number, size: number): void {
    this.#configured = configured;
    this.#size = size;
  }

  /** The application knows the path. */
  configure(size: number): void {
    this.#configured = size;
    this.#size = size;
    this.#raiseAt = NEVER;
  }

  /** The size that the application set, because nothing is known about the path. */
  reset(): void {
    this.configure(this.#configured);
  }

  /** A probe of this size arrived. */
  raise(size: number): void {
    this.#size = size;
  }

  /**
   * Reduces the size, because datagrams of `size` bytes are too long for the path. False: the datagrams are shorter than
   * that already, or have the minimum size.
   */
  reduce(size: number, now: number): boolean {
    if (size > this.#size) return false;
    if (!this.isProbed) this.#raiseAt = now + this.#raiseTimeout;
    if (this.#size <= MIN_DATAGRAM_SIZE) return false;
    this.#size = Math.max(MIN_DATAGRAM_SIZE, Math.floor(size * SIZE_REDUCTION));
    return true;
  }

  /** Returns to the size of the application when the time is over. */
  expire(now: number): void {
    if (now < this.#raiseAt) return;
    this.#size = this.#configured;
    this.#raiseAt = NEVER;
  }

  /** The connection ended. */
  stop(): void {
    this.#raiseAt = NEVER;
  }
}
