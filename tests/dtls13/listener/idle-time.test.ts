import test from 'ava';
import { idleTime } from '../../../runtime/dtls13/listener/idle-time.ts';

test('the time that a connection may be idle shrinks with the number of those in use', (t) => {
  const times = [0, 1, 128, 129, 256, 1280, 1281, 2 ** 31].map((live) => idleTime(10_000, live));
  t.deepEqual(times, [10_000, 10_000, 10_000, 9923, 5000, 1000, 1000, 1000]);
});

test('a time of a second or less stays as it is', (t) => {
  for (const compactAfter of [1, 500, 1000]) t.is(idleTime(compactAfter, 100_000), compactAfter);
  t.is(idleTime(1001, 100_000), 1000);
});
