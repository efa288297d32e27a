import { createECDH, diffieHellman, type ECDH, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { EcdheKeyPair } from '../ecdhe-key-pair.ts';
import type { GroupName, KeyPair } from '../provider.ts';
import { base64url, importJwk } from './jwk.ts';

/** A fresh key pair; RFC 9846 section 7.4.2. */
export function opensslKeyPair(group: GroupName): KeyPair {
  switch (group) {
    case 'x25519':
      return x25519KeyPair(generateKeyPairSync('x25519'));
    case 'secp256r1': {
      const ecdh = createECDH('prime256v1');
      ecdh.generateKeys();
      return p256KeyPair(ecdh);
    }
  }
}

/** Bytes of a SubjectPublicKeyInfo of X25519 before the key; RFC 8410 section 4. They are always the same. */
const X25519_SPKI_PREFIX_LENGTH = 12;

/** The KeyPair of two KeyObjects for X25519. */
export function x25519KeyPair(keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }): KeyPair {
  const { privateKey } = keys;
  // DER and not JWK: Node 20 can deadlock when it exports a freshly generated key as JWK.
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
  return new EcdheKeyPair('x25519', Uint8Array.from(spki.subarray(X25519_SPKI_PREFIX_LENGTH)), (peerPublicKey) => {
    const publicKey = importJwk({ kty: 'OKP', crv: 'X25519', x: base64url(peerPublicKey) });
    return movedSecret(diffieHellman({ privateKey, publicKey }));
  });
}

/** The KeyPair of an ECDH on P-256 that holds both keys already. */
export function p256KeyPair(ecdh: ECDH): KeyPair {
  return new EcdheKeyPair('secp256r1', Uint8Array.from(ecdh.getPublicKey()), (peerPublicKey) =>
    movedSecret(ecdh.computeSecret(peerPublicKey)),
  );
}

/** A secret in an array of its own; the Buffer it came in is overwritten. */
function movedSecret(secret: Buffer): Uint8Array {
  const copy = Uint8Array.from(secret);
  secret.fill(0);
  return copy;
}
