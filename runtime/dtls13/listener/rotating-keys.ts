import type { CryptoProvider } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { isBytes } from '../../errors/option-checks.ts';

/** Length of a generated key, and minimum for a shared one: that of a SHA-256 digest, in bytes. */
const KEY_BYTES = 32;
/** Further keys cannot match: a rotation needs few. */
const MAX_SHARED_KEYS = 16;

/** How keys of one purpose are named. */
export interface KeyNaming<K extends { readonly key: Uint8Array }> {
  /** The option with the shared keys. */
  readonly option: string;
  /** Names a key. `generation`: which of the generated keys it is, from 0; undefined: it is shared. */
  name(key: Uint8Array, generation: number | undefined): K;
}

/**
 * The keys of a server for one purpose. Either the application sets keys that it shares with other processes, or this
 * process generates a random key and replaces it after `lifetime`. The previous key is accepted for one more
 * `lifetime`, which is as long as what it protects is valid.
 */
export class RotatingKeys<K extends { readonly key: Uint8Array }> {
  readonly #provider: CryptoProvider;
  readonly #naming: KeyNaming<K>;
  readonly #lifetime: number;
  #keys: readonly K[] = [];
  #rotateAt = Number.NEGATIVE_INFINITY;
  #generated = 0;

  /**
   * `shared`: newest first; undefined: generated keys. `lifetime`: milliseconds. Throws ConfigError (the option) for no
   * keys, too many keys or a key that is too short.
   */
  constructor(
    provider: CryptoProvider,
    naming: KeyNaming<K>,
    shared: readonly Uint8Array[] | undefined,
    lifetime: number,
  ) {
    this.#provider = provider;
    this.#naming = naming;
    this.#lifetime = lifetime;
    if (shared !== undefined) this.set(shared);
  }

  /** Replaces all keys, newest first. Copies them. Throws ConfigError (the option). */
  set(keys: readonly Uint8Array[]): void {
    if (!Array.isArray(keys) || keys.length === 0 || keys.length > MAX_SHARED_KEYS) {
      throw new ConfigError(this.#naming.option, `must be 1 to ${MAX_SHARED_KEYS} keys`);
    }
    for (const key of keys) this.#check(key);
    // Not slice(): that of a Buffer shares its memory, which would be zeroized with the copy.
    const copies = keys.map((key) => this.#naming.name(new Uint8Array(key), undefined));
    this.#zeroize(this.#keys);
    this.#keys = copies;
    this.#rotateAt = Number.POSITIVE_INFINITY;
  }

  /** Overwrites all keys. What they protected is not accepted any more; a new key is generated if one is needed. */
  forget(): void {
    this.#zeroize(this.#keys);
    this.#keys = [];
    this.#rotateAt = Number.NEGATIVE_INFINITY;
  }

  /** Other processes may have these keys too. */
  get areShared(): boolean {
    return this.#rotateAt === Number.POSITIVE_INFINITY;
  }

  /** The key that protects at `now`. */
  newest(now: number): K {
    return this.accepted(now)[0] as K;
  }

  /** The keys that are accepted at `now`, newest first. */
  accepted(now: number): readonly K[] {
    if (now >= this.#rotateAt) this.#rotate(now);
    return this.#keys;
  }

  #rotate(now: number): void {
    const overlap = now < this.#rotateAt + this.#lifetime ? 1 : 0;
    this.#zeroize(this.#keys.slice(overlap));
    const key = new Uint8Array(KEY_BYTES);
    this.#provider.random(key);
    this.#keys = [this.#naming.name(key, this.#generated), ...this.#keys.slice(0, overlap)];
    this.#generated += 1;
    this.#rotateAt = now + this.#lifetime;
  }

  #check(key: unknown): void {
    if (isBytes(key) && key.length >= KEY_BYTES) return;
    throw new ConfigError(this.#naming.option, `a key must have at least ${KEY_BYTES} bytes`);
  }

  #zeroize(keys: readonly K[]): void {
    for (const { key } of keys) key.fill(0);
  }
}
