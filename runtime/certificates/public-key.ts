import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import type { DerReader } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { wholeSequence } from './certificate-der.ts';
import { hasMlDsa, ML_DSA } from './ml-dsa.ts';
import { isOnCurve, NAMED_CURVES, type NamedCurve } from './named-curve.ts';
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
  /** The numbers of a key that a KeyObject can be made from as JWK: it takes half the time. */
  readonly #numbers: Point | RsaNumbers | undefined;
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
      const curve = NAMED_CURVES.get(namedCurve(algorithm));
      this.strong = curve !== undefined;
      if (curve !== undefined) this.#numbers = pointOf(key, curve);
    } else if (this.kind === 'rsa' || this.kind === 'rsa-pss') {
      if (this.kind === 'rsa') readNull(algorithm);
      else if (!algorithm.done) readPssParameters(algorithm.enter());
      const numbers = readRsa(key);
      this.strong = isStrong(numbers);
      if (this.kind === 'rsa') this.#numbers = numbers;
    } else this.strong = this.kind !== undefined;
    if (this.kind !== undefined) algorithm.end();
  }

  /** Throws CertificateError (MALFORMED) for a key that is not valid, such as a point that is not on its curve. */
  check(): void {
    const numbers = this.#numbers;
    // OpenSSL multiplies the point by the order of its group, which takes thirty times as long.
    const isPoint = numbers !== undefined && 'curve' in numbers && numbers.x.length === numbers.curve.size;
    if (!isPoint) void this.#keyObject;
    else if (!isOnCurve(numbers.curve, numbers.x, numbers.y)) throw invalid();
  }

  /** Whether `signature` is of this key over `data`. False also for a key that is not valid or of another kind. */
  verifies(scheme: SignatureScheme, data: Uint8Array, signature: Uint8Array): boolean {
    const { keys, hash, ...padding } = scheme;
    if (this.kind === undefined || !keys.includes(this.kind)) return false;
    try {
      return verify(hash, data, { key: this.#keyObject, ...padding }, signature);
    } catch {
      // The key is not valid, or its parameters name another hash.
      return false;
    }
  }

  /** Throws CertificateError (MALFORMED). */
  get #keyObject(): KeyObject {
    this.#key ??= this.#import();
    return this.#key;
  }

  #import(): KeyObject {
    try {
      if (this.#numbers !== undefined) return createPublicKey({ key: jwkOf(this.#numbers), format: 'jwk' });
      return createPublicKey({ key: Buffer.from(this.spki), format: 'der', type: 'spki' });
    } catch (cause) {
      throw invalid({ cause });
    }
  }
}

/** The coordinates of a point, big-endian. */
interface Point {
  readonly curve: NamedCurve;
  readonly x: Uint8Array;
  readonly y: Uint8Array;
}

/** RSAPublicKey, big-endian; RFC 8017 appendix A.1.1. */
interface RsaNumbers {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

function invalid(options?: ErrorOptions): CertificateError {
  return new CertificateError('MALFORMED', 'certificate: the public key is not valid', options);
}

function jwkOf(numbers: Point | RsaNumbers): JsonWebKey {
  if ('curve' in numbers) {
    return { kty: 'EC', crv: numbers.curve.jwk, x: base64url(numbers.x), y: base64url(numbers.y) };
  }
  return { kty: 'RSA', n: base64url(numbers.modulus), e: base64url(numbers.exponent) };
}

/** With explicit parameters an attacker can choose a curve on which the private key is known; RFC 5480 forbids them. */
function namedCurve(algorithm: DerReader): string {
  if (algorithm.peek() === DerTag.OBJECT_IDENTIFIER) return algorithm.oid();
  throw new CertificateError('MALFORMED', 'certificate: the curve of its key is not a named curve');
}

/** Undefined for a compressed point: JWK needs both coordinates. */
function pointOf(point: Uint8Array, curve: NamedCurve): Point | undefined {
  if (point[0] !== 0x04 || point.length % 2 === 0) return undefined;
  const half = (point.length + 1) / 2;
  return { curve, x: point.subarray(1, half), y: point.subarray(half) };
}

function readRsa(key: Uint8Array): RsaNumbers {
  const numbers = wholeSequence(key);
  const modulus = positive(numbers.integer());
  const exponent = positive(numbers.integer());
  numbers.end();
  return { modulus, exponent };
}

function isStrong({ modulus, exponent }: RsaNumbers): boolean {
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  const value = exponent.length > 4 ? Number.POSITIVE_INFINITY : exponent.reduce((sum, byte) => sum * 256 + byte, 0);
  const isOdd = ((modulus.at(-1) ?? 0) & (exponent.at(-1) ?? 0) & 1) === 1;
  return bits >= 2048 && bits <= 8192 && value >= 3 && isOdd && value < 2 ** 32;
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
