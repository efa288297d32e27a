import { ConfigError } from '../errors/config-error.ts';

/** Bytes of ciphertext that go into the mask of a record number; RFC 9147 section 4.2.3. */
export const SAMPLE_LENGTH = 16;

/**
 * Copies the sample at `at` to `target[to]`. Throws ConfigError where it is not inside the slab: a shorter
 * one would leave a reused block cipher in the middle of a block for all following records.
 */
export function copyRecordNumberSample(slab: Uint8Array, at: number, target: Uint8Array, to = 0): void {
  if (at < 0 || at + SAMPLE_LENGTH > slab.length)
    throw new ConfigError('sampleAt', 'the sample is not inside the slab');
  for (let index = 0; index < SAMPLE_LENGTH; index++) target[to + index] = slab[at + index] as number;
}
