import { MAX_SEQUENCE_NUMBER } from '../../../generated/dtls13/registries/constants.ts';

/**
 * The full sequence number for its low bits: the number from 0 to 2^48-1 that is closest to `expected`; RFC 9147
 * section 4.2.2. All numbers are exact.
 *
 * `low`: the decrypted bits of the header; `modulus`: 2^8 or 2^16; `expected`: one more than the highest received
 * number.
 */
export function reconstructSequenceNumber(low: number, modulus: number, expected: number): number {
  const candidate = expected - (expected % modulus) + low;
  if (candidate > expected + modulus / 2 && candidate >= modulus) return candidate - modulus;
  if (candidate < expected - modulus / 2 && candidate + modulus <= MAX_SEQUENCE_NUMBER) return candidate + modulus;
  return candidate <= MAX_SEQUENCE_NUMBER ? candidate : candidate - modulus;
}
