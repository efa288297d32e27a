import { DerReader, wholeSequence } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { ConfigError } from '../errors/config-error.ts';
import { equalBytes } from '../wire/index.ts';
import type { SignatureSchemeName } from './provider.ts';

/** Algorithms of private keys: curves of ECDSA, EdDSA, RSA, ML-DSA. */
export type KeyAlgorithm = EcAlgorithm | EdAlgorithm | 'rsa' | 'rsa-pss' | MlDsaAlgorithm;
export type EcAlgorithm = 'secp256r1' | 'secp384r1' | 'secp521r1';
export type EdAlgorithm = 'ed25519' | 'ed448';
export type MlDsaAlgorithm = 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87';

/**
 * Computes the public key of a private one, with a provider's library. On the curves of ECDSA it is an uncompressed
 * point, or a compressed one where `compressed`; SEC 1 section 2.3.3. Throws where a scalar is not from 1 to the order
 * minus 1.
 */
export type PublicKeyOf = (algorithm: EcAlgorithm | EdAlgorithm, key: Uint8Array, compressed: boolean) => Uint8Array;

/** A private key of ECDSA or EdDSA. */
export interface CurvePrivateKey {
  readonly algorithm: EcAlgorithm | EdAlgorithm;
  /** The scalar, big-endian, or the seed of EdDSA; a fresh array. */
  readonly key: Uint8Array;
}

/** The only signature scheme of these keys; RFC 9846 section 4.3.3. */
export const SCHEME_OF_KEY = {
  secp256r1: 'ecdsa_secp256r1_sha256',
  secp384r1: 'ecdsa_secp384r1_sha384',
  secp521r1: 'ecdsa_secp521r1_sha512',
  ed25519: 'ed25519',
  ed448: 'ed448',
  'ml-dsa-44': 'mldsa44',
  'ml-dsa-65': 'mldsa65',
  'ml-dsa-87': 'mldsa87',
} as const satisfies Readonly<Record<EcAlgorithm | EdAlgorithm | MlDsaAlgorithm, SignatureSchemeName>>;

/** RFC 8410 section 3, RFC 8017 appendix C, RFC 9881. */
const ALGORITHMS: ReadonlyMap<string, KeyAlgorithm> = new Map([
  ['1.3.101.112', 'ed25519'],
  ['1.3.101.113', 'ed448'],
  ['1.2.840.113549.1.1.1', 'rsa'],
  ['1.2.840.113549.1.1.10', 'rsa-pss'],
  ['2.16.840.1.101.3.4.3.17', 'ml-dsa-44'],
  ['2.16.840.1.101.3.4.3.18', 'ml-dsa-65'],
  ['2.16.840.1.101.3.4.3.19', 'ml-dsa-87'],
]);
/** id-ecPublicKey; RFC 5480 section 2.1.1. */
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
/** RFC 5480 section 2.1.1.1. */
const CURVES: ReadonlyMap<string, EcAlgorithm> = new Map([
  ['1.2.840.10045.3.1.7', 'secp256r1'],
  ['1.3.132.0.34', 'secp384r1'],
  ['1.3.132.0.35', 'secp521r1'],
]);
/** Bytes of a private key; RFC 5915 section 3, RFC 8032 sections 5.1.5 and 5.2.5. */
const KEY_LENGTHS: Readonly<Record<EcAlgorithm | EdAlgorithm, number>> = {
  secp256r1: 32,
  secp384r1: 48,
  secp521r1: 66,
  ed25519: 32,
  ed448: 57,
};

const CONTEXT_0 = 0xa0;
const CONTEXT_1 = 0xa1;
const CONTEXT_1_PRIMITIVE = 0x81;
const UNCOMPRESSED = 0x04;

/** True for EdDSA, false for a curve of ECDSA. */
export function isEdAlgorithm(algorithm: EcAlgorithm | EdAlgorithm): algorithm is EdAlgorithm {
  return algorithm === 'ed25519' || algorithm === 'ed448';
}

/** The algorithm of PrivateKeyInfo (RFC 5208 section 5) with no bytes after it; undefined for anything else. */
export function keyAlgorithmOf(pkcs8: Uint8Array): KeyAlgorithm | undefined {
  try {
    const info = wholeSequence(pkcs8);
    info.integer();
    return readAlgorithm(info.enter());
  } catch {
    return undefined;
  }
}

