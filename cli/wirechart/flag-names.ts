import { ConfigError } from 'wirechart/runtime';
import { CommandError, UsageError } from '../terminal/failure.ts';

/** The flag behind an option of the library; `file`: it names a file, and what is wrong is in there. */
export interface Flag {
  readonly flag: string;
  readonly file?: boolean;
}

/** What `client` and `server` have in common. */
export const negotiationFlags: Readonly<Record<string, Flag>> = {
  alpn: { flag: '--alpn' },
  ciphers: { flag: '--ciphers' },
  ecdhCurve: { flag: '--groups' },
};

/**
 * Calls the library, and lets a complaint about an option name the flag that was typed. Throws UsageError, or
 * CommandError where the flag is right and the file is not.
 */
export function inFlags<T>(flags: Readonly<Record<string, Flag>>, call: () => T): T {
  try {
    return call();
  } catch (error) {
    const found = error instanceof ConfigError && Object.hasOwn(flags, error.option) ? flags[error.option] : undefined;
    if (found === undefined || !(error instanceof ConfigError)) throw error;
    const reason = error.reason.replaceAll(
      /`(\w+)`/g,
      (quoted, option: string) => (Object.hasOwn(flags, option) ? flags[option]?.flag : quoted) ?? quoted,
    );
    const message = `${found.flag}: ${reason}`;
    throw found.file === true ? new CommandError(message) : new UsageError(message);
  }
}
