import test from 'ava';
import { merge } from '../../bench/merge.ts';
import { gateWith, resultWith, rowWith } from './example-result.ts';

test('merged runs have the medians of all runs, their quartiles and the best value', (t) => {
  const run = (value: number, condition: number) => [
    resultWith({
      rows: [rowWith(value, { details: { 'CPU µs': value } })],
      gates: [gateWith(value, { max: 2 }, condition)],
      ratios: { overhead: value },
    }),
  ];
  const [merged, ...others] = merge([run(1, 5), run(9, 1), run(2, 6)]);
  t.deepEqual(others, []);
  t.deepEqual(merged?.rows, [rowWith(2, { best: 1, low: 2, high: 9, details: { 'CPU µs': 2 } })]);
  t.deepEqual(merged?.gates, [gateWith(2, { max: 2 }, 5)]);
  t.deepEqual(merged?.ratios, { overhead: 2 });
  t.deepEqual(merge([]), []);
});

test('the best of merged rates is the largest', (t) => {
  const [merged] = merge([3, 8, 5].map((value) => [resultWith({ unit: 'kpps', rows: [rowWith(value)] })]));
  t.is(merged?.rows[0]?.best, 8);
});
