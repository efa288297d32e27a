import { ConfigError } from '../errors/config-error.ts';

/** Bytes of ciphertext that go into the mask of a record number; RFC 9147 section 4.2.3. */
export const SAMPLE_LENGTH = 16;

/**
 * The sample at `at`, as a view of `slab`. Throws ConfigError where it is not inside: a shorter
 * one would leave a reused block cipher in the middle of a block for all following records.
 */
export function recordNumberSample(slab: Uint8Array, at: number): Uint8Array {
  if (at < 0 || at + SAMPLE_LENGTH > slab.length)
    throw new ConfigError('sampleAt', 'the sample is not inside the slab');
  return slab.subarray(at, at + SAMPLE_LENGTH);
}
