import test from 'ava';
import { ratio, repeat, timingOf } from '../../bench/measurement.ts';

test('a timing has its rounds, their minimum and their median', (t) => {
  t.deepEqual(timingOf([5, 1, 9]), { best: 1, median: 5, rounds: [5, 1, 9] });
  t.is(timingOf([4, 2, 8, 6]).median, 6);
});

test('a ratio compares corresponding rounds, so a disturbance of some rounds does not change it', (t) => {
  const fast = timingOf([10, 10, 1000, 10, 10]);
  const slow = timingOf([30, 30, 3000, 900, 30]);
  t.is(ratio(slow, fast), 3);
  t.is(ratio(fast, fast), 1);
  t.is(ratio(timingOf([1, 2, 3]), timingOf([2, 4, 6])), 0.5);
});

test('a repeated operation runs the requested number of times', (t) => {
  let done = 0;
  repeat(() => done++)(7);
  t.is(done, 7);
});
