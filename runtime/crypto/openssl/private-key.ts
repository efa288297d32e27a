import { createECDH, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { wholeSequence } from '../../der/der-reader.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { importP256PrivateKey } from '../p256-private-key.ts';
import type { PrivateKey, SignatureSchemeName } from '../provider.ts';
import { isUsableRsaKey, SCHEMES } from './signature.ts';

/** A signing key that stays inside OpenSSL: on P-256, or for RSA with 2048 to 8192 bits. */
export class OpensslPrivateKey implements PrivateKey {
  readonly signatureSchemes: readonly SignatureSchemeName[];
  readonly #key: KeyObject;

  /** Throws ConfigError unless `pkcs8` is such a key, in DER and unencrypted. */
  constructor(pkcs8: Uint8Array) {
    if (isRsa(pkcs8)) {
      this.#key = importRsa(pkcs8);
      this.signatureSchemes = rsaSchemes(this.#key);
    } else {
      this.#key = importP256(pkcs8);
      this.signatureSchemes = ['ecdsa_secp256r1_sha256'];
    }
  }

  sign(scheme: SignatureSchemeName, message: Uint8Array): Uint8Array {
    const { digest, options } = SCHEMES[scheme];
    return Uint8Array.from(sign(digest, message, { key: this.#key, ...options }));
  }
}

/** OpenSSL alone would also import other encodings than DER, and numbers outside the order of the curve. */
function importP256(pkcs8: Uint8Array): KeyObject {
  importP256PrivateKey(pkcs8, publicKeyOf).fill(0);
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
}

function publicKeyOf(scalar: Uint8Array, compressed: boolean): Uint8Array {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  return ecdh.getPublicKey(null, compressed ? 'compressed' : 'uncompressed');
}

/** rsaEncryption and id-RSASSA-PSS; RFC 8017 appendix C. */
const RSA_ALGORITHMS: readonly string[] = ['1.2.840.113549.1.1.1', '1.2.840.113549.1.1.10'];

/** Whether this is PrivateKeyInfo (RFC 5208 section 5) of an RSA key, with no bytes after it. */
function isRsa(pkcs8: Uint8Array): boolean {
  try {
    const info = wholeSequence(pkcs8);
    info.integer();
    return RSA_ALGORITHMS.includes(info.enter().oid());
  } catch {
    // Not DER: the import as a P-256 key throws the error.
    return false;
  }
}

/** OpenSSL silently imports numbers that do not belong together, so a signature of the key is made and verified. */
function importRsa(pkcs8: Uint8Array): KeyObject {
  try {
    const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    const type = key.asymmetricKeyType === 'rsa-pss' ? 'rsa-pss' : 'rsa';
    if (!isUsableRsaKey(key, type)) throw new ConfigError('privateKey', 'its modulus or exponent has an unusual size');
    const scheme = rsaSchemes(key)[0];
    if (scheme === undefined)
      throw new ConfigError('privateKey', 'its parameters allow no signature scheme of TLS 1.3');
    const { digest, options } = SCHEMES[scheme];
    const message = Uint8Array.of(0);
    const signature = sign(digest, message, { key, ...options });
    if (!verify(digest, message, { key: createPublicKey(key), ...options }, signature)) {
      throw new ConfigError('privateKey', 'its modulus and exponents do not match');
    }
    return key;
  } catch (cause) {
    throw new ConfigError('privateKey', 'is neither a key on P-256 nor an RSA key of 2048 to 8192 bits', { cause });
  }
}

/** The parameters of an RSASSA-PSS key may fix a hash and require a longer salt than TLS uses; RFC 4055 section 3.1. */
function rsaSchemes(key: KeyObject): SignatureSchemeName[] {
  if (key.asymmetricKeyType === 'rsa') return ['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha384', 'rsa_pss_rsae_sha512'];
  const { hashAlgorithm, mgf1HashAlgorithm, saltLength = 0 } = key.asymmetricKeyDetails ?? {};
  const permits = (hash: string, length: number): boolean =>
    hashAlgorithm === undefined || (hashAlgorithm === hash && mgf1HashAlgorithm === hash && saltLength <= length);
  const schemes: SignatureSchemeName[] = [];
  if (permits('sha256', 32)) schemes.push('rsa_pss_pss_sha256');
  if (permits('sha384', 48)) schemes.push('rsa_pss_pss_sha384');
  if (permits('sha512', 64)) schemes.push('rsa_pss_pss_sha512');
  return schemes;
}
