/**
 * The full sequence number behind its low bits: the candidate nearest to `expected`.
 * RFC 9147 section 4.2.2.
 *
 * `low`: what the header says, unmasked; `modulus`: 2^8 or 2^16; `expected`: one more than the highest seen.
 */
export function reconstructSequenceNumber(low: number, modulus: number, expected: number): number {
  const candidate = expected - (expected % modulus) + low;
  if (candidate > expected + modulus / 2 && candidate >= modulus) return candidate - modulus;
  if (candidate < expected - modulus / 2) return candidate + modulus;
  return candidate;
}
