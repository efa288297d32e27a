// `npm run bench -- [names] [--gate] [--against=checkout]`: compares implementations and prints ratios. Each benchmark runs
// several times, each time in a process of its own with --once, which prints the results as JSON. With --gate a failed
// gate sets exit code 1.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { certificates } from './certificates/certificates.ts';
import { codec } from './codec/codec.ts';
import { connection } from './connection/connection.ts';
import { machine } from './machine/machine.ts';
import { merge } from './merge.ts';
import { summary, table } from './report.ts';
import { isPassed, type Result } from './result.ts';

type Log = (text: string) => void;

/** `against`: the checkout of another commit, where a benchmark compares builds. */
type Bench = (log: Log, against: string | undefined) => Promise<readonly Result[]>;

const benches: Readonly<Record<string, Bench>> = { certificates, codec, connection, machine };
const OPTIONS = ['--gate', '--once'];
const AGAINST = '--against=';
const RUNS = 5;

const against = process.argv.find((arg) => arg.startsWith(AGAINST));
const args = process.argv.slice(2).filter((arg) => arg !== against);
const requested = args.filter((arg) => !arg.startsWith('--'));
const names = requested.length > 0 ? requested : Object.keys(benches);
const unknown = args.filter((arg) => !(arg.startsWith('--') ? OPTIONS.includes(arg) : Object.hasOwn(benches, arg)));
if (unknown.length > 0) {
  const known = [...Object.keys(benches), '--gate', `${AGAINST}checkout`].join(', ');
  process.stderr.write(`bench: unknown: ${unknown.join(', ')}; known: ${known}\n`);
  process.exitCode = 2;
} else if (args.includes('--once')) {
  const results: Result[] = [];
  for (const name of names) results.push(...((await benches[name]?.(log, against?.slice(AGAINST.length))) ?? []));
  process.stdout.write(JSON.stringify(results));
} else {
  const results = names.flatMap((name) => {
    const merged = merge(Array.from({ length: RUNS }, (_, index) => runOf(name, index + 1)));
    for (const result of merged) process.stdout.write(`${table(result)}\n`);
    return merged;
  });
  process.stdout.write(summary(results));
  const failed = results.flatMap(({ gates }) => gates).some((gate) => !isPassed(gate));
  if (failed && args.includes('--gate')) process.exitCode = 1;
}

function log(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

/** Runs a benchmark in a process of its own. Exits this process with its status when it fails. */
function runOf(name: string, run: number): readonly Result[] {
  process.stderr.write(`${name}, run ${run} of ${RUNS}\n`);
  const options = against === undefined ? ['--once'] : ['--once', against];
  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(stdout) as readonly Result[];
}
