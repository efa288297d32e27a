import test from 'ava';
import { Settlement } from '../../runtime/net/settlement.ts';

test('the promise is one object, and settles once, asked for before or after', async (t) => {
  const early = new Settlement<number>();
  const { promise } = early;
  t.is(early.promise, promise);
  early.resolve(1);
  early.resolve(2);
  early.reject(new Error('late'));
  t.is(await promise, 1);
  const later = new Settlement<number>();
  later.resolve(3);
  later.reject(new Error('late'));
  t.is(later.promise, later.promise);
  t.is(await later.promise, 3);
});

test('a rejection that is not looked at is no unhandled rejection', async (t) => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  t.teardown(() => process.off('unhandledRejection', note));
  const [never, before, after] = [new Settlement<void>(), new Settlement<void>(), new Settlement<void>()];
  const { promise } = before;
  for (const each of [never, before, after]) each.reject(new Error('failed'));
  const asked = after.promise;
  await new Promise((resolve) => setTimeout(resolve, 10));
  t.deepEqual(unhandled, []);
  await t.throwsAsync(promise, { message: 'failed' });
  await t.throwsAsync(asked, { message: 'failed' });
});
