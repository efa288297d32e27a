import test from 'ava';
import { timingOf } from '../../bench/measurement.ts';
import { isPassed, keyOf, rowsOf } from '../../bench/result.ts';
import { gateWith } from './example-result.ts';

test('times in rows are divided by the operations in a call, ratios are not', (t) => {
  const ours = timingOf([70, 140, 70]);
  const rows = rowsOf({ ours, 'their own': timingOf([700, 1400, 700]) }, ours, 7);
  t.deepEqual(rows, [
    { key: 'ours', name: 'ours', median: 10, best: 10, low: 10, high: 20, ratio: 1 },
    { key: 'theirOwn', name: 'their own', median: 100, best: 100, low: 100, high: 200, ratio: 10 },
  ]);
});

test('the key of a row is its name in camel case', (t) => {
  t.is(keyOf('handwritten, one pass'), 'handwrittenOnePass');
  t.is(keyOf('XState actor.send'), 'XStateActorSend');
  t.is(keyOf('ours'), 'ours');
  t.is(keyOf('a (b)'), 'aB');
});

test('a gate passes at its limit, fails beyond it, and fails when its condition is not met', (t) => {
  t.true(isPassed(gateWith(3, { min: 3 })));
  t.false(isPassed(gateWith(2.999, { min: 3 })));
  t.true(isPassed(gateWith(1.3, { max: 1.3 })));
  t.false(isPassed(gateWith(1.301, { max: 1.3 })));
  t.true(isPassed(gateWith(1, { max: 1.3 }, 4)));
  t.false(isPassed(gateWith(1, { max: 1.3 }, 3.9)));
  t.false(isPassed(gateWith(1, { max: 1.3 }, Number.NaN)));
  t.false(isPassed(gateWith(Number.NaN, { min: 0 })));
  t.false(isPassed(gateWith(Number.NaN, { max: 9 })));
});
