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
import type { KeyFunctions, NativeKey } from './addon.ts';
import { KEY_IDS, LONGEST_SIGNATURE, SCHEMES } from './algorithms.ts';

const RSAE: readonly SignatureSchemeName[] = ['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha384', 'rsa_pss_rsae_sha512'];
const PSS: readonly SignatureSchemeName[] = ['rsa_pss_pss_sha256', 'rsa_pss_pss_sha384', 'rsa_pss_pss_sha512'];

/** The result of the addon; reused. */
const longest = new Uint8Array(LONGEST_SIGNATURE);

/** A signing key that stays inside OpenSSL: of ECDSA, EdDSA, RSA with 2048 to 8192 bits, or ML-DSA. */
export class NativePrivateKey implements PrivateKey {
  readonly signatureSchemes: readonly SignatureSchemeName[];
  readonly #addon: KeyFunctions;
  readonly #key: NativeKey;

  /** Throws ConfigError unless `pkcs8` is such a key, in DER and unencrypted. */
  constructor(addon: KeyFunctions, pkcs8: Uint8Array) {
    this.#addon = addon;
    const algorithm = keyAlgorithmOf(pkcs8);
    switch (algorithm) {
      case 'rsa':
      case 'rsa-pss':
        this.#key = importDer(addon, pkcs8, 'RSA key of 2048 to 8192 bits');
        this.signatureSchemes = rsaSchemes(addon, this.#key, algorithm === 'rsa' ? RSAE : PSS);
        break;
      case 'ml-dsa-44':
      case 'ml-dsa-65':
      case 'ml-dsa-87': {
        const scheme = SCHEME_OF_KEY[algorithm];
        this.#key = importDer(addon, pkcs8, 'ML-DSA key, or this OpenSSL has no ML-DSA');
        if (!signsAndVerifies(addon, this.#key, scheme)) throw new ConfigError('privateKey', 'its parts do not match');
        this.signatureSchemes = [scheme];
        break;
      }
      default: {
        const { algorithm: curve, key } = importCurvePrivateKey(pkcs8, publicKeyWith(addon));
        const imported = addon.importPrivateKey(KEY_IDS[curve], key);
        key.fill(0);
        if (imported === undefined) throw new ConfigError('privateKey', `is not a key for ${curve}`);
        this.#key = imported;
        this.signatureSchemes = [SCHEME_OF_KEY[curve]];
      }
    }
  }

  sign(scheme: SignatureSchemeName, message: Uint8Array): Uint8Array {
    const length = this.#addon.sign(SCHEMES[scheme].id, this.#key, message, longest);
    if (length === 0) throw new ConfigError('privateKey', `cannot sign with ${scheme}`);
    return longest.slice(0, length);
  }
}

/** Bytes of a private key on a curve of NIST are those of a coordinate. */
function publicKeyWith(addon: KeyFunctions) {
  return (algorithm: EcAlgorithm | EdAlgorithm, key: Uint8Array, compressed: boolean): Uint8Array => {
    const parts = compressed ? 1 : 2;
    const target = new Uint8Array(isEdAlgorithm(algorithm) ? key.length : 1 + parts * key.length);
    if (addon.publicKeyOf(KEY_IDS[algorithm], key, compressed, target)) return target;
    throw new ConfigError('privateKey', 'is not from 1 to the order of the curve minus 1');
  };
}

function importDer(addon: KeyFunctions, pkcs8: Uint8Array, kind: string): NativeKey {
  const key = addon.importPkcs8(pkcs8);
  if (key === undefined) throw new ConfigError('privateKey', `is not an unencrypted ${kind}`);
  return key;
}

/** The parameters of an RSASSA-PSS key may fix a hash and require a longer salt than TLS uses; RFC 4055 section 3.1. */
function rsaSchemes(
  addon: KeyFunctions,
  key: NativeKey,
  candidates: readonly SignatureSchemeName[],
): SignatureSchemeName[] {
  const usable = candidates.every((scheme) => addon.isUsableRsa(SCHEMES[scheme].id, key));
  if (!usable) throw new ConfigError('privateKey', 'its modulus or exponent has an unusual size');
  const schemes = candidates.filter((scheme) => signsAndVerifies(addon, key, scheme));
  if (schemes.length > 0) return schemes;
  throw new ConfigError('privateKey', 'its parts do not match, or allow no signature scheme of TLS 1.3');
}

/** OpenSSL silently imports numbers that do not belong together, so a signature of the key is made and verified. */
function signsAndVerifies(addon: KeyFunctions, key: NativeKey, scheme: SignatureSchemeName): boolean {
  const { id } = SCHEMES[scheme];
  const message = Uint8Array.of(0);
  const length = addon.sign(id, key, message, longest);
  return length > 0 && addon.verifyByKey(id, key, message, longest.subarray(0, length));
}
