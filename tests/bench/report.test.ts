import test from 'ava';
import { gateLine, summary, table } from '../../bench/report.ts';
import { gateWith, resultWith, rowWith } from './example-result.ts';

test('a gate is printed with its ratio, its limit and its verdict', (t) => {
  t.is(gateLine(gateWith(4, { min: 3 })), 'passed: their time to ours: 4.00x (at least 3x)');
  t.is(gateLine(gateWith(2, { max: 1.3 })), 'FAILED: their time to ours: 2.00x (at most 1.3x)');
  t.is(
    gateLine(gateWith(1, { max: 1.3 }, 3)),
    'not significant: their time to ours: 1.00x (at most 1.3x): significant from 4x',
  );
  t.is(gateLine(gateWith(1, { max: 1.3 }, 5)), 'passed: their time to ours: 1.00x (at most 1.3x)');
});

test('the summary counts the gates of all comparisons', (t) => {
  t.is(summary([resultWith({})]), '');
  const both = summary([
    resultWith({ gates: [gateWith(4, { min: 3 })] }),
    resultWith({ gates: [gateWith(2, { max: 1.3 })] }),
  ]);
  t.regex(both, /^1 of 2 gates passed\n {2}passed: .*\n {2}FAILED: .*\n$/);
});

test('a table has a line for each contender, ratio, missing contender and gate', (t) => {
  const text = table(
    resultWith({
      title: 'work',
      rows: [
        rowWith(12.34, { name: 'ours', best: 10, ratio: 1 }),
        rowWith(50, { name: 'another implementation', best: 40.06, ratio: 4.049 }),
      ],
      gates: [gateWith(4.05, { min: 3 })],
      ratios: { overhead: 0.5 },
      missing: [{ name: 'third', reason: 'no compiler' }],
    }),
  );
  t.deepEqual(text.split('\n'), [
    'work',
    '                             median ns     best ns          quartiles       ratio',
    '  ours                            12.3        10.0          12.3-12.3       1.00x',
    '  another implementation          50.0        40.1          50.0-50.0       4.05x',
    '  overhead: 0.500',
    '  not measured: third: no compiler',
    '  passed: their time to ours: 4.05x (at least 3x)',
    '',
  ]);
});

test('a table has a column for each detail', (t) => {
  const text = table(resultWith({ unit: 'kpps', rows: [rowWith(1, { details: { 'sender CPU µs': 2.345 } })] }));
  t.regex(text, /median kpps.*sender CPU µs\n.* 2\.3[45]\n$/);
});
