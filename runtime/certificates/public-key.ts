import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import type { DerReader } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { wholeSequence } from './certificate-der.ts';
import { hasMlDsa, ML_DSA } from './ml-dsa.ts';
import { type KeyKind, readNull, readPssParameters, type SignatureScheme } from './signature-scheme.ts';

/** RFC 3279 section 2.3.1, RFC 4055 section 1.2, RFC 5480 section 2.1.1, RFC 8410 section 3, RFC 9881. */
const KINDS: ReadonlyMap<string, KeyKind> = new Map([
  ['1.2.840.113549.1.1.1', 'rsa'],
  ['1.2.840.113549.1.1.10', 'rsa-pss'],
  ['1.2.840.10045.2.1', 'ec'],
  ['1.3.101.112', 'ed25519'],
  ['1.3.101.113', 'ed448'],
  ...(hasMlDsa ? ML_DSA : []),
]);

/** RFC 5480 section 2.1.1.1: the curves of TLS 1.3 by their names in JWK. */
const CURVES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.10045.3.1.7', 'P-256'],
  ['1.3.132.0.34', 'P-384'],
  ['1.3.132.0.35', 'P-521'],
]);

/**
 * The public key of a certificate, read from its SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7). The KeyObject
 * is made when a signature is checked, because making one takes about as long as the check.
 */
export class PublicKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** Undefined: a kind of key that is not supported. */
  readonly kind: KeyKind | undefined;
  /** Of a size and on a curve that are accepted. An upper limit bounds the time of a check, which the peer chooses. */
  readonly strong: boolean;
  /** The key as JWK, where a KeyObject can be made from that: it takes half the time. */
  readonly #jwk: JsonWebKey | undefined;
  #key: KeyObject | undefined;

  /** Throws CertificateError: MALFORMED, or WEAK and UNSUPPORTED for RSASSA-PSS parameters that are not accepted. */
  constructor(spki: Uint8Array) {
    this.spki = spki;
    const info = wholeSequence(spki);
    const algorithm = info.enter();
    const key = info.octets();
    info.end();
    this.kind = KINDS.get(algorithm.oid());
    if (this.kind === 'ec') {
      const curve = CURVES.get(namedCurve(algorithm));
      this.strong = curve !== undefined;
      if (curve !== undefined) this.#jwk = pointOf(key, curve);
    } else if (this.kind === 'rsa' || this.kind === 'rsa-pss') {
      if (this.kind === 'rsa') readNull(algorithm);
      else if (!algorithm.done) readPssParameters(algorithm.enter());
      const { strong, jwk } = readRsa(key);
      this.strong = strong;
      if (this.kind === 'rsa') this.#jwk = jwk;
    } else this.strong = this.kind !== undefined;
    if (this.kind !== undefined) algorithm.end();
  }

  /** Throws CertificateError (MALFORMED) for a key that is not valid, such as a point that is not on its curve. */
  get key(): KeyObject {
    this.#key ??= this.#import();
    return this.#key;
  }

  /** Whether `signature` is of this key over `data`. False also for a key that is not valid or of another kind. */
  verifies(scheme: SignatureScheme, data: Uint8Array, signature: Uint8Array): boolean {
    const { keys, hash, ...padding } = scheme;
    if (this.kind === undefined || !keys.includes(this.kind)) return false;
    try {
      return verify(hash, data, { key: this.key, ...padding }, signature);
    } catch {
      // The key is not valid, or its parameters name another hash.
      return false;
    }
  }

  #import(): KeyObject {
    try {
      if (this.#jwk !== undefined) return createPublicKey({ key: this.#jwk, format: 'jwk' });
      return createPublicKey({ key: Buffer.from(this.spki), format: 'der', type: 'spki' });
    } catch (cause) {
      throw new CertificateError('MALFORMED', 'certificate: the public key is not valid', { cause });
    }
  }
}

/** With explicit parameters an attacker can choose a curve on which the private key is known; RFC 5480 forbids them. */
function namedCurve(algorithm: DerReader): string {
  if (algorithm.peek() === DerTag.OBJECT_IDENTIFIER) return algorithm.oid();
  throw new CertificateError('MALFORMED', 'certificate: the curve of its key is not a named curve');
}

/** Undefined for a compressed point: JWK needs both coordinates. */
function pointOf(point: Uint8Array, crv: string): JsonWebKey | undefined {
  if (point[0] !== 0x04 || point.length % 2 === 0) return undefined;
  const half = (point.length + 1) / 2;
  return { kty: 'EC', crv, x: base64url(point.subarray(1, half)), y: base64url(point.subarray(half)) };
}

/** RSAPublicKey; RFC 8017 appendix A.1.1. */
function readRsa(key: Uint8Array): { readonly strong: boolean; readonly jwk: JsonWebKey } {
  const numbers = wholeSequence(key);
  const modulus = positive(numbers.integer());
  const exponent = positive(numbers.integer());
  numbers.end();
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  const value = exponent.length > 4 ? Number.POSITIVE_INFINITY : exponent.reduce((sum, byte) => sum * 256 + byte, 0);
  const isOdd = ((modulus.at(-1) ?? 0) & (exponent.at(-1) ?? 0) & 1) === 1;
  return {
    strong: bits >= 2048 && bits <= 8192 && value >= 3 && isOdd && value < 2 ** 32,
    jwk: { kty: 'RSA', n: base64url(modulus), e: base64url(exponent) },
  };
}

/** Without the leading zero byte of a number whose first bit is set. */
function positive(bytes: Uint8Array): Uint8Array {
  if ((bytes[0] ?? 0) >= 0x80)
    throw new CertificateError('MALFORMED', 'certificate: a number of its RSA key is negative');
  return bytes[0] === 0 && bytes.length > 1 ? bytes.subarray(1) : bytes;
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
