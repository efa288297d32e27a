import test from 'ava';
import { ratio, repeat, timingOf } from '../../bench/contest.ts';
import { merge } from '../../bench/merge.ts';
import { gateLine, summary, table } from '../../bench/report.ts';
import { type Gate, isHeld, type Result, rowsOf } from '../../bench/result.ts';

test('a timing keeps its rounds and tells the best and the median of them', (t) => {
  t.deepEqual(timingOf([5, 1, 9]), { best: 1, median: 5, rounds: [5, 1, 9] });
  t.is(timingOf([4, 2, 8, 6]).median, 6);
});

test('a ratio compares rounds that ran side by side, so a disturbance of some moves it not', (t) => {
  const fast = timingOf([10, 10, 1000, 10, 10]);
  const slow = timingOf([30, 30, 3000, 900, 30]);
  t.is(ratio(slow, fast), 3);
  t.is(ratio(fast, fast), 1);
  t.is(ratio(timingOf([1, 2, 3]), timingOf([2, 4, 6])), 0.5);
});

test('repeated work is done as often as asked', (t) => {
  let done = 0;
  repeat(() => done++)(7);
  t.is(done, 7);
});

test('rows are divided by the pieces of work in each, ratios are not', (t) => {
  const ours = timingOf([70, 140, 70]);
  const rows = rowsOf({ ours, theirs: timingOf([700, 1400, 700]) }, ours, 7);
  t.deepEqual(rows, [
    { name: 'ours', median: 10, best: 10, times: 1 },
    { name: 'theirs', median: 100, best: 100, times: 10 },
  ]);
});

const gate = (measured: number, wanted: Gate['wanted'], proof?: number): Gate => ({
  claim: 'they take',
  measured,
  wanted,
  proof: proof === undefined ? undefined : { claim: 'it counts from', measured: proof, least: 4 },
});

test('several runs become one: medians, and the best of all', (t) => {
  const run = (value: number, proof: number): readonly Result[] => [
    {
      title: 'T',
      rows: [{ name: 'a', median: value, best: value, times: value }],
      gates: [gate(value, { most: 2 }, proof)],
    },
  ];
  const [merged, ...others] = merge([run(1, 5), run(9, 1), run(2, 6)]);
  t.deepEqual(others, []);
  t.deepEqual(merged?.rows, [{ name: 'a', median: 2, best: 1, times: 2 }]);
  t.deepEqual(merged?.gates, [gate(2, { most: 2 }, 5)]);
  t.deepEqual(merge([]), []);
});

test('a gate is held at its bound, missed beyond it, and never when it proves nothing', (t) => {
  t.true(isHeld(gate(3, { least: 3 })));
  t.false(isHeld(gate(2.999, { least: 3 })));
  t.true(isHeld(gate(1.3, { most: 1.3 })));
  t.false(isHeld(gate(1.301, { most: 1.3 })));
  t.true(isHeld(gate(1, { most: 1.3 }, 4)));
  t.false(isHeld(gate(1, { most: 1.3 }, 3.9)));
  t.false(isHeld(gate(1, { most: 1.3 }, Number.NaN)));
  t.false(isHeld(gate(Number.NaN, { least: 0 })));
  t.false(isHeld(gate(Number.NaN, { most: 9 })));
});

test('a gate is printed with what was measured, its bound and how it came out', (t) => {
  t.is(gateLine(gate(4, { least: 3 })), 'held: they take 4.00x (at least 3x)');
  t.is(gateLine(gate(2, { most: 1.3 })), 'MISSED: they take 2.00x (at most 1.3x)');
  t.is(gateLine(gate(1, { most: 1.3 }, 3)), 'void: they take 1.00x (at most 1.3x): it counts from 4x');
  t.is(gateLine(gate(1, { most: 1.3 }, 5)), 'held: they take 1.00x (at most 1.3x)');
});

test('the summary counts the gates of all comparisons', (t) => {
  const result = (...gates: readonly Gate[]): Result => ({ title: 'T', rows: [], gates });
  t.is(summary([result()]), '');
  const both = summary([result(gate(4, { least: 3 })), result(gate(2, { most: 1.3 }))]);
  t.regex(both, /^1 of 2 gates held\n {2}held: .*\n {2}MISSED: .*\n$/);
});

test('a table has a line for each contender and each gate', (t) => {
  const text = table({
    title: 'work',
    rows: [
      { name: 'ours', median: 12.34, best: 10, times: 1 },
      { name: 'somebody else', median: 50, best: 40.06, times: 4.049 },
    ],
    gates: [gate(4.05, { least: 3 })],
  });
  t.deepEqual(text.split('\n'), [
    'work',
    '                   median ns    best ns   time in ours',
    '  ours                  12.3       10.0   1.00x',
    '  somebody else         50.0       40.1   4.05x',
    '  held: they take 4.05x (at least 3x)',
    '',
  ]);
});
