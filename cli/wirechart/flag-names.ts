import { ConfigError } from 'wirechart/runtime';
import { CommandError, UsageError } from '../terminal/failure.ts';

/** The flag that sets an option of the library. `file`: it names a file, whose content is the option. */
export interface Flag {
  readonly flag: string;
  readonly file?: boolean;
}

/** The flags that `client` and `server` have in common. */
export const negotiationFlags: Readonly<Record<string, Flag>> = {
  alpn: { flag: '--alpn' },
  ciphers: { flag: '--ciphers' },
  ecdhCurve: { flag: '--groups' },
  'rekeyAfter.records': { flag: '--rekey' },
  'rekeyAfter.bytes': { flag: '--rekey' },
  'rekeyAfter.ms': { flag: '--rekey' },
};

/**
 * Calls the library. A ConfigError for an option becomes an error that names the flag: UsageError, or CommandError if the
 * content of a file is invalid.
 */
export function inFlags<T>(flags: Readonly<Record<string, Flag>>, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw flagError(flags, error);
  }
}

/** The same for an error that comes later. */
export async function laterInFlags<T>(flags: Readonly<Record<string, Flag>>, result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw flagError(flags, error);
  }
}

function flagError(flags: Readonly<Record<string, Flag>>, error: unknown): unknown {
  const found = error instanceof ConfigError && Object.hasOwn(flags, error.option) ? flags[error.option] : undefined;
  if (found === undefined || !(error instanceof ConfigError)) return error;
  const reason = error.reason.replaceAll(
    /`(\w+)`/g,
    (quoted, option: string) => (Object.hasOwn(flags, option) ? flags[option]?.flag : quoted) ?? quoted,
  );
  const message = `${found.flag}: ${reason}`;
  return found.file === true ? new CommandError(message) : new UsageError(message);
}
