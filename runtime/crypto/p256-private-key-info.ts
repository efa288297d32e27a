import { DerReader, wholeSequence } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { ConfigError } from '../errors/config-error.ts';

/** The parts of a P-256 key in PKCS #8. Views of the input. */
export interface P256PrivateKeyInfo {
  /** 32 bytes, big-endian. Not checked: that the number is from 1 to the order of the curve minus 1. */
  readonly scalar: Uint8Array;
  /** The stored public point, if any, in whatever form. Not checked: that it belongs to the scalar. */
  readonly publicKey: Uint8Array | undefined;
}

const CONTEXT_0 = 0xa0;
const CONTEXT_1 = 0xa1;
const SCALAR_LENGTH = 32;
/** id-ecPublicKey; RFC 5480 section 2.1.1. */
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
/** secp256r1; RFC 5480 section 2.1.1.1. */
const SECP256R1 = '1.2.840.10045.3.1.7';

/**
 * Reads PrivateKeyInfo (RFC 5208 section 5) around ECPrivateKey (RFC 5915 section 3): DER only, no bytes after it.
 * Throws ConfigError for anything else. Both providers read keys with this function, so they accept the same ones.
 */
export function readP256PrivateKeyInfo(pkcs8: Uint8Array): P256PrivateKeyInfo {
  try {
    const info = wholeSequence(pkcs8);
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
  } catch (cause) {
    throw new ConfigError('privateKey', 'is not an unencrypted PKCS #8 key on P-256 in DER', { cause });
  }
}

function readEcPrivateKey(key: DerReader): P256PrivateKeyInfo {
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
