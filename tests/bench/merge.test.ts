import test from 'ava';
import { merge } from '../../bench/merge.ts';
import type { Gate, Result } from '../../bench/result.ts';

const gate = (measured: number, limit: Gate['limit'], condition?: number): Gate => ({
  claim: 'their time to ours:',
  measured,
  limit,
  condition: condition === undefined ? undefined : { claim: 'significant from', measured: condition, min: 4 },
});

test('merged runs have the medians and the minimum of all runs', (t) => {
  const run = (value: number, condition: number): readonly Result[] => [
    {
      title: 'T',
      rows: [{ name: 'a', median: value, best: value, ratio: value }],
      gates: [gate(value, { max: 2 }, condition)],
    },
  ];
  const [merged, ...others] = merge([run(1, 5), run(9, 1), run(2, 6)]);
  t.deepEqual(others, []);
  t.deepEqual(merged?.rows, [{ name: 'a', median: 2, best: 1, ratio: 2 }]);
  t.deepEqual(merged?.gates, [gate(2, { max: 2 }, 5)]);
  t.deepEqual(merge([]), []);
});
