import { UsageError } from '../terminal/failure.ts';
import { readInput } from '../terminal/option-values.ts';

/**
 * The keys in the file of `--ticket-keys`, newest first: one in each line, in hexadecimal digits. Empty lines and lines
 * that start with # are ignored. Throws UsageError, CommandError for a file that cannot be read; no message has a key.
 */
export function readTicketKeys(path: string): readonly Uint8Array[] {
  const lines = Buffer.from(readInput(path)).toString('latin1').split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const digits = line.trim();
    if (digits === '' || digits.startsWith('#')) return [];
    if (!/^(?:[\da-f]{2}){32,}$/i.test(digits)) {
      throw new UsageError(
        `--ticket-keys: line ${index + 1} has not at least 64 hexadecimal digits; \`openssl rand -hex 32\` makes a key`,
      );
    }
    return [new Uint8Array(Buffer.from(digits, 'hex'))];
  });
}
