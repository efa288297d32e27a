// `npm run bench -- [names] [--gate]`: compares contenders and prints ratios; absolute numbers mean little on a busy
// machine. With --gate a missed gate makes the exit code 1. --once: one run, as JSON, which is what the runs are made of.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { certificates } from './certificates/certificates.ts';
import { codec } from './codec/codec.ts';
import { machine } from './machine/machine.ts';
import { merge } from './merge.ts';
import { summary, table } from './report.ts';
import { isHeld, type Result } from './result.ts';

type Say = (text: string) => void;

const benches: Readonly<Record<string, (say: Say) => Promise<readonly Result[]>>> = { certificates, codec, machine };
const OPTIONS = ['--gate', '--once'];
const RUNS = 5;

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const names = wanted.length > 0 ? wanted : Object.keys(benches);
const unknown = args.filter((arg) => !(arg.startsWith('--') ? OPTIONS.includes(arg) : Object.hasOwn(benches, arg)));
if (unknown.length > 0) {
  const known = [...Object.keys(benches), '--gate'].join(', ');
  process.stderr.write(`bench: unknown: ${unknown.join(', ')}; there are ${known}\n`);
  process.exitCode = 2;
} else if (args.includes('--once')) {
  const results: Result[] = [];
  for (const name of names) results.push(...((await benches[name]?.(say)) ?? []));
  process.stdout.write(JSON.stringify(results));
} else {
  const results = names.flatMap((name) => {
    const merged = merge(Array.from({ length: RUNS }, (_, index) => runOf(name, index + 1)));
    for (const result of merged) process.stdout.write(`${table(result)}\n`);
    return merged;
  });
  process.stdout.write(summary(results));
  const missed = results.flatMap(({ gates }) => gates).some((gate) => !isHeld(gate));
  if (missed && args.includes('--gate')) process.exitCode = 1;
}

function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

/** One run in a process of its own. Ends this one when it fails, having said why. */
function runOf(name: string, run: number): readonly Result[] {
  process.stderr.write(`${name}, run ${run} of ${RUNS}\n`);
  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name, '--once'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(stdout) as readonly Result[];
}
