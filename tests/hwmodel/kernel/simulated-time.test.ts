import test from 'ava';
import { Kernel, PS_PER_MS, PS_PER_NS, PS_PER_S, PS_PER_US, toPicoseconds } from '../../../hwmodel/kernel/index.ts';

test('each unit of time is a thousand of the next smaller one', (t) => {
  t.deepEqual([PS_PER_NS, PS_PER_US, PS_PER_MS, PS_PER_S], [1e3, 1e6, 1e9, 1e12]);
});

for (const duration of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
  test(`a duration of ${duration} ps is refused`, (t) => {
    const kernel = new Kernel();
    const event = kernel.event('e');
    t.throws(() => event.notifyAfter(duration), { code: 'ERR_WIRECHART_MODEL_TIME' });
    t.false(event.pending);
    t.throws(() => kernel.run(duration), { code: 'ERR_WIRECHART_MODEL_TIME' });
    t.throws(() => toPicoseconds(duration === 0.5 ? -0.5 : duration, 1), { code: 'ERR_WIRECHART_MODEL_TIME' });
  });
}

test('fractions of units are rounded half up to picoseconds', (t) => {
  t.is(toPicoseconds(1.5, PS_PER_NS), 1500);
  t.is(toPicoseconds(0.0005, PS_PER_NS), 1);
  t.is(toPicoseconds(0.0004, PS_PER_NS), 0);
  t.is(toPicoseconds(9000, PS_PER_S), 9_000 * PS_PER_S);
  t.throws(() => toPicoseconds(9008, PS_PER_S), { code: 'ERR_WIRECHART_MODEL_TIME' });
});
