import type { GroupName, KeyPair } from './provider.ts';

/** A key share as KeyShareEntry.key_exchange holds it; RFC 9846 section 4.3.8.2. */
interface ShareForm {
  /** Bytes. */
  readonly length: number;
  /** The first byte, where the form fixes it. */
  readonly first?: number;
}

const SHARE_FORMS: Readonly<Record<GroupName, ShareForm>> = {
  x25519: { length: 32 },
  // 04, x, y: the uncompressed point is the only form in TLS 1.3.
  secp256r1: { length: 65, first: 0x04 },
};

/**
 * A KeyPair of any provider: checks what the peer sent and has the provider's library compute the secret; RFC 9846
 * section 7.4.2.
 */
export class EcdheKeyPair implements KeyPair {
  readonly group: GroupName;
  readonly publicKey: Uint8Array;
  readonly #computeSecret: (peerPublicKey: Uint8Array) => Uint8Array;

  /**
   * Takes over `publicKey`. `computeSecret` gets a share of the right length and returns
   * the shared secret, 32 bytes in a fresh array; it throws for a share that is not on the curve.
   */
  constructor(group: GroupName, publicKey: Uint8Array, computeSecret: (peerPublicKey: Uint8Array) => Uint8Array) {
    this.group = group;
    this.publicKey = publicKey;
    this.#computeSecret = computeSecret;
  }

  agree(peerPublicKey: Uint8Array): Uint8Array | undefined {
    const { length, first } = SHARE_FORMS[this.group];
    if (peerPublicKey.length !== length || (first !== undefined && peerPublicKey[0] !== first)) return undefined;
    try {
      const secret = this.#computeSecret(peerPublicKey);
      // RFC 9846 section 7.4.2. Not every library refuses it itself. On P-256 an x-coordinate of 0 is valid.
      return this.group === 'x25519' && isAllZero(secret) ? undefined : secret;
    } catch {
      return undefined;
    }
  }
}

/** Reads every byte: the time does not depend on the contents. */
function isAllZero(bytes: Uint8Array): boolean {
  return bytes.reduce((bits, byte) => bits | byte, 0) === 0;
}
