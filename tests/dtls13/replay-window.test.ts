import test from 'ava';
import fc from 'fast-check';
import { ReplayWindow } from '../../runtime/dtls13/record/replay-window.ts';

test('a number is fresh until it is marked', (t) => {
  const window = new ReplayWindow(64);
  t.true(window.isFresh(0));
  window.mark(0);
  t.false(window.isFresh(0));
  t.is(window.highest, 0);
});

test('numbers left of the window count as seen', (t) => {
  const window = new ReplayWindow(64);
  window.mark(100);
  t.true(window.isFresh(37));
  t.false(window.isFresh(36));
});

test('a jump further than the window forgets all it held', (t) => {
  const window = new ReplayWindow(64);
  for (let sequence = 0; sequence < 64; sequence++) window.mark(sequence);
  window.mark(1000);
  for (let sequence = 937; sequence < 1000; sequence++) t.true(window.isFresh(sequence));
  t.false(window.isFresh(936));
});

test('the window agrees with a set of everything seen', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 600 }), { maxLength: 300 }), (numbers) => {
      const window = new ReplayWindow(128);
      const seen = new Set<number>();
      let highest = -1;
      for (const number of numbers) {
        const fresh = !seen.has(number) && number > highest - 128;
        if (window.isFresh(number) !== fresh) return false;
        if (!fresh) continue;
        window.mark(number);
        seen.add(number);
        highest = Math.max(highest, number);
      }
      return true;
    }),
    { numRuns: 300 },
  );
  t.pass();
});
