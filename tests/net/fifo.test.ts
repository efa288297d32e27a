import test from 'ava';
import { Fifo } from '../../runtime/net/fifo.ts';

test('half a million items are removed in order without delay', (t) => {
  // With Array.shift this takes minutes, and the test times out.
  const fifo = new Fifo<number>();
  for (let item = 0; item < 500_000; item++) fifo.push(item);
  let expected = 0;
  for (let item = fifo.shift(); item !== undefined; item = fifo.shift()) if (item === expected) expected++;
  t.is(expected, 500_000);
  t.is(fifo.length, 0);
});

test('pushing and taking in turns keeps the order, and the length is what is left', (t) => {
  const fifo = new Fifo<number>();
  const out: (number | undefined)[] = [];
  for (let item = 0; item < 1000; item++) {
    fifo.push(item);
    fifo.push(item + 0.5);
    out.push(fifo.shift());
    t.is(fifo.length, item + 1);
  }
  const rest = fifo.takeAll();
  t.deepEqual(
    [...out, ...rest],
    Array.from({ length: 2000 }, (_, index) => index / 2),
  );
  t.is(fifo.length, 0);
  t.is(fifo.shift(), undefined);
  fifo.push(7);
  t.deepEqual(fifo.takeAll(), [7]);
});
