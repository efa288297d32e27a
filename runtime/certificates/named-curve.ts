/** A curve of NIST in the form y^2 = x^3 - 3x + b, of NIST SP 800-186. Its cofactor is 1. */
export interface NamedCurve {
  /** Its name in JWK. */
  readonly jwk: string;
  /** Bytes of a coordinate. */
  readonly size: number;
  readonly prime: bigint;
  readonly b: bigint;
}

/** The curves of TLS 1.3 by their object identifiers; RFC 5480 section 2.1.1.1. */
export const NAMED_CURVES: ReadonlyMap<string, NamedCurve> = new Map([
  [
    '1.2.840.10045.3.1.7',
    {
      jwk: 'P-256',
      size: 32,
      prime: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    },
  ],
  [
    '1.3.132.0.34',
    {
      jwk: 'P-384',
      size: 48,
      prime: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    },
  ],
  [
    '1.3.132.0.35',
    {
      jwk: 'P-521',
      size: 66,
      prime: 2n ** 521n - 1n,
      b: 0x051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    },
  ],
]);

/**
 * Whether the coordinates are those of a point on the curve: less than the prime, and a solution of its equation. As the
 * cofactor is 1 and the point at infinity has no coordinates, the key is then valid (NIST SP 800-56A). The
 * key is public, so the time may depend on it.
 */
export function isOnCurve({ prime, b }: NamedCurve, x: Uint8Array, y: Uint8Array): boolean {
  const [u, v] = [integerOf(x), integerOf(y)];
  return u < prime && v < prime && (v * v - (u * u - 3n) * u - b) % prime === 0n;
}

/** Big-endian. */
function integerOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`);
}
