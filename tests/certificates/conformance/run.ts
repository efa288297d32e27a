// `npm run conformance:x509 -- DIR|FILE`: decides about every case of a suite in x509-limbo's format and prints how
// many agree, which do not, how long the slowest decision took and what the costliest one did. Ends with 1 when a decision
// hangs, and with 2 when there is nothing to run.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Verdict } from './judge.ts';
import { type Case, readSuite } from './suite.ts';

const HANG_MILLISECONDS = 10_000;

class Judge {
  #worker = this.#start();

  /** Undefined: no decision within the limit. */
  async decide(one: Case): Promise<Verdict | undefined> {
    this.#worker.postMessage(one);
    const limit = AbortSignal.timeout(HANG_MILLISECONDS);
    try {
      return (await once(this.#worker, 'message', { signal: limit }))[0] as Verdict;
    } catch (error) {
      if (!limit.aborted) throw error;
      await this.close();
      this.#worker = this.#start();
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #start(): Worker {
    return new Worker(new URL('./judge.js', import.meta.url));
  }
}

/** Totals of one part of a suite. */
class Totals {
  readonly #name: string;
  readonly #disagreements: string[] = [];
  #cases = 0;
  #acceptedWrongly = 0;
  #refusedWrongly = 0;
  #hangs = 0;
  #slowest = { milliseconds: 0, id: 'none' };
  readonly #most = { signatureChecks: 0, nameComparisons: 0, steps: 0 };

  constructor(name: string) {
    this.#name = name;
  }

  get hangs(): number {
    return this.#hangs;
  }

  add(one: Case, verdict: Verdict | undefined): void {
    this.#cases++;
    if (verdict === undefined) {
      this.#hangs++;
      this.#disagreements.push(`hang: ${one.id}`);
      return;
    }
    const { accepted, reason, milliseconds } = verdict;
    if (milliseconds > this.#slowest.milliseconds) this.#slowest = { milliseconds, id: one.id };
    for (const count of ['signatureChecks', 'nameComparisons', 'steps'] as const) {
      this.#most[count] = Math.max(this.#most[count], verdict[count]);
    }
    if (accepted === (one.expected_result === 'SUCCESS')) return;
    const features = one.features.length === 0 ? '' : ` (${one.features.join(', ')})`;
    if (accepted) this.#acceptedWrongly++;
    else this.#refusedWrongly++;
    this.#disagreements.push(`${accepted ? 'accepted' : 'refused'} wrongly: ${one.id}${features} ${reason}`.trimEnd());
  }

  toString(): string {
    if (this.#cases === 0) return '';
    const wrong = this.#acceptedWrongly + this.#refusedWrongly + this.#hangs;
    return [
      ...this.#disagreements.toSorted().map((line) => `  ${line}\n`),
      `${this.#name}: ${this.#cases} cases, ${this.#cases - wrong} as expected, ${this.#acceptedWrongly} accepted wrongly, `,
      `${this.#refusedWrongly} refused wrongly, ${this.#hangs} hangs, `,
      `slowest ${this.#slowest.milliseconds.toFixed(1)} ms (${this.#slowest.id}), `,
      `at most ${this.#most.signatureChecks} signature checks, ${this.#most.nameComparisons} name comparisons, `,
      `${this.#most.steps} steps\n`,
    ].join('');
  }
}

async function run(path: string): Promise<void> {
  const cases = readSuite(path);
  if (cases.length === 0) throw new Error(`there is no case in ${path}`);
  const imported = new Totals('bettertls');
  const core = new Totals('core');
  const judge = new Judge();
  for (const one of cases) (one.id.startsWith('bettertls::') ? imported : core).add(one, await judge.decide(one));
  await judge.close();
  process.stdout.write(`${imported}${core}`);
  if (imported.hangs + core.hangs > 0) process.exitCode = 1;
}

const [path] = process.argv.slice(2);
try {
  if (path === undefined) throw new Error('usage: npm run conformance:x509 -- DIR|FILE');
  await run(path);
} catch (error) {
  process.stderr.write(`conformance:x509: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
