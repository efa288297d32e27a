import test from 'ava';
import { gateLine, summary, table } from '../../bench/report.ts';
import type { Gate, Result } from '../../bench/result.ts';

const gate = (measured: number, limit: Gate['limit'], condition?: number): Gate => ({
  claim: 'their time to ours:',
  measured,
  limit,
  condition: condition === undefined ? undefined : { claim: 'significant from', measured: condition, min: 4 },
});

test('a gate is printed with its ratio, its limit and its verdict', (t) => {
  t.is(gateLine(gate(4, { min: 3 })), 'passed: their time to ours: 4.00x (at least 3x)');
  t.is(gateLine(gate(2, { max: 1.3 })), 'FAILED: their time to ours: 2.00x (at most 1.3x)');
  t.is(
    gateLine(gate(1, { max: 1.3 }, 3)),
    'not significant: their time to ours: 1.00x (at most 1.3x): significant from 4x',
  );
  t.is(gateLine(gate(1, { max: 1.3 }, 5)), 'passed: their time to ours: 1.00x (at most 1.3x)');
});

test('the summary counts the gates of all comparisons', (t) => {
  const result = (...gates: readonly Gate[]): Result => ({ title: 'T', rows: [], gates });
  t.is(summary([result()]), '');
  const both = summary([result(gate(4, { min: 3 })), result(gate(2, { max: 1.3 }))]);
  t.regex(both, /^1 of 2 gates passed\n {2}passed: .*\n {2}FAILED: .*\n$/);
});

test('a table has a line for each task and each gate', (t) => {
  const text = table({
    title: 'work',
    rows: [
      { name: 'ours', median: 12.34, best: 10, ratio: 1 },
      { name: 'another implementation', median: 50, best: 40.06, ratio: 4.049 },
    ],
    gates: [gate(4.05, { min: 3 })],
  });
  t.deepEqual(text.split('\n'), [
    'work',
    '                            median ns    best ns   ratio to ours',
    '  ours                           12.3       10.0   1.00x',
    '  another implementation         50.0       40.1   4.05x',
    '  passed: their time to ours: 4.05x (at least 3x)',
    '',
  ]);
});
