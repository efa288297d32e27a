/**
 * A resource of a loosely timed target that serves one request at a time, in the order of the calls. A request that
 * arrives while the resource is busy starts when it is free.
 */
export class SerialResource {
  #freeAtPs = 0;
  #busyPs = 0;

  /** Simulated time in picoseconds at which all requests so far are done. */
  get freeAtPs(): number {
    return this.#freeAtPs;
  }

  /** Total service time so far, in picoseconds. */
  get busyPs(): number {
    return this.#busyPs;
  }

  /** Serves a request of `durationPs` that arrives at `fromPs`. Returns the simulated time at which it is done. */
  occupy(fromPs: number, durationPs: number): number {
    const start = fromPs > this.#freeAtPs ? fromPs : this.#freeAtPs;
    this.#freeAtPs = start + durationPs;
    this.#busyPs += durationPs;
    return this.#freeAtPs;
  }
}
