import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ConfigError } from '../../errors/config-error.ts';
import { DerReader } from '../der.ts';
import { p256PointOfSpki } from '../p256-public-key.ts';
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

function importP256(pkcs8: Uint8Array): KeyObject {
  let key: KeyObject;
  try {
    // OpenSSL ignores what follows the key.
    const outer = new DerReader(pkcs8);
    outer.take(0x30);
    outer.end();
    key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new ConfigError('privateKey', 'is not an unencrypted PKCS #8 key in DER', { cause });
  }
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new ConfigError('privateKey', 'must be an EC key on P-256');
  }
  return key;
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
