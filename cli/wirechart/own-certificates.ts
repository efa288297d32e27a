import type { CertificateOption } from 'wirechart/dtls13';
import { UsageError } from '../terminal/failure.ts';
import { readInput } from '../terminal/option-values.ts';

/** Adds a value to those of an option that is given several times. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/**
 * The certificates of an option that names files, with the keys of another one in the same order. Throws UsageError unless
 * both name as many. `flags`: their names.
 */
export function certificatesIn(
  certs: readonly string[] = [],
  keys: readonly string[] = [],
  flags: readonly [cert: string, key: string],
): readonly CertificateOption[] | undefined {
  if (certs.length !== keys.length) throw new UsageError(`${flags[0]} and ${flags[1]} must be given together`);
  if (certs.length === 0) return undefined;
  return certs.map((cert, index) => ({ cert: readInput(cert), key: readInput(keys[index] as string) }));
}
