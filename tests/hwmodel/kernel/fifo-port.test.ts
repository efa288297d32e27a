import test from 'ava';
import { Fifo, FifoInPort, FifoOutPort, Kernel } from '../../../hwmodel/kernel/index.ts';

test('an unbound port is reported before the first process runs', (t) => {
  const kernel = new Kernel();
  const port = new FifoInPort<number>(kernel, 'record.received');
  let ran = false;
  kernel.method('m', () => {
    ran = true;
  });
  const expected = { code: 'ERR_WIRECHART_MODEL_BINDING', message: 'record.received: is not bound to a fifo' };
  t.throws(() => port.canRead, expected);
  t.throws(() => kernel.run(), expected);
  t.false(ran);
});

test('a port binds once, and a fifo has one reader and one writer', (t) => {
  const kernel = new Kernel();
  const [one, two] = [new Fifo<number>(kernel, 'one', 1), new Fifo<number>(kernel, 'two', 1)];
  const port = new FifoOutPort<number>(kernel, 'a.out');
  port.bind(one);
  t.throws(() => port.bind(two), { code: 'ERR_WIRECHART_MODEL_BINDING', message: /already bound to one/ });
  const second = new FifoOutPort<number>(kernel, 'b.out');
  t.throws(() => second.bind(one), {
    code: 'ERR_WIRECHART_MODEL_BINDING',
    message: 'b.out: one already has a.out as its writer',
  });
  const reader = new FifoInPort<number>(kernel, 'c.in');
  reader.bind(one);
  second.bind(two);
  t.is(reader.fifo, one);
  t.is(second.free, 1);
  t.is(reader.available, 0);
});
