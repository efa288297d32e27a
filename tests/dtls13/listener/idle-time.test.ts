import test from 'ava';
import { idleTime } from '../../../runtime/dtls13/listener/idle-time.ts';

test('the time that a connection may be idle shrinks with the number of those in use', (t) => {
  const times = [0, 1, 128, 129, 256, 1280, 1281, 2 ** 31].map((live) => idleTime(10_000, live, false));
  t.deepEqual(times, [10_000, 10_000, 10_000, 9923, 5000, 1000, 1000, 1000]);
});

test('it is shorter for one that was never compacted', (t) => {
  const times = [0, 1, 32, 33, 64, 1280, 1281, 2 ** 31].map((live) => idleTime(10_000, live, true));
  t.deepEqual(times, [10_000, 10_000, 10_000, 9697, 5000, 250, 250, 250]);
});

test('a time that is short already stays as it is', (t) => {
  for (const compactAfter of [1, 500, 1000]) t.is(idleTime(compactAfter, 100_000, false), compactAfter);
  for (const compactAfter of [1, 250]) t.is(idleTime(compactAfter, 100_000, true), compactAfter);
  t.is(idleTime(1001, 100_000, false), 1000);
  t.is(idleTime(251, 100_000, true), 250);
});
