import { x25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { isP256PointForm } from '../p256-public-key.ts';
import type { GroupName, KeyPair } from '../provider.ts';
import type { RandomSource } from './random-source.ts';

/** A key pair of RFC 9846 section 7.4.2. Draws 32 bytes for x25519, 48 for secp256r1. */
export function portableKeyPair(group: GroupName, random: RandomSource): KeyPair {
  switch (group) {
    case 'x25519':
      return new X25519KeyPair(drawn(random, 32));
    case 'secp256r1':
      // 48 bytes reduced modulo the order leave no bias; FIPS 186-5 appendix A.2.1.
      return new P256KeyPair(p256.utils.randomSecretKey(drawn(random, 48)));
  }
}

function drawn(random: RandomSource, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  random(bytes);
  return bytes;
}

/** `scalar` is 32 bytes as drawn; the function clamps them (RFC 7748 section 5). Kept, not copied. */
export class X25519KeyPair implements KeyPair {
  readonly group = 'x25519';
  readonly publicKey: Uint8Array;
  readonly #scalar: Uint8Array;

  constructor(scalar: Uint8Array) {
    this.#scalar = scalar;
    this.publicKey = x25519.getPublicKey(scalar);
  }

  agree(peerPublicKey: Uint8Array): Uint8Array | undefined {
    try {
      // Throws for a wrong length and for an all-zero result.
      return x25519.getSharedSecret(this.#scalar, peerPublicKey);
    } catch {
      return undefined;
    }
  }
}

/** `scalar` is 32 bytes, from 1 to the order minus 1. Kept, not copied. */
export class P256KeyPair implements KeyPair {
  readonly group = 'secp256r1';
  readonly publicKey: Uint8Array;
  readonly #scalar: Uint8Array;

  constructor(scalar: Uint8Array) {
    this.#scalar = scalar;
    this.publicKey = p256.getPublicKey(scalar, false);
  }

  agree(peerPublicKey: Uint8Array): Uint8Array | undefined {
    if (!isP256PointForm(peerPublicKey)) return undefined;
    try {
      // The shared secret is the x-coordinate alone, leading zeros kept; RFC 9846 section 7.4.2.
      const point = p256.getSharedSecret(this.#scalar, peerPublicKey, false);
      const shared = point.slice(1, 33);
      point.fill(0);
      return shared;
    } catch {
      return undefined;
    }
  }
}
