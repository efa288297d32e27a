import { appendFileSync, closeSync, openSync } from 'node:fs';
import { CommandError } from '../terminal/failure.ts';
import { reasonOf } from '../terminal/option-values.ts';
import { remark, remarkColor } from '../terminal/output.ts';

/**
 * Appends lines to a key log file in the format of NSS and Wireshark. The default path is that of SSLKEYLOGFILE; without
 * a path the result is undefined. The library itself does not read the environment variable.
 */
export function keyLogFile(path = process.env['SSLKEYLOGFILE']): ((line: string) => void) | undefined {
  if (path === undefined || path === '') return undefined;
  try {
    // The file allows its readers to decrypt the traffic.
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
      // The sessions continue without the log.
      broken = true;
      process.exitCode = 1;
      remark(`${remarkColor.red('failed')} cannot write ${path}: ${reasonOf(error)}; the key log is not complete`);
    }
  };
}
