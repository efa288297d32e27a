import { WirechartError } from '../errors/wirechart-error.ts';
import type { CryptoProvider, Hash, HashName } from './provider.ts';

/**
 * The running hash over handshake messages; RFC 9846 section 4.1. It takes bytes only: a DTLS core feeds each
 * message with its 4-byte TLS header (RFC 9147 section 5.2).
 *
 * Until the cipher suite is known there is no hash; `add` keeps copies until `select`. How much that can be is
 * up to the core, which adds nothing but its own ClientHello or one that it accepted.
 */
export class Transcript {
  readonly #provider: CryptoProvider;
  #waiting: Uint8Array[] = [];
  #name: HashName | undefined;
  #hash: Hash | undefined;

  constructor(provider: CryptoProvider) {
    this.#provider = provider;
  }

  /** The hash that was selected. */
  get hash(): HashName | undefined {
    return this.#name;
  }

  /** Appends bytes: a whole message, or a part of one. Borrows them for the call. */
  add(bytes: Uint8Array): void {
    if (this.#hash === undefined) this.#waiting.push(bytes.slice());
    else this.#hash.update(bytes);
  }

  /** Fixes the hash and feeds it what has waited. The same hash again changes nothing, another one throws. */
  select(name: HashName): void {
    if (this.#name === name) return;
    if (this.#name !== undefined) {
      throw new WirechartError('ERR_WIRECHART_TRANSCRIPT', `the transcript is hashed with ${this.#name} already`);
    }
    const hash = this.#provider.hash(name);
    for (const bytes of this.#waiting) hash.update(bytes);
    this.#waiting = [];
    this.#name = name;
    this.#hash = hash;
  }

  /** The digest of everything added so far, in a fresh array; the transcript goes on. Throws before `select`. */
  digest(): Uint8Array {
    if (this.#hash !== undefined) return this.#hash.digest();
    throw new WirechartError('ERR_WIRECHART_TRANSCRIPT', 'the hash is not selected yet');
  }
}
