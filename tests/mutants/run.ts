import { mkdtempSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { allMutations, draw } from './draw.ts';
import { diffOf } from './mutation.ts';
import { MutationRunner } from './mutation-runner.ts';
import { Sandbox } from './sandbox.ts';
import type { Verdict } from './trial.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const usage = `usage: npm run mutants -- [--seed n] [--count n] [--room path] [--only id] [--workers 1|2] [--budget s] [--list]

Draws changes of meaning from handwritten code and charts, makes them one by one in a copy of the project, runs the
tests that reach the line, and prints what no test noticed. --room is a folder or file: runtime, hwmodel/kernel, spec.
--budget: seconds of tests for one change, 60 unless told; slower test files are left out, and it is said.`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '20' },
    room: { type: 'string' },
    only: { type: 'string', multiple: true },
    workers: { type: 'string', default: '2' },
    budget: { type: 'string', default: '60' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const seed = wholeNumber('seed', values.seed);
const count = wholeNumber('count', values.count);
const budget = wholeNumber('budget', values.budget);
const workers = Math.min(2, wholeNumber('workers', values.workers));

if (values.help) console.log(usage);
else process.exitCode = await main();

/** 0: everything was caught; 1: something survived. */
async function main(): Promise<number> {
  // Others may work on the machine.
  setPriority(10);
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-mutants-'));
  const stop = () => process.exit(130);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const original = new Sandbox(root, join(folder, 'original'));
  const all = allMutations(original.root, values.room);
  const drawn = values.only ? all.filter(({ id }) => values.only?.includes(id)) : draw(all, seed, count);
  console.log(`${drawn.length} of ${all.length} mutations${values.only ? '' : `, seed ${seed}`}`);
  if (values.list) {
    for (const { id, file, line, kind } of drawn) console.log(`${id} ${file}:${line} ${kind}`);
    return 0;
  }
  const cache = join(root, 'node_modules/.cache/wirechart-mutants');
  const runner = new MutationRunner(original, folder, {
    workers: Math.min(workers, drawn.length),
    budget: 1000 * budget,
    cache,
    report: console.log,
  });
  return report(original, await runner.tryAll(drawn));
}

function report(original: Sandbox, verdicts: readonly Verdict[]): number {
  const alive = verdicts.filter(({ outcome }) => outcome !== 'caught');
  alive.sort((a, b) => (a.mutation.file < b.mutation.file ? -1 : 1) || a.mutation.line - b.mutation.line);
  for (const { mutation, outcome, by } of alive) {
    const { id, file, line, kind } = mutation;
    console.log(`\n${outcome}: ${file}:${line} (${kind})`);
    for (const each of diffOf(original.read(file), mutation)) console.log(`  ${each}`);
    console.log(`  did not notice: ${by}\n  again: npm run mutants -- --only ${id}`);
  }
  const caught = verdicts.length - alive.length;
  const share = verdicts.length === 0 ? 100 : (100 * caught) / verdicts.length;
  console.log(`\n${caught} of ${verdicts.length} caught (${share.toFixed(1)} %)`);
  return alive.length === 0 ? 0 : 1;
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  console.error(`--${name} must be a whole number\n\n${usage}`);
  process.exit(2);
}
