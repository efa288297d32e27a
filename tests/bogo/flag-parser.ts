import type { Reason } from './reasons.ts';
import {
  type FlagForm,
  formOf,
  isCredentialFlag,
  reasonOfFlag,
  type ShimFlags,
  startsCredential,
} from './shim-flags.ts';

/** The command line of the shim asks for something that is not implemented. */
export class UnimplementedError extends Error {
  /** Undefined: no reason is known. */
  readonly reason: Reason | undefined;

  constructor(reason: Reason | undefined, what: string) {
    super(what);
    this.reason = reason;
  }
}

/** The flags of the connections of a test. Those without a prefix apply to all of them. */
export interface ConnectionFlags {
  /** The first connection; `-on-initial-`. */
  readonly initial: ShimFlags;
  /** The connections that resume the session of the one before; `-on-resume-`. */
  readonly resume: ShimFlags;
  /** The connection after rejected early data; `-on-retry-`. */
  readonly retry: ShimFlags;
}

type Connections = readonly (keyof ConnectionFlags)[];

const INTEGER = /^-?\d+$/;
const ALL: Connections = ['initial', 'resume', 'retry'];
const PREFIX = /^on-(initial|resume|retry)-/;

/**
 * Parses the command line of the shim. `-on-shim-` applies like no prefix.
 *
 * Throws UnimplementedError for the first unknown flag that has a reason, or else for the first unknown flag. Throws
 * Error for a value that is missing or malformed.
 */
export function parseFlags(argv: readonly string[]): ConnectionFlags {
  const flags = { initial: new FlagCollector(), resume: new FlagCollector(), retry: new FlagCollector() };
  let unknown: UnimplementedError | undefined;
  for (let index = 0; index < argv.length; index++) {
    const given = argv[index] as string;
    if (!given.startsWith('-')) {
      // The value of an unknown flag.
      if (unknown !== undefined) continue;
      throw new Error(`${given} is not a flag`);
    }
    const unprefixed = given.slice(1).replace(/^on-shim-/, '');
    const connection = PREFIX.exec(unprefixed)?.[1] as keyof ConnectionFlags | undefined;
    const name = unprefixed.replace(PREFIX, '');
    const form = formOf(name);
    if (form === undefined) {
      unknown ??= new UnimplementedError(undefined, given);
      const reason = reasonOfFlag(name);
      if (reason !== undefined) throw new UnimplementedError(reason, given);
      continue;
    }
    let value: string | undefined;
    if (form !== 'switch') {
      index += 1;
      value = argv[index];
      if (value === undefined) throw new Error(`${given} needs a value`);
      if (form !== 'text' && !INTEGER.test(value)) throw new Error(`${given} needs an integer, not ${value}`);
    }
    for (const target of connection === undefined ? ALL : [connection]) flags[target].add(name, form, value);
  }
  if (unknown !== undefined) throw unknown;
  const { initial, resume, retry } = flags;
  return { initial: initial.flags, resume: resume.flags, retry: retry.flags };
}

/** The flags of one connection while they are parsed. */
class FlagCollector {
  readonly #flags: Record<string, unknown> = {};
  readonly #credentials: Record<string, unknown>[] = [];

  add(name: string, form: FlagForm, value: string | undefined): void {
    if (startsCredential(name)) {
      this.#credentials.push({ [name]: true });
      return;
    }
    const target = isCredentialFlag(name) ? (this.#credentials.at(-1) ?? this.#flags) : this.#flags;
    if (form === 'switch') target[name] = true;
    else if (form === 'text') target[name] = value;
    else if (form === 'integer') target[name] = Number(value);
    else target[name] = [...((target[name] as number[] | undefined) ?? []), Number(value)];
  }

  get flags(): ShimFlags {
    return this.#credentials.length === 0 ? this.#flags : { ...this.#flags, credentials: this.#credentials };
  }
}
