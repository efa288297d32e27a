import type { ExecutionContext } from 'ava';
import { readVectors, vectorTest } from './shared-vectors.ts';

/** The expected result of a case: `acceptable` leaves the choice to the implementation. */
export type Verdict = 'valid' | 'invalid' | 'acceptable';

/** The actual result of a case. `wrong`: a result other than the expected one, which is always a failure. */
export type Outcome = 'accepted' | 'refused' | 'wrong';

/** The fields of every case. */
export interface WycheproofCase {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly result: Verdict;
}

interface WycheproofFile<Group, Case> {
  readonly testGroups: readonly (Group & { readonly tests: readonly Case[] })[];
}

/**
 * Declares a test over one Wycheproof file. `outcome` runs the implementation; undefined leaves the case out.
 * `wanted` decides whether an `acceptable` case must be accepted. `count` is how many cases have to run, so
 * that a changed file or filter cannot pass by testing nothing.
 */
export function wycheproofTest<Group, Case extends WycheproofCase>(options: {
  readonly title: string;
  readonly file: string;
  readonly count: number;
  readonly outcome: (one: Case, group: Group) => Outcome | undefined;
  readonly wanted?: (one: Case) => boolean;
}): void {
  const path = `wycheproof/${options.file}`;
  vectorTest(options.title, path, (t: ExecutionContext) => {
    const file = JSON.parse(readVectors(path).toString('utf8')) as WycheproofFile<Group, Case>;
    const wrong: string[] = [];
    let ran = 0;
    for (const group of file.testGroups) {
      for (const one of group.tests) {
        const found = options.outcome(one, group);
        if (found === undefined) continue;
        ran++;
        const accept = one.result === 'acceptable' ? options.wanted?.(one) : one.result === 'valid';
        if (found !== (accept ? 'accepted' : 'refused')) {
          wrong.push(`${one.tcId} (${one.result}; ${one.flags.join(', ')}) was ${found}: ${one.comment}`);
        }
      }
    }
    t.deepEqual(wrong, []);
    t.is(ran, options.count);
  });
}