function readAlgorithm(algorithm: DerReader): KeyAlgorithm | undefined {
  const oid = algorithm.oid();
  return oid === EC_PUBLIC_KEY ? CURVES.get(algorithm.oid()) : ALGORITHMS.get(oid);
}

/**
 * Reads a private key of ECDSA or EdDSA: PrivateKeyInfo (RFC 5208 section 5) around ECPrivateKey (RFC 5915 section 3),
 * or OneAsymmetricKey around CurvePrivateKey (RFC 8410 section 7). DER only, no bytes after it; a
 * public key stored in it must belong to the private key. Both providers import keys with this function, so they accept
 * the same ones.
 *
 * Throws ConfigError (`privateKey`) for anything else.
 */
export function importCurvePrivateKey(pkcs8: Uint8Array, publicKeyOf: PublicKeyOf): CurvePrivateKey {
  try {
    const { algorithm, key, publicKey } = readPrivateKeyInfo(wholeSequence(pkcs8));
    const compressed = publicKey !== undefined && publicKey[0] !== UNCOMPRESSED;
    const derived = publicKeyOf(algorithm, key, compressed);
    if (publicKey !== undefined && !equalBytes(publicKey, derived)) {
      throw new ConfigError('privateKey', 'its public key belongs to another private key');
    }
    return { algorithm, key: Uint8Array.from(key) };
  } catch (cause) {
    const reason = 'is not an unencrypted PKCS #8 key on P-256, P-384, P-521, Ed25519 or Ed448 in DER';
    throw new ConfigError('privateKey', reason, { cause });
  }
}

/** Views of the input. */
interface StoredKey extends CurvePrivateKey {
  readonly publicKey: Uint8Array | undefined;
}

function readPrivateKeyInfo(info: DerReader): StoredKey {
  const version = info.count();
  const identifier = info.enter();
  const algorithm = readAlgorithm(identifier);
  identifier.end();
  const contents = info.expect(DerTag.OCTET_STRING).contents;
  // Attributes describe the key and are not part of it.
  info.optional(CONTEXT_0);
  switch (algorithm) {
    case 'secp256r1':
    case 'secp384r1':
    case 'secp521r1':
      expectEqual(version, 0, 'version');
      info.end();
      return readEcPrivateKey(wholeSequence(contents), algorithm);
    case 'ed25519':
    case 'ed448': {
      const publicKey = info.optional(CONTEXT_1_PRIMITIVE)?.contents;
      info.end();
      expectEqual(version, publicKey === undefined ? 0 : 1, 'version');
      const reader = new DerReader(contents);
      const key = reader.expect(DerTag.OCTET_STRING).contents;
      reader.end();
      expectEqual(key.length, KEY_LENGTHS[algorithm], 'length of the private key');
      if (publicKey !== undefined) expectEqual(publicKey[0] ?? -1, 0, 'number of unused bits');
      return { algorithm, key, publicKey: publicKey?.subarray(1) };
    }
    default:
      throw new ConfigError('privateKey', 'has another algorithm');
  }
}

function readEcPrivateKey(ecPrivateKey: DerReader, algorithm: EcAlgorithm): StoredKey {
  expectEqual(ecPrivateKey.count(), 1, 'version of ECPrivateKey');
  const key = ecPrivateKey.expect(DerTag.OCTET_STRING).contents;
  expectEqual(key.length, KEY_LENGTHS[algorithm], 'length of the private key');
  const parameters = ecPrivateKey.optional(CONTEXT_0);
  if (parameters !== undefined) {
    const curve = new DerReader(parameters.contents);
    expectEqual(CURVES.get(curve.oid()) ?? 'unknown', algorithm, 'curve of ECPrivateKey');
    curve.end();
  }
  const point = ecPrivateKey.optional(CONTEXT_1);
  ecPrivateKey.end();
  return { algorithm, key, publicKey: point === undefined ? undefined : readPoint(new DerReader(point.contents)) };
}

function readPoint(field: DerReader): Uint8Array {
  const point = field.octets();
  field.end();
  return point;
}

function expectEqual(found: string | number, expected: string | number, field: string): void {
  if (found !== expected) throw new ConfigError('privateKey', `${field} is ${found}, must be ${expected}`);
}
