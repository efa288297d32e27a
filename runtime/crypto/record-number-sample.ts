import { ConfigError } from '../errors/config-error.ts';

/** Bytes of ciphertext that go into the mask of a record number; RFC 9147 section 4.2.3. */
export const SAMPLE_LENGTH = 16;

/**
 * The sample at `at`, as a view of `slab`. Throws ConfigError where it does not lie inside: a shorter one would
 * put a kept block cipher out of step for every record that follows.
 */
export function recordNumberSample(slab: Uint8Array, at: number): Uint8Array {
  if (at < 0 || at + SAMPLE_LENGTH > slab.length) throw new ConfigError('sampleAt', 'the sample leaves the slab');
  return slab.subarray(at, at + SAMPLE_LENGTH);
}
