/** Paths that we left on our own initiative, on which the peer may still check us. */
const MAX_LEFT_PATHS = 4;

/**
 * The paths that we left on our own initiative, with the id of the peer that was used there. Late datagrams and checks of
 * the peer may still arrive on them.
 */
export class LeftPaths {
  /** Oldest first. */
  readonly #ids = new Map<number, Uint8Array>();

  get empty(): boolean {
    return this.#ids.size === 0;
  }

  has(path: number): boolean {
    return this.#ids.has(path);
  }

  /** The id of the peer for records on the path; undefined: we did not leave it. */
  idOn(path: number): Uint8Array | undefined {
    return this.#ids.get(path);
  }

  /** Forgets the oldest path if there are too many. */
  add(path: number, id: Uint8Array): void {
    this.#ids.set(path, id);
    for (const oldest of this.#ids.keys()) {
      if (this.#ids.size <= MAX_LEFT_PATHS) break;
      this.#ids.delete(oldest);
    }
  }

  /** We use the path again. */
  delete(path: number): void {
    this.#ids.delete(path);
  }

  /** Uses this id on all paths from now on. */
  replaceIds(id: Uint8Array): void {
    for (const path of this.#ids.keys()) this.#ids.set(path, id);
  }
}
