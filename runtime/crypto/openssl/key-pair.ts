import { createECDH, diffieHellman, type ECDH, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { EcdheKeyPair } from '../ecdhe-key-pair.ts';
import type { EcdheGroupName } from '../provider.ts';
import { base64url, importJwk } from './jwk.ts';

/** The curves of NIST and their names in OpenSSL. */
export type NistCurve = Extract<EcdheGroupName, `secp${string}`>;
export const OPENSSL_CURVES: Readonly<Record<NistCurve, string>> = {
  secp256r1: 'prime256v1',
  secp384r1: 'secp384r1',
  secp521r1: 'secp521r1',
};

/** A fresh key pair; RFC 9846 section 7.4.2. */
export function opensslKeyPair(group: EcdheGroupName): EcdheKeyPair {
  switch (group) {
    case 'x25519':
      return xdhKeyPair(group, generateKeyPairSync(group));
    case 'x448':
      return xdhKeyPair(group, generateKeyPairSync(group));
    default: {
      const ecdh = createECDH(OPENSSL_CURVES[group]);
      ecdh.generateKeys();
      return ecdhKeyPair(group, ecdh);
    }
  }
}

/** Bytes of a SubjectPublicKeyInfo of X25519 or X448 before the key; RFC 8410 section 4. They are always the same. */
const XDH_SPKI_PREFIX_LENGTH = 12;

/** The key pair of two KeyObjects for X25519 or X448. */
export function xdhKeyPair(
  group: 'x25519' | 'x448',
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
): EcdheKeyPair {
  const { privateKey } = keys;
  const crv = group === 'x25519' ? 'X25519' : 'X448';
  // DER and not JWK: Node 20 can deadlock when it exports a freshly generated key as JWK.
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
  return new EcdheKeyPair(group, Uint8Array.from(spki.subarray(XDH_SPKI_PREFIX_LENGTH)), (peerShare) => {
    const publicKey = importJwk({ kty: 'OKP', crv, x: base64url(peerShare) });
    return movedSecret(diffieHellman({ privateKey, publicKey }));
  });
}

/** The key pair of an ECDH on a curve of NIST that holds both keys already. */
export function ecdhKeyPair(group: NistCurve, ecdh: ECDH): EcdheKeyPair {
  return new EcdheKeyPair(group, Uint8Array.from(ecdh.getPublicKey()), (peerShare) =>
    movedSecret(ecdh.computeSecret(peerShare)),
  );
}

/** A secret in an array of its own; the Buffer it came in is overwritten. */
export function movedSecret(secret: Buffer): Uint8Array {
  const copy = Uint8Array.from(secret);
  secret.fill(0);
  return copy;
}
