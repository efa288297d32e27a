import { x448 } from '@noble/curves/ed448.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { EcdheKeyPair } from '../ecdhe-key-pair.ts';
import type { RandomSource } from '../ml-kem.ts';
import type { EcdheGroupName } from '../provider.ts';

/** The curves of NIST. */
export type NistCurve = Extract<EcdheGroupName, `secp${string}`>;

const CURVES = { x25519, x448, secp256r1: p256, secp384r1: p384, secp521r1: p521 } as const;

/**
 * Random bytes for a private key. On the curves of NIST, 16 bytes more than the order has, reduced modulo the order,
 * leave no bias; FIPS 186-5 appendix A.2.1.
 */
const SEED_LENGTHS: Readonly<Record<EcdheGroupName, number>> = {
  x25519: 32,
  x448: 56,
  secp256r1: 48,
  secp384r1: 72,
  secp521r1: 99,
};

/** A fresh key pair; RFC 9846 section 7.4.2. Draws 32 bytes for x25519, 48 for secp256r1. */
export function portableKeyPair(group: EcdheGroupName, random: RandomSource): EcdheKeyPair {
  const bytes = new Uint8Array(SEED_LENGTHS[group]);
  random(bytes);
  if (group === 'x25519' || group === 'x448') return xdhKeyPair(group, bytes);
  return ecdhKeyPair(group, CURVES[group].utils.randomSecretKey(bytes));
}

/** `scalar` is 32 or 56 random bytes, which the curve clamps (RFC 7748 section 5). Kept, not copied. */
export function xdhKeyPair(group: 'x25519' | 'x448', scalar: Uint8Array): EcdheKeyPair {
  const curve = CURVES[group];
  return new EcdheKeyPair(group, curve.getPublicKey(scalar), (peerShare) => curve.getSharedSecret(scalar, peerShare));
}

/** `scalar` is as long as the order, big-endian, from 1 to the order minus 1. Kept, not copied. */
export function ecdhKeyPair(group: NistCurve, scalar: Uint8Array): EcdheKeyPair {
  const curve = CURVES[group];
  return new EcdheKeyPair(group, curve.getPublicKey(scalar, false), (peerShare) => {
    const point = curve.getSharedSecret(scalar, peerShare, false);
    // The shared secret is the x-coordinate alone, leading zeros kept; RFC 9846 section 7.4.2.
    const secret = point.slice(1, (point.length + 1) / 2);
    point.fill(0);
    return secret;
  });
}
