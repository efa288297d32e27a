/** Keys that are kept. */
const CAPACITY = 64;
/** Longer keys are imported each time: a peer chooses the length. */
const MAX_LENGTH = 2048;

/**
 * The public keys that were used last, as OpenSSL holds them. The import of a key, with the checks of the point on its curve,
 * takes as long as the verification of a signature, and most endpoints meet the same keys again.
 */
export class RecentKeys<Key> {
  /** By type and bytes, the least recently used first. */
  readonly #keys = new Map<string, Key>();

  /**
   * The key of these bytes, with `importKey` if it is not kept. `type` distinguishes what `importKey` accepts. Undefined: the
   * key is not valid, which is not kept.
   */
  get(type: string, bytes: Uint8Array, importKey: () => Key | undefined): Key | undefined {
    if (bytes.length > MAX_LENGTH) return importKey();
    const id = type + String.fromCharCode(...bytes);
    const key = this.#keys.get(id) ?? importKey();
    if (key === undefined) return undefined;
    this.#keys.delete(id);
    this.#keys.set(id, key);
    for (const oldest of this.#keys.keys()) {
      if (this.#keys.size <= CAPACITY) break;
      this.#keys.delete(oldest);
    }
    return key;
  }
}
