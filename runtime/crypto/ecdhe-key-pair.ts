import type { EcdheGroupName, KeyPair } from './provider.ts';

/** A key share as KeyShareEntry.key_exchange holds it; RFC 9846 section 4.3.8.2. */
interface ShareForm {
  /** Bytes. */
  readonly length: number;
  /** The first byte, where the form fixes it. */
  readonly first?: number;
}

const SHARE_FORMS: Readonly<Record<EcdheGroupName, ShareForm>> = {
  x25519: { length: 32 },
  x448: { length: 56 },
  // 04, x, y: the uncompressed point is the only form in TLS 1.3.
  secp256r1: { length: 65, first: 0x04 },
  secp384r1: { length: 97, first: 0x04 },
  secp521r1: { length: 133, first: 0x04 },
};

/** Bytes of a share of this group. */
export function ecdheShareLength(group: EcdheGroupName): number {
  return SHARE_FORMS[group].length;
}

/**
 * One side of (EC)DHE in any provider: checks what the peer sent and has the provider's library compute the secret; RFC
 * 9846 section 7.4.2. Both sides are alike.
 */
export class EcdheKeyPair implements KeyPair {
  readonly group: EcdheGroupName;
  readonly share: Uint8Array;
  readonly #computeSecret: (peerShare: Uint8Array) => Uint8Array;

  /**
   * Takes over `share`. `computeSecret` gets a share of the right length and returns the shared secret in a fresh array,
   * as long as a coordinate; it throws for a share that is not on the curve.
   */
  constructor(group: EcdheGroupName, share: Uint8Array, computeSecret: (peerShare: Uint8Array) => Uint8Array) {
    this.group = group;
    this.share = share;
    this.#computeSecret = computeSecret;
  }

  agree(peerShare: Uint8Array): Uint8Array | undefined {
    const { length, first } = SHARE_FORMS[this.group];
    if (peerShare.length !== length || (first !== undefined && peerShare[0] !== first)) return undefined;
    try {
      const secret = this.#computeSecret(peerShare);
      // RFC 9846 section 7.4.2. Not every library refuses it itself. On the NIST curves an x-coordinate of 0 is valid.
      return first === undefined && isAllZero(secret) ? undefined : secret;
    } catch {
      return undefined;
    }
  }
}

/** Reads every byte: the time does not depend on the contents. */
function isAllZero(bytes: Uint8Array): boolean {
  return bytes.reduce((bits, byte) => bits | byte, 0) === 0;
}
