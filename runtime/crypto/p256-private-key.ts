import { DerReader, wholeSequence } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { ConfigError } from '../errors/config-error.ts';
import { equalBytes } from '../wire/index.ts';

/**
 * Computes the public point of a private key on P-256, with a provider's library. `scalar` is 32 bytes. The result is
 * 65 bytes, or 33 where `compressed`; SEC 1 section 2.3.3. Throws where the scalar is not from 1 to the order minus 1.
 */
export type P256PublicKeyOf = (scalar: Uint8Array, compressed: boolean) => Uint8Array;

const CONTEXT_0 = 0xa0;
const CONTEXT_1 = 0xa1;
const SCALAR_LENGTH = 32;
const UNCOMPRESSED_POINT_LENGTH = 65;
/** id-ecPublicKey; RFC 5480 section 2.1.1. */
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
/** secp256r1; RFC 5480 section 2.1.1.1. */
const SECP256R1 = '1.2.840.10045.3.1.7';

/**
 * The private key in PrivateKeyInfo (RFC 5208 section 5) around ECPrivateKey (RFC 5915 section 3): 32 bytes,
 * big-endian, in a fresh array. DER only, no bytes after it; a public key stored in it must belong to the private key.
 * Both providers import keys with this function, so they accept the same ones.
 *
 * Throws ConfigError (`privateKey`) for anything else.
 */
export function importP256PrivateKey(pkcs8: Uint8Array, publicKeyOf: P256PublicKeyOf): Uint8Array {
  try {
    const { scalar, publicKey } = readPrivateKeyInfo(wholeSequence(pkcs8));
    const compressed = publicKey !== undefined && publicKey.length !== UNCOMPRESSED_POINT_LENGTH;
    const derived = publicKeyOf(scalar, compressed);
    if (publicKey !== undefined && !equalBytes(publicKey, derived)) {
      throw new ConfigError('privateKey', 'its public key belongs to another private key');
    }
    return Uint8Array.from(scalar);
  } catch (cause) {
    throw new ConfigError('privateKey', 'is not an unencrypted PKCS #8 key on P-256 in DER', { cause });
  }
}

/** Views of the input. */
interface EcPrivateKey {
  readonly scalar: Uint8Array;
  readonly publicKey: Uint8Array | undefined;
}

function readPrivateKeyInfo(info: DerReader): EcPrivateKey {
  expectEqual(info.count(), 0, 'version');
  const algorithm = info.enter();
  expectEqual(algorithm.oid(), EC_PUBLIC_KEY, 'algorithm');
  expectEqual(algorithm.oid(), SECP256R1, 'curve');
  algorithm.end();
  const ecPrivateKey = info.expect(DerTag.OCTET_STRING).contents;
  // Attributes describe the key and are not part of it.
  info.optional(CONTEXT_0);
  info.end();
  return readEcPrivateKey(wholeSequence(ecPrivateKey));
}

function readEcPrivateKey(key: DerReader): EcPrivateKey {
  expectEqual(key.count(), 1, 'version of ECPrivateKey');
  const scalar = key.expect(DerTag.OCTET_STRING).contents;
  expectEqual(scalar.length, SCALAR_LENGTH, 'length of the private key');
  const parameters = key.optional(CONTEXT_0);
  if (parameters !== undefined) {
    const curve = new DerReader(parameters.contents);
    expectEqual(curve.oid(), SECP256R1, 'curve of ECPrivateKey');
    curve.end();
  }
  const point = key.optional(CONTEXT_1);
  key.end();
  return { scalar, publicKey: point === undefined ? undefined : readPoint(new DerReader(point.contents)) };
}

function readPoint(field: DerReader): Uint8Array {
  const point = field.octets();
  field.end();
  return point;
}

function expectEqual(found: string | number, expected: string | number, field: string): void {
  if (found !== expected) throw new ConfigError('privateKey', `${field} is ${found}, must be ${expected}`);
}
