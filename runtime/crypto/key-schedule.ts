import { WirechartError } from '../errors/wirechart-error.ts';
import { deriveSecret, digestLength, digestOf, hkdfExpandLabel, hkdfExtract, type LabelPrefix } from './hkdf.ts';
import { DERIVED_WITHOUT_PSK, EMPTY_DIGEST } from './key-schedule-constants.ts';
import type { CryptoProvider, HashName, TrafficKeys } from './provider.ts';

/** One secret for each direction, named after the side that sends with it. Owned by the caller. */
export interface TrafficSecrets {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/** The AEAD's lengths in bytes. */
export interface TrafficKeyLengths {
  readonly keyLength: number;
  readonly ivLength: number;
}

/** How a PSK was made: out of band, out of band and then imported (RFC 9258), or by a ticket. */
export type PskKind = 'external' | 'imported' | 'resumption';

const NOTHING = new Uint8Array(0);
const BINDER_LABELS: Readonly<Record<PskKind, string>> = {
  external: 'ext binder',
  imported: 'imp binder',
  resumption: 'res binder',
};

/** Overwrites all three. */
export function zeroizeTrafficKeys({ key, iv, recordNumberKey }: TrafficKeys): void {
  key.fill(0);
  iv.fill(0);
  recordNumberKey.fill(0);
}

/**
 * The key schedule of one connection: early -> handshake -> main secret; RFC 9846 section 7.1.
 * The label of the last one is still "master".
 *
 * The schedule holds one secret at a time. A step to the next overwrites the one before, and `zeroize` the last.
 * That covers the arrays of this class only: a provider or the JavaScript engine may have made copies
 * of their bytes, which cannot be overwritten from here. Returned arrays belong to the caller,
 * who overwrites them when the last key is derived. Arguments are borrowed for the call.
 */
export class KeySchedule {
  readonly hash: HashName;
  readonly labelPrefix: LabelPrefix;
  readonly #provider: CryptoProvider;
  #stage: 'early' | 'handshake' | 'main' | 'zeroized' = 'early';
  /** Undefined: the early secret of a handshake without a pre-shared key, which is a constant. */
  #secret: Uint8Array | undefined;

  /** Starts at the early secret. `psk`: the pre-shared key, borrowed; undefined: none. */
  constructor(provider: CryptoProvider, hash: HashName, labelPrefix: LabelPrefix, psk?: Uint8Array) {
    this.#provider = provider;
    this.hash = hash;
    this.labelPrefix = labelPrefix;
    if (psk !== undefined) this.#secret = hkdfExtract(provider, hash, this.#zeros, psk);
  }

  /**
   * The key of a PSK binder's MAC (`finishedVerifyData`); RFC 9846 section 4.3.11.2, RFC 9258 section 5.2. `kind`: how
   * the PSK was made.
   */
  binderKey(kind: PskKind): Uint8Array {
    this.#require('early');
    return this.#derive(this.#earlySecret, BINDER_LABELS[kind], EMPTY_DIGEST[this.hash]);
  }

  /** The traffic secret of 0-RTT data. `transcriptHash` covers the ClientHello. */
  earlyTrafficSecret(transcriptHash: Uint8Array): Uint8Array {
    this.#require('early');
    return this.#derive(this.#earlySecret, 'c e traffic', transcriptHash);
  }

  /** The secret for `exportKeyingMaterial` before the handshake is complete. `transcriptHash` covers the ClientHello. */
  earlyExporterSecret(transcriptHash: Uint8Array): Uint8Array {
    this.#require('early');
    return this.#derive(this.#earlySecret, 'e exp master', transcriptHash);
  }

  /**
   * Early -> handshake secret, with the key exchange's shared secret (which the caller overwrites afterwards);
   * undefined: the handshake has no key exchange, only a PSK.
   */
  enterHandshake(sharedSecret: Uint8Array | undefined): void {
    this.#mix('early', 'handshake', sharedSecret ?? this.#zeros);
  }

  /** Both handshake traffic secrets. `transcriptHash` covers ClientHello...ServerHello. */
  handshakeTrafficSecrets(transcriptHash: Uint8Array): TrafficSecrets {
    this.#require('handshake');
    return this.#deriveBoth('c hs traffic', 's hs traffic', transcriptHash);
  }

  /** Handshake -> main secret. */
  enterMain(): void {
    this.#mix('handshake', 'main', this.#zeros);
  }

  /** The first application traffic secrets. `transcriptHash` covers ClientHello...server Finished. */
  applicationTrafficSecrets(transcriptHash: Uint8Array): TrafficSecrets {
    this.#require('main');
    return this.#deriveBoth('c ap traffic', 's ap traffic', transcriptHash);
  }

  /**
   * The secret from which `exportKeyingMaterial` derives, also written to the key log; RFC 9846 section 7.5.
   * `transcriptHash` covers ClientHello...server Finished.
   */
  exporterSecret(transcriptHash: Uint8Array): Uint8Array {
    this.#require('main');
    return this.#derive(this.#currentSecret, 'exp master', transcriptHash);
  }

  /** The secret from which tickets derive PSKs. `transcriptHash` covers ClientHello...client Finished. */
  resumptionSecret(transcriptHash: Uint8Array): Uint8Array {
    this.#require('main');
    return this.#derive(this.#currentSecret, 'res master', transcriptHash);
  }

