import test from 'ava';
import { EventQueue } from '../../runtime/machine/index.ts';

test('events leave in the order in which they came, also past the end of the ring', (t) => {
  const queue = new EventQueue();
  for (let round = 0; round < 40; round++) {
    queue.push(round);
    queue.push(~round);
    t.is(queue.shift(), round);
    t.is(queue.shift(), ~round);
    t.true(queue.empty);
  }
});

test('the seventeenth event is refused and the sixteen before it stay', (t) => {
  const queue = new EventQueue();
  for (let event = 0; event < 16; event++) queue.push(event);
  t.throws(() => queue.push(16), { code: 'ERR_WIRECHART_MACHINE_OVERFLOW', message: '16 events are queued' });
  for (let event = 0; event < 16; event++) t.is(queue.shift(), event);
  t.true(queue.empty);
});

test('a cleared queue is empty and takes events again', (t) => {
  const queue = new EventQueue();
  for (let event = 0; event < 16; event++) queue.push(event);
  queue.clear();
  t.true(queue.empty);
  queue.push(7);
  t.is(queue.shift(), 7);
});
