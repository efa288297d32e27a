// The command line of `npm run bench`.
import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BenchArguments {
  /** Layers to measure, in the order of the command line; all for none. */
  readonly layers: readonly string[];
  readonly help: boolean;
  /** One line of JSON for each layer on standard output, instead of tables. */
  readonly json: boolean;
  /** Exit code 1 when a gate fails. */
  readonly gate: boolean;
  /** Exit code 1 when a ratio is outside its band. */
  readonly compare: boolean;
  /** Writes the bands around the measured ratios. */
  readonly setBands: boolean;
  /** Measures once in this process, and prints the results as JSON: for the processes of a layer. */
  readonly once: boolean;
  readonly rounds: number | undefined;
  readonly seconds: number | undefined;
  readonly connections: number | undefined;
  readonly against: string | undefined;
  readonly only: readonly string[] | undefined;
  /** Folder for the files of results. Undefined: the default, or none for a shortened run. */
  readonly out: string | undefined;
}

const options = {
  help: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  gate: { type: 'boolean', default: false },
  compare: { type: 'boolean', default: false },
  'set-bands': { type: 'boolean', default: false },
  once: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  connections: { type: 'string' },
  against: { type: 'string' },
  only: { type: 'string' },
  out: { type: 'string' },
} as const;

const MAX_ROUNDS = 1000;
const MAX_SECONDS = 3600;
const MAX_CONNECTIONS = 100_000;

/** A mistake in the command line. The message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Throws UsageError. `known`: the names of the layers. */
export function parseBenchArguments(words: readonly string[], known: readonly string[]): BenchArguments {
  const { values, positionals } = parse(words);
  for (const name of positionals) {
    if (!known.includes(name)) throw new UsageError(`unknown layer: ${name}${suggestion(name, known)}`);
  }
  const only = values.only?.split(',').filter((key) => key !== '');
  if (only?.length === 0) throw new UsageError('--only needs keys of contenders, separated by commas');
  return {
    layers: [...new Set(positionals)],
    help: values.help,
    json: values.json,
    gate: values.gate,
    compare: values.compare,
    setBands: values['set-bands'],
    once: values.once,
    rounds: integerOf('--rounds', values.rounds, MAX_ROUNDS),
    seconds: numberOf('--seconds', values.seconds, 0.01, MAX_SECONDS),
    connections: integerOf('--connections', values.connections, MAX_CONNECTIONS),
    against: values.against,
    only,
    out: values.out,
  };
}

/** Whether the run is not the one whose figures are kept. */
export function isShortened({ rounds, seconds, connections, only, against }: BenchArguments): boolean {
  return [rounds, seconds, connections, only, against].some((value) => value !== undefined);
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function numberOf(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= min && value <= max)) throw new UsageError(`${name} must be ${min} to ${max}, not ${text}`);
  return value;
}

function integerOf(name: string, text: string | undefined, max: number): number | undefined {
  const value = numberOf(name, text, 1, max);
  if (value !== undefined && !Number.isInteger(value)) throw new UsageError(`${name} must be an integer`);
  return value;
}

function suggestion(name: string, known: readonly string[]): string {
  const near = known.find((each) => each.startsWith(name.slice(0, 3)) || each.includes(name));
  const list = `the layers are ${known.join(', ')}`;
  return near === undefined ? `; ${list}` : `; did you mean ${near}? ${list}`;
}
