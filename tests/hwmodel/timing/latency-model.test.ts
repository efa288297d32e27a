import test from 'ava';
import { checkLatencyModel, checkPpm, checkPs, operationLatencyPs } from '../../../hwmodel/timing/index.ts';

test('the latency of an operation is its setup and all of its blocks, the last one in full', (t) => {
  const model = { setupPs: 1000, perBlockPs: 8000, blockBytes: 16 };
  t.is(operationLatencyPs(model, 0), 1000);
  t.is(operationLatencyPs(model, 1), 9000);
  t.is(operationLatencyPs(model, 16), 9000);
  t.is(operationLatencyPs(model, 17), 17_000);
});

test('a record of 1350 bytes takes 680 ns at 8 ns for 16 bytes', (t) => {
  t.is(operationLatencyPs({ setupPs: 0, perBlockPs: 8000, blockBytes: 16 }, 1350), 680_000);
});

test('the latency model matches a published DMA engine within 2 percent at 1, 20 and 100 blocks', (t) => {
  // TI SWCU185F table 13-17: AES-128-GCM at 200 MHz, megabits per second by blocks of 16 bytes.
  const model = { setupPs: 280 * 5000, perBlockPs: 52 * 5000, blockBytes: 16 };
  for (const [blocks, megabits] of [
    [1, 77],
    [20, 382],
    [100, 459],
  ] as const) {
    const predicted = (blocks * 128 * 1e6) / operationLatencyPs(model, blocks * 16);
    t.true(Math.abs(predicted / megabits - 1) < 0.02, `${blocks} blocks: ${predicted} for ${megabits}`);
  }
});

test('parameters of a latency model that are out of range are refused by name', (t) => {
  const model = { setupPs: 0, perBlockPs: 1, blockBytes: 1 };
  t.notThrows(() => checkLatencyModel(model, 'crypto.hash'));
  for (const [change, option] of [
    [{ setupPs: -1 }, 'crypto.hash.setupPs'],
    [{ setupPs: 2 ** 53 }, 'crypto.hash.setupPs'],
    [{ perBlockPs: 0.5 }, 'crypto.hash.perBlockPs'],
    [{ blockBytes: 0 }, 'crypto.hash.blockBytes'],
    [{ blockBytes: Number.NaN }, 'crypto.hash.blockBytes'],
  ] as const) {
    t.throws(() => checkLatencyModel({ ...model, ...change }, 'crypto.hash'), { code: 'ERR_WIRECHART_CONFIG' });
    t.throws(() => checkLatencyModel({ ...model, ...change }, 'crypto.hash'), { message: new RegExp(`^${option}: `) });
  }
  t.throws(() => checkPs(Number.POSITIVE_INFINITY, 'link.propagationDelayPs'), {
    message: /^link\.propagationDelayPs: must be an integer from 0 to \d+, not Infinity$/,
  });
});

test('a probability in parts per million is a whole number up to a million', (t) => {
  for (const ppm of [0, 1, 1_000_000]) t.notThrows(() => checkPpm(ppm, 'link.lossPpm'));
  for (const ppm of [-1, 0.5, 1_000_001, Number.NaN]) {
    t.throws(() => checkPpm(ppm, 'link.lossPpm'), { message: /^link\.lossPpm: / });
  }
});
