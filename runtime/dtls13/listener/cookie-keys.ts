import type { CryptoProvider } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';

/** Length of a generated key, and minimum for a shared one: that of the digest of the MAC, in bytes. */
const KEY_BYTES = 32;
/** Further keys cannot match: a rotation needs few. */
const MAX_SHARED_KEYS = 16;

/** Ids have seven bits. */
const ID_MASK = 0x7f;

/** A key for cookies. The cookie contains `id`, which selects the key; it need not be unique. */
export interface CookieKey {
  /** 0 to 127. */
  readonly id: number;
  readonly key: Uint8Array;
}

/**
 * The keys of cookies; RFC 9147 section 5.1. Either the application sets keys that it shares with other processes, or
 * this process generates a random key and replaces it after `lifetime`. The previous key is accepted for one more
 * `lifetime`, which is as long as a cookie is valid.
 */
export class CookieKeys {
  readonly #provider: CryptoProvider;
  readonly #lifetime: number;
  #keys: readonly CookieKey[] = [];
  #rotateAt = Number.NEGATIVE_INFINITY;
  #generated = 0;

  /**
   * `shared`: newest first; undefined: generated keys. `lifetime`: milliseconds. Throws ConfigError (cookieKeys) for no
   * keys, too many keys or a key that is too short.
   */
  constructor(provider: CryptoProvider, shared: readonly Uint8Array[] | undefined, lifetime: number) {
    this.#provider = provider;
    this.#lifetime = lifetime;
    if (shared !== undefined) this.set(shared);
  }

  /** Replaces all keys, newest first. Copies them. Throws ConfigError (cookieKeys). */
  set(keys: readonly Uint8Array[]): void {
    if (!Array.isArray(keys) || keys.length === 0 || keys.length > MAX_SHARED_KEYS) {
      throw new ConfigError('cookieKeys', `must be 1 to ${MAX_SHARED_KEYS} keys`);
    }
    const copies = keys.map((key) => this.#sharedKey(key));
    this.#zeroize(this.#keys);
    this.#keys = copies;
    this.#rotateAt = Number.POSITIVE_INFINITY;
  }

  /** Other processes may have these keys too. */
  get areShared(): boolean {
    return this.#rotateAt === Number.POSITIVE_INFINITY;
  }

  /** The key of cookies that are created at `now`. */
  newest(now: number): CookieKey {
    return this.accepted(now)[0] as CookieKey;
  }

  /** The keys that verify a cookie at `now`, newest first. */
  accepted(now: number): readonly CookieKey[] {
    if (now >= this.#rotateAt) this.#rotate(now);
    return this.#keys;
  }

  #rotate(now: number): void {
    const overlap = now < this.#rotateAt + this.#lifetime ? 1 : 0;
    this.#zeroize(this.#keys.slice(overlap));
    const key = new Uint8Array(KEY_BYTES);
    this.#provider.random(key);
    this.#keys = [{ id: this.#generated & ID_MASK, key }, ...this.#keys.slice(0, overlap)];
    this.#generated += 1;
    this.#rotateAt = now + this.#lifetime;
  }

  /** Every process derives the same id from the key. */
  #sharedKey(key: Uint8Array): CookieKey {
    if (!(key instanceof Uint8Array) || key.length < KEY_BYTES) {
      throw new ConfigError('cookieKeys', `a key must have at least ${KEY_BYTES} bytes`);
    }
    const hash = this.#provider.hash('sha256');
    hash.update(key);
    // Not slice(): that of a Buffer shares its memory, which would be zeroized with the copy.
    return { id: (hash.digest()[0] as number) & ID_MASK, key: new Uint8Array(key) };
  }

  #zeroize(keys: readonly CookieKey[]): void {
    for (const { key } of keys) key.fill(0);
  }
}
