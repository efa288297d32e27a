import test from 'ava';
import { type Combination, combinationOf, factors, runHandshake } from './handshake-kinds.ts';

/** `WIRECHART_HANDSHAKES=10000` for a long run. */
const SEEDS = Number(process.env['WIRECHART_HANDSHAKES'] ?? 1000);
const FIRST = Number(process.env['WIRECHART_FIRST_HANDSHAKE'] ?? 1);

test(`${SEEDS} handshakes of all kinds end on every path, and both sides agree`, (t) => {
  t.timeout(SEEDS * 1000);
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    t.notThrows(() => runHandshake(seed), `WIRECHART_FIRST_HANDSHAKE=${seed} ${JSON.stringify(combinationOf(seed))}`);
  }
  t.pass();
});

test('the seeds have every pair of levels of two factors', (t) => {
  const combinations = Array.from({ length: 1000 }, (_, index) => combinationOf(index + 1));
  const names = Object.keys(factors) as (keyof Combination)[];
  for (const [index, first] of names.entries()) {
    for (const second of names.slice(index + 1)) {
      const pairs = new Set(combinations.map((each) => JSON.stringify([each[first], each[second]])));
      t.is(pairs.size, factors[first].length * factors[second].length, `${first} and ${second}`);
    }
  }
});
