/**
 * The full sequence number for its low bits: the candidate closest to `expected`; RFC 9147 section 4.2.2.
 *
 * `low`: the decrypted bits of the header; `modulus`: 2^8 or 2^16; `expected`: one more than the highest received
 * number.
 */
export function reconstructSequenceNumber(low: number, modulus: number, expected: number): number {
  const candidate = expected - (expected % modulus) + low;
  if (candidate > expected + modulus / 2 && candidate >= modulus) return candidate - modulus;
  if (candidate < expected - modulus / 2) return candidate + modulus;
  return candidate;
}