  /** The PSK of a ticket; RFC 9846 section 4.7.1. `resumptionSecret` is borrowed. */
  ticketPsk(resumptionSecret: Uint8Array, ticketNonce: Uint8Array): Uint8Array {
    const length = digestLength(this.hash);
    const { labelPrefix } = this;
    return hkdfExpandLabel(this.#provider, this.hash, resumptionSecret, labelPrefix, 'resumption', ticketNonce, length);
  }

  /** The traffic secret that follows `secret` after a KeyUpdate; RFC 9846 section 7.2. `secret` is borrowed. */
  nextTrafficSecret(secret: Uint8Array): Uint8Array {
    return this.#expand(secret, 'traffic upd', digestLength(this.hash));
  }

  /** Overwrites the current secret. Methods that take their secret as an argument can still be called. */
  zeroize(): void {
    this.#secret?.fill(0);
    this.#stage = 'zeroized';
  }

  /**
   * verify_data of a Finished message; RFC 9846 section 4.5.3.
   * `baseKey` is the sender's handshake traffic secret, `transcriptHash` covers everything before this Finished.
   */
  finishedVerifyData(baseKey: Uint8Array, transcriptHash: Uint8Array): Uint8Array {
    const finishedKey = this.#expand(baseKey, 'finished', digestLength(this.hash));
    try {
      return this.#provider.hmac(this.hash, finishedKey, transcriptHash);
    } finally {
      finishedKey.fill(0);
    }
  }

  /** The record keys of one traffic secret; RFC 9846 section 7.3, RFC 9147 section 4.2.3. */
  trafficKeys(secret: Uint8Array, lengths: TrafficKeyLengths): TrafficKeys {
    const provider = this.#provider;
    if (provider.trafficKeys !== undefined) return provider.trafficKeys(this.hash, secret, this.labelPrefix, lengths);
    const { keyLength, ivLength } = lengths;
    const key = this.#expand(secret, 'key', keyLength);
    let iv: Uint8Array | undefined;
    try {
      iv = this.#expand(secret, 'iv', ivLength);
      return { key, iv, recordNumberKey: this.#expand(secret, 'sn', keyLength) };
    } catch (error) {
      key.fill(0);
      iv?.fill(0);
      throw error;
    }
  }

  /**
   * Exported keying material; RFC 9846 section 7.5. `exporterSecret` is borrowed and can be used for many calls, also
   * after `zeroize`. No context and an empty one give the same bytes. `label` is ASCII, 1 to 249 characters; `length` is 0
   * to 255 digests. Throws ConfigError outside these bounds. The result is a fresh array.
   */
  exportKeyingMaterial(exporterSecret: Uint8Array, label: string, context: Uint8Array, length: number): Uint8Array {
    const provider = this.#provider;
    const secret = this.#derive(exporterSecret, label, EMPTY_DIGEST[this.hash]);
    try {
      const contextHash = digestOf(provider, this.hash, context);
      const material = hkdfExpandLabel(provider, this.hash, secret, this.labelPrefix, 'exporter', contextHash, length);
      // The application owns the result, so that only a copy leaves what this library overwrites.
      const copy = new Uint8Array(material);
      material.fill(0);
      return copy;
    } finally {
      secret.fill(0);
    }
  }

  #mix(from: 'early' | 'handshake', to: 'handshake' | 'main', inputKeyingMaterial: Uint8Array): void {
    this.#require(from);
    const current = this.#secret;
    const salt =
      current === undefined
        ? new Uint8Array(DERIVED_WITHOUT_PSK[this.labelPrefix][this.hash])
        : this.#derive(current, 'derived', EMPTY_DIGEST[this.hash]);
    try {
      this.#secret = hkdfExtract(this.#provider, this.hash, salt, inputKeyingMaterial);
      this.#stage = to;
      current?.fill(0);
    } finally {
      salt.fill(0);
    }
  }

  get #zeros(): Uint8Array {
    return new Uint8Array(digestLength(this.hash));
  }

  /** Only in the early stage. */
  get #earlySecret(): Uint8Array {
    this.#secret ??= hkdfExtract(this.#provider, this.hash, this.#zeros, this.#zeros);
    return this.#secret;
  }

  /** Only in the later stages. */
  get #currentSecret(): Uint8Array {
    return this.#secret as Uint8Array;
  }

  /** Steps out of order would derive wrong keys, which a peer with the same error does not reveal. */
  #require(stage: 'early' | 'handshake' | 'main'): void {
    if (this.#stage === stage) return;
    throw new WirechartError(
      'ERR_WIRECHART_KEY_SCHEDULE',
      `the key schedule is at its ${this.#stage} stage, this step belongs to ${stage}`,
    );
  }

  #deriveBoth(clientLabel: string, serverLabel: string, transcriptHash: Uint8Array): TrafficSecrets {
    const client = this.#derive(this.#currentSecret, clientLabel, transcriptHash);
    try {
      return { client, server: this.#derive(this.#currentSecret, serverLabel, transcriptHash) };
    } catch (error) {
      client.fill(0);
      throw error;
    }
  }

  #derive(secret: Uint8Array, label: string, transcriptHash: Uint8Array): Uint8Array {
    return deriveSecret(this.#provider, this.hash, secret, this.labelPrefix, label, transcriptHash);
  }

  #expand(secret: Uint8Array, label: string, length: number): Uint8Array {
    return hkdfExpandLabel(this.#provider, this.hash, secret, this.labelPrefix, label, NOTHING, length);
  }
}
