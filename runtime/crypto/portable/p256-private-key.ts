import { p256 } from '@noble/curves/nist.js';
import { ConfigError } from '../../errors/config-error.ts';
import { DerReader } from '../der.ts';
import type { PrivateKey, SignatureSchemeName } from '../provider.ts';

/** TLS signs with SHA-256 here and does not care about the size of s. */
const ECDSA = { format: 'der', prehash: true, lowS: false } as const;

/** A signing key on P-256. */
export class PortablePrivateKey implements PrivateKey {
  readonly signatureSchemes: readonly SignatureSchemeName[] = ['ecdsa_secp256r1_sha256'];
  readonly #scalar: Uint8Array;

  /** Throws ConfigError unless `pkcs8` is an unencrypted P-256 key. */
  constructor(pkcs8: Uint8Array) {
    this.#scalar = p256ScalarOfPkcs8(pkcs8);
  }

  /** Deterministic; RFC 6979. */
  sign(message: Uint8Array): Uint8Array {
    return p256.sign(message, this.#scalar, ECDSA);
  }
}

/** Anything malformed is false. `point` is an uncompressed point. */
export function portableVerify(point: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return p256.verify(signature, message, point, ECDSA);
  } catch {
    return false;
  }
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

/** id-ecPublicKey, 1.2.840.10045.2.1; RFC 5480 section 2.1.1. */
const EC_PUBLIC_KEY = Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01);
/** prime256v1, 1.2.840.10045.3.1.7; RFC 5480 section 2.1.1.1. */
const PRIME256V1 = Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07);

/** PrivateKeyInfo (RFC 5208 section 5) around ECPrivateKey (RFC 5915 section 3). The result is a fresh array. */
function p256ScalarOfPkcs8(pkcs8: Uint8Array): Uint8Array {
  let scalar: Uint8Array;
  let publicKey: Uint8Array | undefined;
  try {
    const outer = new DerReader(pkcs8);
    const info = new DerReader(outer.take(TAG.sequence));
    outer.end();
    expectBytes(info.take(TAG.integer), Uint8Array.of(0), 'version');
    const algorithm = new DerReader(info.take(TAG.sequence));
    expectBytes(algorithm.take(TAG.objectIdentifier), EC_PUBLIC_KEY, 'algorithm');
    expectBytes(algorithm.take(TAG.objectIdentifier), PRIME256V1, 'curve');
    algorithm.end();
    const wrapped = new DerReader(info.take(TAG.octetString));
    // Attributes say nothing about the key itself.
    if (info.nextTag === TAG.context0) info.take(TAG.context0);
    info.end();
    const key = new DerReader(wrapped.take(TAG.sequence));
    wrapped.end();
    expectBytes(key.take(TAG.integer), Uint8Array.of(1), 'version of ECPrivateKey');
    scalar = Uint8Array.from(key.take(TAG.octetString));
    if (key.nextTag === TAG.context0) {
      const parameters = new DerReader(key.take(TAG.context0));
      expectBytes(parameters.take(TAG.objectIdentifier), PRIME256V1, 'curve of ECPrivateKey');
      parameters.end();
    }
    if (key.nextTag === TAG.context1) {
      const tagged = new DerReader(key.take(TAG.context1));
      publicKey = tagged.take(TAG.bitString).subarray(1);
      tagged.end();
    }
    key.end();
  } catch (cause) {
    throw new ConfigError('privateKey', 'is not an unencrypted PKCS #8 key on P-256 in DER', { cause });
  }
  if (!p256.utils.isValidSecretKey(scalar))
    throw new ConfigError('privateKey', 'its number is outside the curve order');
  if (publicKey !== undefined && !sameBytes(publicKey, p256.getPublicKey(scalar, publicKey.length === 33))) {
    throw new ConfigError('privateKey', 'the public key stored with it belongs to another key');
  }
  return scalar;
}

function expectBytes(found: Uint8Array, expected: Uint8Array, what: string): void {
  if (!sameBytes(found, expected)) throw new ConfigError('privateKey', `another ${what} than expected`);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
