import { x25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { EcdheKeyPair } from '../ecdhe-key-pair.ts';
import type { GroupName, KeyPair } from '../provider.ts';
import type { RandomSource } from './random-source.ts';

/** A fresh key pair; RFC 9846 section 7.4.2. Draws 32 bytes for x25519, 48 for secp256r1. */
export function portableKeyPair(group: GroupName, random: RandomSource): KeyPair {
  switch (group) {
    case 'x25519':
      return x25519KeyPair(randomBytes(random, 32));
    case 'secp256r1':
      // 48 bytes reduced modulo the order leave no bias; FIPS 186-5 appendix A.2.1.
      return p256KeyPair(p256.utils.randomSecretKey(randomBytes(random, 48)));
  }
}

function randomBytes(random: RandomSource, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  random(bytes);
  return bytes;
}

/** `scalar` is 32 random bytes; X25519 clamps them (RFC 7748 section 5). Kept, not copied. */
export function x25519KeyPair(scalar: Uint8Array): KeyPair {
  return new EcdheKeyPair('x25519', x25519.getPublicKey(scalar), (peerPublicKey) =>
    x25519.getSharedSecret(scalar, peerPublicKey),
  );
}

/** `scalar` is 32 bytes, big-endian, from 1 to the order minus 1. Kept, not copied. */
export function p256KeyPair(scalar: Uint8Array): KeyPair {
  return new EcdheKeyPair('secp256r1', p256.getPublicKey(scalar, false), (peerPublicKey) => {
    const point = p256.getSharedSecret(scalar, peerPublicKey, false);
    // The shared secret is the x-coordinate alone, leading zeros kept; RFC 9846 section 7.4.2.
    const secret = point.slice(1, 33);
    point.fill(0);
    return secret;
  });
}
