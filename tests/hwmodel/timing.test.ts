import test from 'ava';
import { checkCostLaw, checkPs, costPs, SerialResource } from '../../hwmodel/timing/index.ts';

test('an operation costs its setup and every block it begins', (t) => {
  const law = { setupPs: 1000, perBlockPs: 8000, blockBytes: 16 };
  t.is(costPs(law, 0), 1000);
  t.is(costPs(law, 1), 9000);
  t.is(costPs(law, 16), 9000);
  t.is(costPs(law, 17), 17_000);
});

test('a record of 1350 bytes takes 680 ns through 16 bytes in 8 ns', (t) => {
  t.is(costPs({ setupPs: 0, perBlockPs: 8000, blockBytes: 16 }, 1350), 680_000);
});

test('the law with two terms meets a published DMA engine within 2 percent at 1, 20 and 100 blocks', (t) => {
  // TI SWCU185F table 13-17: AES-128-GCM at 200 MHz, megabits per second by blocks of 16 bytes.
  const law = { setupPs: 280 * 5000, perBlockPs: 52 * 5000, blockBytes: 16 };
  for (const [blocks, megabits] of [
    [1, 77],
    [20, 382],
    [100, 459],
  ] as const) {
    const predicted = (blocks * 128 * 1e6) / costPs(law, blocks * 16);
    t.true(Math.abs(predicted / megabits - 1) < 0.02, `${blocks} blocks: ${predicted} for ${megabits}`);
  }
});

test('constants of a law that are out of range are refused by name', (t) => {
  const law = { setupPs: 0, perBlockPs: 1, blockBytes: 1 };
  t.notThrows(() => checkCostLaw(law, 'crypto.hash'));
  for (const [change, option] of [
    [{ setupPs: -1 }, 'crypto.hash.setupPs'],
    [{ setupPs: 2 ** 53 }, 'crypto.hash.setupPs'],
    [{ perBlockPs: 0.5 }, 'crypto.hash.perBlockPs'],
    [{ blockBytes: 0 }, 'crypto.hash.blockBytes'],
    [{ blockBytes: Number.NaN }, 'crypto.hash.blockBytes'],
  ] as const) {
    t.throws(() => checkCostLaw({ ...law, ...change }, 'crypto.hash'), { code: 'ERR_WIRECHART_CONFIG' });
    t.throws(() => checkCostLaw({ ...law, ...change }, 'crypto.hash'), { message: new RegExp(`^${option}: `) });
  }
  t.throws(() => checkPs(Number.POSITIVE_INFINITY, 'link.latencyPs'), { message: /^link\.latencyPs: Infinity/ });
});

test('a serial resource begins a request when the one before it is done', (t) => {
  const engine = new SerialResource();
  t.is(engine.occupy(100, 50), 150);
  t.is(engine.occupy(120, 10), 160, 'it came early and waited');
  t.is(engine.occupy(500, 5), 505);
  t.is(engine.freeAtPs, 505);
  t.is(engine.busyPs, 65);
});
