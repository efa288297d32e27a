import { WirechartError } from '../errors/wirechart-error.ts';
import { encodeMessageHash } from './message-hash.ts';
import type { CryptoProvider, Hash, HashName } from './provider.ts';

/**
 * The running hash over handshake messages; RFC 9846 section 4.1. It takes bytes only: a DTLS core feeds each message
 * with its 4-byte TLS header (RFC 9147 section 5.2).
 *
 * Until the cipher suite is known there is no hash; `add` keeps copies until `select`. The core bounds their size: it
 * adds only its own ClientHello or one that it accepted.
 *
 * After a HelloRetryRequest a message_hash message replaces ClientHello1. The client, which has added ClientHello1,
 * calls `replaceWithMessageHash`; a server that kept only the digest of ClientHello1, in its cookie, calls
 * `restartFrom`.
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
    if (this.#hash === undefined) this.#waiting.push(new Uint8Array(bytes));
    else this.#hash.update(bytes);
  }

  /** Selects the hash and adds the kept bytes to it. No effect for the same hash again; throws for another one. */
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

  /** Takes over the state of `other` and drops its own. The two are independent afterwards. */
  copyFrom(other: Transcript): void {
    this.#waiting = [...other.#waiting];
    this.#name = other.#name;
    this.#hash = other.#hash?.copy();
  }

  /** The digest of everything added so far, in a fresh array. More can be added afterwards. Throws before `select`. */
  digest(): Uint8Array {
    return this.#selected().digest();
  }

  /**
   * Replaces everything added so far by the synthetic message_hash message; RFC 9846 section 4.1.
   * `messageType` is the number of that handshake type. Throws before `select`.
   */
  replaceWithMessageHash(messageType: number): void {
    this.restartFrom(messageType, this.#selected().digest());
  }

  /**
   * Starts over with the message_hash message around a digest of ClientHello1 that was kept elsewhere.
   * `digest` is borrowed for the call. Throws before `select`, and where `digest` is not as long as the hash.
   */
  restartFrom(messageType: number, digest: Uint8Array): void {
    const { length } = this.#selected();
    if (this.#name === undefined || digest.length !== length) {
      throw new WirechartError(
        'ERR_WIRECHART_TRANSCRIPT',
        `a digest of ${length} bytes is wanted, not ${digest.length}`,
      );
    }
    const hash = this.#provider.hash(this.#name);
    hash.update(encodeMessageHash(messageType, digest));
    this.#hash = hash;
  }

  #selected(): Hash {
    if (this.#hash !== undefined) return this.#hash;
    throw new WirechartError('ERR_WIRECHART_TRANSCRIPT', 'the hash is not selected yet');
  }
}
