/**
 * Something that serves one request at a time, for loosely timed targets: it knows until when it is taken, so that a
 * request that comes earlier begins later. Requests are served in the order in which they are made.
 */
export class SerialResource {
  #freeAtPs = 0;
  #busyPs = 0;

  /** The first instant at which nothing made so far is being served. */
  get freeAtPs(): number {
    return this.#freeAtPs;
  }

  /** Picoseconds of service so far, without gaps. */
  get busyPs(): number {
    return this.#busyPs;
  }

  /** Serves for `durationPs` from `fromPs` on, or from when it is free. Returns the instant at which it is done. */
  occupy(fromPs: number, durationPs: number): number {
    const begin = fromPs > this.#freeAtPs ? fromPs : this.#freeAtPs;
    this.#freeAtPs = begin + durationPs;
    this.#busyPs += durationPs;
    return this.#freeAtPs;
  }
}
