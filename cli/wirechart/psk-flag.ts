import type { ExternalPsk } from 'wirechart/dtls13';
import { UsageError } from '../terminal/failure.ts';
import { readInput } from '../terminal/option-values.ts';

/**
 * The value of `--psk`: `<identity>:<key>`, with the key in hexadecimal digits, or `@<file>` for a file with them. The
 * identity may contain colons. Throws UsageError, CommandError for a file that cannot be read; no message has the key. It
 * is no parser for the command line, whose messages contain the value.
 */
export function externalPsk(text: string): ExternalPsk {
  const at = text.lastIndexOf(':');
  if (at < 1) throw new UsageError('--psk: write IDENTITY:HEXKEY or IDENTITY:@FILE');
  const key = text.slice(at + 1);
  const digits = key.startsWith('@')
    ? Buffer.from(readInput(key.slice(1)))
        .toString('latin1')
        .trim()
    : key;
  if (!/^(?:[\da-f]{2}){16,}$/i.test(digits)) {
    throw new UsageError('--psk: the key must have at least 32 hexadecimal digits; `openssl rand -hex 32` makes one');
  }
  return { identity: Buffer.from(text.slice(0, at)), key: new Uint8Array(Buffer.from(digits, 'hex')) };
}
