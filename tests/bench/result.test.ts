import test from 'ava';
import { timingOf } from '../../bench/measurement.ts';
import { type Gate, isPassed, rowsOf } from '../../bench/result.ts';

test('times in rows are divided by the operations in a call, ratios are not', (t) => {
  const ours = timingOf([70, 140, 70]);
  const rows = rowsOf({ ours, theirs: timingOf([700, 1400, 700]) }, ours, 7);
  t.deepEqual(rows, [
    { name: 'ours', median: 10, best: 10, ratio: 1 },
    { name: 'theirs', median: 100, best: 100, ratio: 10 },
  ]);
});

const gate = (measured: number, limit: Gate['limit'], condition?: number): Gate => ({
  claim: 'their time to ours:',
  measured,
  limit,
  condition: condition === undefined ? undefined : { claim: 'significant from', measured: condition, min: 4 },
});

test('a gate passes at its limit, fails beyond it, and fails when its condition is not met', (t) => {
  t.true(isPassed(gate(3, { min: 3 })));
  t.false(isPassed(gate(2.999, { min: 3 })));
  t.true(isPassed(gate(1.3, { max: 1.3 })));
  t.false(isPassed(gate(1.301, { max: 1.3 })));
  t.true(isPassed(gate(1, { max: 1.3 }, 4)));
  t.false(isPassed(gate(1, { max: 1.3 }, 3.9)));
  t.false(isPassed(gate(1, { max: 1.3 }, Number.NaN)));
  t.false(isPassed(gate(Number.NaN, { min: 0 })));
  t.false(isPassed(gate(Number.NaN, { max: 9 })));
});
