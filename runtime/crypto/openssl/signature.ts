import { createECDH, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ConfigError } from '../../errors/config-error.ts';
import { readP256PrivateKeyInfo } from '../p256-private-key-info.ts';
import { P256_POINT_LENGTH, p256PointOfSpki } from '../p256-public-key.ts';
import type { PrivateKey, SignatureSchemeName } from '../provider.ts';

/** A signing key that stays inside OpenSSL. */
export class OpensslPrivateKey implements PrivateKey {
  readonly signatureSchemes: readonly SignatureSchemeName[] = ['ecdsa_secp256r1_sha256'];
  readonly #key: KeyObject;

  constructor(pkcs8: Uint8Array) {
    this.#key = importP256(pkcs8);
  }

  sign(message: Uint8Array): Uint8Array {
    return Uint8Array.from(sign('sha256', message, { key: this.#key, dsaEncoding: 'der' }));
  }
}

/** OpenSSL imports more than P-256 in DER, and numbers that are no private key; hence the checks around it. */
function importP256(pkcs8: Uint8Array): KeyObject {
  const { scalar, publicKey } = readP256PrivateKeyInfo(pkcs8);
  try {
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(scalar);
    if (publicKey !== undefined) {
      const format = publicKey.length === P256_POINT_LENGTH ? 'uncompressed' : 'compressed';
      if (!ecdh.getPublicKey(null, format).equals(publicKey)) throw new Error('the public key belongs to another key');
    }
    return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new ConfigError('privateKey', 'is not a key on P-256 or has another public key stored with it', { cause });
  }
}

export function opensslVerify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (p256PointOfSpki(publicKey) === undefined) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    return verify('sha256', message, { key, dsaEncoding: 'der' }, signature);
  } catch {
    return false;
  }
}
