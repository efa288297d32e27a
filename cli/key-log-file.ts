import { appendFileSync, closeSync, openSync } from 'node:fs';
import { CommandError } from './failure.ts';
import { reasonOf } from './option-values.ts';

/**
 * Appends lines of a key log to a file, as NSS and Wireshark know it. Without a name that of SSLKEYLOGFILE is taken;
 * undefined where there is none. The library never looks at that variable; a command run by a person may.
 */
export function keyLogFile(path = process.env['SSLKEYLOGFILE']): ((line: string) => void) | undefined {
  if (path === undefined || path === '') return undefined;
  try {
    // Whoever can read it can read the traffic.
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw new CommandError(`cannot write ${path}: ${reasonOf(error)}`);
  }
  return (line) => appendFileSync(path, `${line}\n`);
}
