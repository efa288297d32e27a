import type { Reason } from './reasons.ts';
import { formOf, isCredentialFlag, reasonOfFlag, type ShimFlags } from './shim-flags.ts';

/** The command line of the shim asks for something that is not implemented. */
export class UnimplementedError extends Error {
  /** Undefined: no reason is known. */
  readonly reason: Reason | undefined;

  constructor(reason: Reason | undefined, what: string) {
    super(what);
    this.reason = reason;
  }
}

const INTEGER = /^-?\d+$/;

/**
 * Parses the command line of the shim. `-on-shim-` and `-on-initial-` apply to the first connection, the only one.
 *
 * Throws UnimplementedError for the first unknown flag that has a reason, or else for the first unknown flag. Throws
 * Error for a value that is missing or malformed.
 */
export function parseFlags(argv: readonly string[]): ShimFlags {
  const flags: Record<string, unknown> = {};
  const credentials: Record<string, unknown>[] = [];
  let unknown: UnimplementedError | undefined;
  for (let index = 0; index < argv.length; index++) {
    const given = argv[index] as string;
    if (!given.startsWith('-')) {
      // The value of an unknown flag.
      if (unknown !== undefined) continue;
      throw new Error(`${given} is not a flag`);
    }
    const name = given
      .slice(1)
      .replace(/^on-shim-/, '')
      .replace(/^on-initial-/, '');
    const form = formOf(name);
    if (form === undefined) {
      unknown ??= new UnimplementedError(undefined, given);
      const reason = reasonOfFlag(name);
      if (reason !== undefined) throw new UnimplementedError(reason, given);
      continue;
    }
    if (form === 'switch') {
      flags[name] = true;
      if (name === 'new-x509-credential') credentials.push({});
      continue;
    }
    const target = isCredentialFlag(name) ? (credentials.at(-1) ?? flags) : flags;
    index += 1;
    const value = argv[index];
    if (value === undefined) throw new Error(`${given} needs a value`);
    if (form === 'text') {
      target[name] = value;
    } else {
      if (!INTEGER.test(value)) throw new Error(`${given} needs an integer, not ${value}`);
      const number = Number(value);
      target[name] = form === 'integer' ? number : [...((target[name] as number[] | undefined) ?? []), number];
    }
  }
  if (unknown !== undefined) throw unknown;
  return credentials.length === 0 ? flags : { ...flags, credentials };
}
