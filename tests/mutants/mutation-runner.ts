import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CoverageMap, coverageMap } from './coverage-map.ts';
import type { Mutation } from './mutation.ts';
import { Sandbox } from './sandbox.ts';
import { machineOf, tryMutation, type Verdict } from './trial.ts';

export interface MutationRunnerOptions {
  readonly workers: number;
  /** For each mutation, twice: in its own room and outside; see `Effort`. */
  readonly budget: number;
  /** A folder that remains after the run. */
  readonly cache: string;
  readonly report: (text: string) => void;
}

/** Runs mutations in sandboxes, with a coverage map and workers. */
export class MutationRunner {
  readonly #original: Sandbox;
  readonly #sandboxes: readonly Sandbox[];
  readonly #budget: number;
  readonly #cache: string;
  readonly #report: (text: string) => void;

  /** `original` is unchanged; each worker gets a copy in `folder`. */
  constructor(original: Sandbox, folder: string, { workers, budget, cache, report }: MutationRunnerOptions) {
    this.#original = original;
    this.#sandboxes = Array.from(
      { length: workers },
      (_, index) => new Sandbox(original.root, join(folder, `${index}`)),
    );
    this.#budget = budget;
    this.#cache = cache;
    this.#report = report;
  }

  /** Tries each mutation on the tests of its own room, and a surviving one on all others. */
  async tryAll(mutations: readonly Mutation[]): Promise<Verdict[]> {
    const atHome = mutations.filter(({ file }) => this.#testsOf(file) !== undefined);
    const folders = new Set(atHome.flatMap(({ file }) => this.#testsOf(file) ?? []));
    const first = await this.#try(atHome, [...folders], false);
    const caught = first.filter(({ outcome }) => outcome === 'caught');
    const alive = new Set(mutations);
    for (const { mutation } of caught) alive.delete(mutation);
    return [...caught, ...(await this.#try([...alive], ['dist/tests/'], true))];
  }

  async #try(mutations: readonly Mutation[], folders: readonly string[], isLast: boolean): Promise<Verdict[]> {
    if (mutations.length === 0) return [];
    const sources = mutations.map(({ file }) => (file.endsWith('.chart.ts') ? machineOf(file) : file));
    const map = await coverageMap(this.#original, folders, sources, this.#cache, this.#report);
    const waiting = [...mutations];
    const verdicts: Verdict[] = [];
    const work = async (sandbox: Sandbox) => {
      for (let mutation = waiting.shift(); mutation !== undefined; mutation = waiting.shift()) {
        const started = performance.now();
        const untried = isLast ? this.#without(map, mutation) : map;
        const verdict = await tryMutation(sandbox, untried, mutation, { budget: this.#budget, isLast });
        verdicts.push(verdict);
        this.#report(summaryOf(verdict, isLast, performance.now() - started));
      }
    };
    await Promise.all(this.#sandboxes.map(work));
    return verdicts;
  }

  /** The test files that were not tried yet: those outside the mutation's own room. */
  #without(map: CoverageMap, { file }: Mutation): CoverageMap {
    const own = this.#testsOf(file);
    return Object.fromEntries(Object.entries(map).filter(([test]) => own === undefined || !test.startsWith(own)));
  }

  /** `runtime/crypto/hkdf.ts` is tested by `tests/crypto`. Undefined: its room has no tests of its own. */
  #testsOf(file: string): string | undefined {
    const room = file.split('/').find((name) => existsSync(join(this.#original.root, 'dist/tests', name)));
    return room === undefined ? undefined : `dist/tests/${room}/`;
  }
}

function summaryOf({ mutation, outcome, by }: Verdict, isLast: boolean, duration: number): string {
  const { id, file, line, kind } = mutation;
  const what = outcome === 'caught' || isLast ? outcome : 'not yet';
  const reason = outcome === 'caught' ? `: ${by}` : '';
  return `${what.padEnd(9)} ${id} ${file}:${line} ${kind} ${(duration / 1000).toFixed(1)} s${reason}`;
}
