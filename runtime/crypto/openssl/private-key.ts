import { createECDH, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ConfigError } from '../../errors/config-error.ts';
import {
  type EcAlgorithm,
  type EdAlgorithm,
  importCurvePrivateKey,
  isEdAlgorithm,
  keyAlgorithmOf,
  SCHEME_OF_KEY,
} from '../private-key-info.ts';
import type { PrivateKey, SignatureSchemeName } from '../provider.ts';
import { OPENSSL_CURVES } from './key-pair.ts';
import { isUsableRsaKey, SCHEMES } from './signature.ts';

/** A signing key that stays inside OpenSSL: of ECDSA, EdDSA, RSA with 2048 to 8192 bits, or ML-DSA. */
export class OpensslPrivateKey implements PrivateKey {
  readonly signatureSchemes: readonly SignatureSchemeName[];
  readonly #key: KeyObject;

  /** Throws ConfigError unless `pkcs8` is such a key, in DER and unencrypted. */
  constructor(pkcs8: Uint8Array) {
    const algorithm = keyAlgorithmOf(pkcs8);
    switch (algorithm) {
      case 'rsa':
      case 'rsa-pss':
        this.#key = importRsa(pkcs8);
        this.signatureSchemes = rsaSchemes(this.#key);
        break;
      case 'ml-dsa-44':
      case 'ml-dsa-65':
      case 'ml-dsa-87':
        this.#key = importMlDsa(pkcs8, SCHEME_OF_KEY[algorithm]);
        this.signatureSchemes = [SCHEME_OF_KEY[algorithm]];
        break;
      default: {
        const { algorithm: curve, key } = importCurvePrivateKey(pkcs8, publicKeyOf);
        this.#key = isEdAlgorithm(curve) ? edKey(curve, key) : importDer(pkcs8);
        this.signatureSchemes = [SCHEME_OF_KEY[curve]];
        key.fill(0);
      }
    }
  }

  sign(scheme: SignatureSchemeName, message: Uint8Array): Uint8Array {
    const { digest, options } = SCHEMES[scheme];
    return Uint8Array.from(sign(digest, message, { key: this.#key, ...options }));
  }
}

function importDer(pkcs8: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
}

/** OpenSSL alone would also import other encodings than DER, and numbers outside the order of the curve. */
function publicKeyOf(algorithm: EcAlgorithm | EdAlgorithm, key: Uint8Array, compressed: boolean): Uint8Array {
  if (isEdAlgorithm(algorithm)) {
    const spki = createPublicKey(edKey(algorithm, key)).export({ format: 'der', type: 'spki' });
    return spki.subarray(-key.length);
  }
  const ecdh = createECDH(OPENSSL_CURVES[algorithm]);
  ecdh.setPrivateKey(key);
  return ecdh.getPublicKey(null, compressed ? 'compressed' : 'uncompressed');
}

/** DER of PrivateKeyInfo before the seed; RFC 8410 section 7. */
const ED_PREFIXES: Readonly<Record<EdAlgorithm, string>> = {
  ed25519: '302e020100300506032b657004220420',
  ed448: '3047020100300506032b6571043b0439',
};

/** Made from the seed alone: not every OpenSSL reads a key with its public key. */
function edKey(algorithm: EdAlgorithm, seed: Uint8Array): KeyObject {
  const pkcs8 = Buffer.concat([Buffer.from(ED_PREFIXES[algorithm], 'hex'), seed]);
  try {
    return importDer(pkcs8);
  } finally {
    pkcs8.fill(0);
  }
}

function importRsa(pkcs8: Uint8Array): KeyObject {
  try {
    const key = importDer(pkcs8);
    const type = key.asymmetricKeyType === 'rsa-pss' ? 'rsa-pss' : 'rsa';
    if (!isUsableRsaKey(key, type)) throw new ConfigError('privateKey', 'its modulus or exponent has an unusual size');
    const scheme = rsaSchemes(key)[0];
    if (scheme === undefined)
      throw new ConfigError('privateKey', 'its parameters allow no signature scheme of TLS 1.3');
    requireConsistent(key, scheme);
    return key;
  } catch (cause) {
    throw new ConfigError('privateKey', 'is not an unencrypted RSA key of 2048 to 8192 bits', { cause });
  }
}

function importMlDsa(pkcs8: Uint8Array, scheme: SignatureSchemeName): KeyObject {
  try {
    const key = importDer(pkcs8);
    requireConsistent(key, scheme);
    return key;
  } catch (cause) {
    throw new ConfigError('privateKey', 'is not an unencrypted ML-DSA key, or this OpenSSL has no ML-DSA', { cause });
  }
}

/** OpenSSL silently imports numbers that do not belong together, so a signature of the key is made and verified. */
function requireConsistent(key: KeyObject, scheme: SignatureSchemeName): void {
  const { digest, options } = SCHEMES[scheme];
  const message = Uint8Array.of(0);
  const signature = sign(digest, message, { key, ...options });
  if (verify(digest, message, { key: createPublicKey(key), ...options }, signature)) return;
  throw new ConfigError('privateKey', 'its parts do not match');
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
