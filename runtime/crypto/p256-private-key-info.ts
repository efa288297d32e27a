import { ConfigError } from '../errors/config-error.ts';
import { DerReader } from './der.ts';

/** What a PKCS #8 file says about a P-256 key. Views of the input. */
export interface P256PrivateKeyInfo {
  /** 32 bytes; whether the number lies inside the curve order is not looked at. */
  readonly scalar: Uint8Array;
  /** The point stored beside it, where there is one; whether it belongs to the scalar is not looked at. */
  readonly publicKey: Uint8Array | undefined;
}

const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  sequence: 0x30,
  context0: 0xa0,
  context1: 0xa1,
} as const;

const SCALAR_LENGTH = 32;
/** id-ecPublicKey, 1.2.840.10045.2.1; RFC 5480 section 2.1.1. */
const EC_PUBLIC_KEY = Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01);
/** prime256v1, 1.2.840.10045.3.1.7; RFC 5480 section 2.1.1.1. */
const PRIME256V1 = Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07);

/**
 * Reads PrivateKeyInfo (RFC 5208 section 5) around ECPrivateKey (RFC 5915 section 3), DER only, nothing behind it.
 * Throws ConfigError for anything else. Both providers read keys with this, so that they accept the same ones.
 */
export function readP256PrivateKeyInfo(pkcs8: Uint8Array): P256PrivateKeyInfo {
  try {
    const outer = new DerReader(pkcs8);
    const info = new DerReader(outer.take(TAG.sequence));
    outer.end();
    expectBytes(info.take(TAG.integer), Uint8Array.of(0), 'version');
    const algorithm = new DerReader(info.take(TAG.sequence));
    expectBytes(algorithm.take(TAG.objectIdentifier), EC_PUBLIC_KEY, 'algorithm');
    expectBytes(algorithm.take(TAG.objectIdentifier), PRIME256V1, 'curve');
    algorithm.end();
    const ecPrivateKey = info.take(TAG.octetString);
    // Attributes say nothing about the key itself.
    if (info.nextTag === TAG.context0) info.take(TAG.context0);
    info.end();
    return readEcPrivateKey(ecPrivateKey);
  } catch (cause) {
    throw new ConfigError('privateKey', 'is not an unencrypted PKCS #8 key on P-256 in DER', { cause });
  }
}

function readEcPrivateKey(bytes: Uint8Array): P256PrivateKeyInfo {
  const outer = new DerReader(bytes);
  const key = new DerReader(outer.take(TAG.sequence));
  outer.end();
  expectBytes(key.take(TAG.integer), Uint8Array.of(1), 'version of ECPrivateKey');
  const scalar = key.take(TAG.octetString);
  if (scalar.length !== SCALAR_LENGTH) throw new ConfigError('privateKey', `must have ${SCALAR_LENGTH} bytes`);
  if (key.nextTag === TAG.context0) {
    const parameters = new DerReader(key.take(TAG.context0));
    expectBytes(parameters.take(TAG.objectIdentifier), PRIME256V1, 'curve of ECPrivateKey');
    parameters.end();
  }
  let publicKey: Uint8Array | undefined;
  if (key.nextTag === TAG.context1) {
    const tagged = new DerReader(key.take(TAG.context1));
    const bits = tagged.take(TAG.bitString);
    expectBytes(bits.subarray(0, 1), Uint8Array.of(0), 'count of unused bits');
    publicKey = bits.subarray(1);
    tagged.end();
  }
  key.end();
  return { scalar, publicKey };
}

function expectBytes(found: Uint8Array, expected: Uint8Array, what: string): void {
  if (found.length === expected.length && found.every((byte, i) => byte === expected[i])) return;
  throw new ConfigError('privateKey', `another ${what} than expected`);
}
