import test from 'ava';
import { Kernel, Signal } from '../../../hwmodel/kernel/index.ts';

test('a signal changes one delta cycle after the last write, and only to a different value', (t) => {
  const kernel = new Kernel();
  const signal = new Signal(kernel, 'busy', 0);
  const seen: string[] = [];
  kernel.method('watch', () => seen.push(`${signal.value} at ${kernel.now}`), {
    sensitivity: [signal.valueChanged],
    initialize: false,
  });
  kernel.thread('writer', function* () {
    signal.write(1);
    signal.write(2);
    t.is(signal.value, 0);
    yield 10;
    signal.write(2);
    yield 10;
    signal.write(5);
    signal.write(2);
    yield 10;
    signal.write(0);
  });
  kernel.run();
  t.deepEqual(seen, ['2 at 0', '0 at 30']);
});
