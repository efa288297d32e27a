import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CoverageMap } from './coverage-map.ts';
import { applied, type Mutation } from './mutation.ts';
import type { Sandbox } from './sandbox.ts';
import { firstFailure, runTests } from './test-run.ts';

/** How one mutation ended. */
export interface Verdict {
  readonly mutation: Mutation;
  /** `uncovered`: no test file reaches the line. */
  readonly outcome: 'caught' | 'survived' | 'uncovered';
  /** What caught it, or which test files did not. */
  readonly by: string;
}

/** Milliseconds that every run may take besides the time of its files, also on a busy machine. */
const PATIENCE = 45_000;
/** How much longer than when it was recorded a file may take. */
const SLOWNESS = 6;
/** Milliseconds of tests in one run of AVA, which takes time of its own to start. Each next run may take twice that. */
const FIRST_BATCH = 1_500;
/** Tests that depend on the clock or start programs: a failure there must occur twice. */
const unsteady = /^dist\/tests\/(?:net|cli)\//;

/** The extent of a trial. */
export interface Effort {
  /** Milliseconds of tests, as they were recorded: slower test files are left out for a mutation. */
  readonly budget: number;
  /** No other tests will be run, so the compiler is run as well. */
  readonly isLast: boolean;
}

/** Makes the change in the sandbox, runs the tests of `map` that reach it, fastest first, and takes it back. */
export async function tryMutation(
  sandbox: Sandbox,
  map: CoverageMap,
  mutation: Mutation,
  { budget, isLast }: Effort,
): Promise<Verdict> {
  const verdict = (outcome: Verdict['outcome'], by: string): Verdict => ({ mutation, outcome, by });
  const { file } = mutation;
  const isChart = file.endsWith('.chart.ts');
  const text = sandbox.read(file);
  try {
    sandbox.write(file, applied(text, mutation));
    if (isChart && sandbox.regenerate() === undefined) return verdict('caught', 'the generator refuses the chart');
    const all = isChart ? testsOf(map, machineOf(file)) : testsOf(map, file, linesOf(text, mutation));
    const tests = affordable(all, map, budget);
    for (const batch of batches(tests, map)) {
      const failure = await failureIn(sandbox, batch, map);
      if (failure !== undefined) return verdict('caught', failure);
    }
    const refusal = isLast ? staticRefusal(sandbox, file) : undefined;
    if (refusal !== undefined) return verdict('caught', refusal);
    if (all.length === 0) return verdict('uncovered', 'no test file');
    const rest = all.length - tests.length;
    return verdict('survived', `${tests.join(' ')}${rest === 0 ? '' : `, and ${rest} slower test files were not run`}`);
  } finally {
    sandbox.restore();
  }
}

/** The test files that execute one of the lines (any line, without them), the file's own first, then the fastest. */
export function testsOf(map: CoverageMap, file: string, lines?: readonly number[]): string[] {
  const own = basename(file, '.ts');
  const cost = (test: string) => (basename(test, '.test.js') === own ? 0 : (map[test]?.duration ?? 0));
  return Object.entries(map)
    .filter(([, reach]) => {
      const executed = reach.lines[file] ?? [];
      return lines === undefined ? executed.length > 0 : lines.some((line) => executed.includes(line));
    })
    .map(([test]) => test)
    .sort((a, b) => cost(a) - cost(b) || (a < b ? -1 : 1));
}

/** The first test files that take no longer than `budget` together. */
function affordable(tests: readonly string[], map: CoverageMap, budget: number): string[] {
  let sum = 0;
  return tests.filter((test) => {
    sum += map[test]?.duration ?? 0;
    return sum <= budget;
  });
}

/** The lines of the change. A line that begins inside an expression may have no code of its own: then the one before. */
function linesOf(text: string, { start, end, line }: Mutation): number[] {
  const count = text.slice(start, end).split('\n').length;
  const lines = Array.from({ length: count }, (_, index) => line + index);
  const before = text.split('\n').slice(0, line - 1);
  // `);` and `})` end an expression that began above.
  for (let at = before.length; at > 0 && /[([{,=?:&|]\s*$/.test(before[at - 1] as string); at--) lines.push(at);
  return lines;
}

/** The machine that is generated from a chart. */
export function machineOf(chart: string): string {
  const [, protocol = '', name = ''] = /^spec\/([^/]+)\/charts\/(.+)\.chart\.ts$/.exec(chart) ?? [];
  return `generated/${protocol}/machines/${name}.ts`;
}

function* batches(tests: readonly string[], map: CoverageMap): Iterable<readonly string[]> {
  let batch: string[] = [];
  let sum = 0;
  let most = FIRST_BATCH;
  for (const test of tests) {
    batch.push(test);
    sum += map[test]?.duration ?? 0;
    if (sum < most) continue;
    yield batch;
    batch = [];
    sum = 0;
    most *= 2;
  }
  if (batch.length > 0) yield batch;
}

async function failureIn(sandbox: Sandbox, batch: readonly string[], map: CoverageMap): Promise<string | undefined> {
  const usual = batch.reduce((sum, test) => sum + (map[test]?.duration ?? 0), 0);
  const limit = PATIENCE + SLOWNESS * usual;
  const run = await runTests(sandbox.root, batch, limit);
  if (run.passed) return undefined;
  if (batch.some((test) => unsteady.test(test))) {
    const again = await runTests(sandbox.root, batch, limit);
    if (again.passed) return undefined;
  }
  return firstFailure(run);
}

/** Checks of `npm run check`: the types, and for the generator its output for the project's own specs. */
function staticRefusal({ root }: Sandbox, file: string): string | undefined {
  const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: root }).status === 0;
  const compiler = fileURLToPath(new URL('bin/tsc', import.meta.resolve('@typescript/native/package.json')));
  if (!run(compiler, '-p', '.', '--noEmit')) return 'the compiler';
  if (file.startsWith('generator/') && !run('dist/cli/generator/main.js', 'generate', '--check'))
    return 'generate --check';
  return undefined;
}
