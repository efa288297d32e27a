import type { Reason } from './reasons.ts';
import { formOf, reasonOfFlag, type ShimFlags } from './shim-flags.ts';

/** The command line of the shim asks for something that is not implemented. */
export class UnimplementedError extends Error {
  /** Undefined: no reason is known. */
  readonly reason: Reason | undefined;

  constructor(reason: Reason | undefined, what: string) {
    super(what);
    this.reason = reason;
  }
}

const INTEGER = /^\d+$/;

/**
 * Parses the command line of the shim. `-on-shim-` and `-on-initial-` apply to the first connection, the only one.
 *
 * Throws UnimplementedError for the flag with the most general reason: a test that resumes a session with ALPS is listed
 * under the flag that comes first. Throws Error for a value that is missing or malformed.
 */
export function parseFlags(argv: readonly string[]): ShimFlags {
  const flags: Record<string, unknown> = {};
  for (let index = 0; index < argv.length; index++) {
    const given = argv[index] as string;
    if (!given.startsWith('-')) throw new Error(`${given} is not a flag`);
    const name = given
      .slice(1)
      .replace(/^on-shim-/, '')
      .replace(/^on-initial-/, '');
    const form = formOf(name);
    if (form === undefined) throw new UnimplementedError(reasonOfFlag(name), given);
    if (form === 'switch') {
      flags[name] = true;
      continue;
    }
    index += 1;
    const value = argv[index];
    if (value === undefined) throw new Error(`${given} needs a value`);
    if (form === 'text') {
      flags[name] = value;
    } else {
      if (!INTEGER.test(value)) throw new Error(`${given} needs an integer, not ${value}`);
      const number = Number(value);
      flags[name] = form === 'integer' ? number : [...((flags[name] as number[] | undefined) ?? []), number];
    }
  }
  return flags;
}
