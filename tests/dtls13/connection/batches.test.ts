import test from 'ava';
import type { EndpointOptions } from '../../../runtime/dtls13/index.ts';
import { BatchWorld } from './batch-world.ts';

const settings: readonly Partial<EndpointOptions>[] = [
  {},
  { recordHeader: 'minimal', replayWindow: 64 },
  { connectionIds: { length: 4 }, rekeyAfter: { records: 200 } },
  { connectionIds: { length: 8, spares: 2 }, recordHeader: 'minimal', padding: { blockSize: 32 } },
  { cipherSuites: ['TLS_CHACHA20_POLY1305_SHA256'], allowHalfOpen: true },
  { cipherSuites: ['TLS_AES_128_CCM_8_SHA256'], connectionIds: { length: 3 } },
  // Batches begin with the first records of an epoch.
  { rekeyAfter: { records: 64 } },
];

for (const [index, options] of settings.entries()) {
  test(`datagrams of a batch have the same effects as one by one, ${JSON.stringify(options)}`, (t) => {
    for (let seed = 1; seed <= 2; seed++) {
      const [together, single] = (['together', 'one by one'] as const).map((delivery) => {
        const world = new BatchWorld(1000 * index + seed, delivery, options);
        world.run(50);
        return world;
      }) as [BatchWorld, BatchWorld];
      t.true(together.batches > 50, `${together.batches}`);
      t.true(together.sides.flatMap(({ log }) => log.filter((line) => line.includes('"message"'))).length > 100);
      t.deepEqual(together.outcome, single.outcome, `seed ${seed}`);
    }
  });
}
