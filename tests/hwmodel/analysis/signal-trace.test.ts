import test from 'ava';
import { SignalTrace, VcdWriter } from '../../../hwmodel/analysis/index.ts';
import { Kernel, Signal } from '../../../hwmodel/kernel/index.ts';
import { parseVcd } from './vcd-parser.ts';

test('a signal trace shows the value after the last delta cycle of each time', (t) => {
  const kernel = new Kernel();
  const [level, busy] = [new Signal(kernel, 'top.level', 1), new Signal(kernel, 'busy', false)];
  const writer = new VcdWriter();
  const trace = new SignalTrace(kernel, writer);
  trace.add(level, 4);
  trace.add(busy, 1);
  kernel.thread('writer', function* () {
    level.write(5);
    yield 0;
    level.write(6);
    yield 10;
    busy.write(true);
    yield 10;
    busy.write(false);
  });
  kernel.run(20);
  kernel.run(0);
  trace.sample(kernel.now);
  const { changes } = parseVcd(writer.finish(kernel.now));
  t.deepEqual(changes.get('top.level'), [[0, 6]]);
  t.deepEqual(changes.get('busy'), [
    [0, 0],
    [10, 1],
    [20, 0],
  ]);
});
