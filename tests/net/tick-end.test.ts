import test from 'ava';
import { atTickEnd } from '../../runtime/net/tick-end.ts';

test('functions are called once, in their order, when the callback of the event loop has returned', async (t) => {
  const called: string[] = [];
  await new Promise((resolve) => setImmediate(resolve));
  atTickEnd(() => {
    called.push('first');
    // Not in this pass.
    atTickEnd(() => called.push('third'));
    called.push('still first');
  });
  atTickEnd(() => called.push('second'));
  t.deepEqual(called, []);
  await new Promise((resolve) => process.nextTick(resolve));
  t.deepEqual(called.slice(0, 3), ['first', 'still first', 'second']);
  await new Promise((resolve) => process.nextTick(resolve));
  t.deepEqual(called, ['first', 'still first', 'second', 'third']);
});

test('the end of the process is listened to once', async (t) => {
  const tick = async (): Promise<number> => {
    atTickEnd(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    return process.listenerCount('exit');
  };
  const before = await tick();
  for (let count = 0; count < 5; count++) t.is(await tick(), before);
});
