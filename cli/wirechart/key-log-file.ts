import { appendFileSync, closeSync, openSync } from 'node:fs';
import { CommandError } from '../terminal/failure.ts';
import { reasonOf } from '../terminal/option-values.ts';
import { remark, remarkColor } from '../terminal/output.ts';

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
  let broken = false;
  return (line) => {
    if (broken) return;
    try {
      appendFileSync(path, `${line}\n`);
    } catch (error) {
      // Sessions go on: they are worth more than their log.
      broken = true;
      process.exitCode = 1;
      remark(`${remarkColor.red('failed')} cannot write ${path}: ${reasonOf(error)}; the key log is not complete`);
    }
  };
}
