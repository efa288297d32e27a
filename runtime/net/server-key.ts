import { hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** The values in Redis: a version, then in base64url 32 random bytes and a tag of 16 bytes. A pattern of Lua. */
export const VALUE_PATTERN = '^wc1%.[%w_-]+$';
export const VALUE_LENGTH = 68;

const VERSION = 'wc1.';
const SEED_BYTES = 32;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** The keys that follow from one value. */
export interface ServerKey {
  /** As it is stored; a secret. */
  readonly value: string;
  readonly ticketKey: Uint8Array;
  readonly cookieKey: Uint8Array;
}

/** A text, for a message, in which values are replaced. */
export function withoutValues(text: string): string {
  return text.replaceAll(/wc1\.[\w-]+/g, '(secret)');
}

/**
 * Derives keys from random seeds with HKDF (RFC 5869), and from the application's secret, which Redis does not see. The
 * tag of a value shows whether it was made with the same secret.
 */
export class ServerKeyDerivation {
  readonly #secret: Uint8Array;

  /** `secret`: copied; may be empty. */
  constructor(secret: Uint8Array) {
    this.#secret = new Uint8Array(secret);
  }

  /** The keys of a new seed. */
  create(): ServerKey {
    const seed = randomBytes(SEED_BYTES);
    const tag = this.#derive(seed, 'tag', TAG_BYTES);
    return this.#keys(seed, `${VERSION}${Buffer.concat([seed, tag]).toString('base64url')}`);
  }

  /** The keys of a stored value; undefined: it was not made with this secret. */
  open(value: string): ServerKey | undefined {
    if (value.length !== VALUE_LENGTH || !value.startsWith(VERSION)) return undefined;
    const bytes = Buffer.from(value.slice(VERSION.length), 'base64url');
    if (bytes.length !== SEED_BYTES + TAG_BYTES) return undefined;
    const seed = bytes.subarray(0, SEED_BYTES);
    const isOurs = timingSafeEqual(bytes.subarray(SEED_BYTES), this.#derive(seed, 'tag', TAG_BYTES));
    return isOurs ? this.#keys(seed, value) : undefined;
  }

  /** Overwrites the secret. */
  forget(): void {
    this.#secret.fill(0);
  }

  #keys(seed: Uint8Array, value: string): ServerKey {
    const ticketKey = this.#derive(seed, 'ticket key', KEY_BYTES);
    return { value, ticketKey, cookieKey: this.#derive(seed, 'cookie key', KEY_BYTES) };
  }

  /** The seed has a fixed length, so the concatenation has one meaning. */
  #derive(seed: Uint8Array, purpose: string, length: number): Uint8Array {
    const input = Buffer.concat([seed, this.#secret]);
    return new Uint8Array(hkdfSync('sha256', input, '', `wirechart server ${purpose}`, length));
  }
}
