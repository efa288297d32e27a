import test from 'ava';
import { LINE_BYTES, LinePool } from '../../runtime/slab/line-pool.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';

test('a block has its bytes, at the start of a line, and keeps them', (t) => {
  const pool = new LinePool();
  const lines = [1, 63, 64, 65, 700].map((bytes) => {
    const line = pool.allocate(bytes);
    t.is(pool.view(line, bytes).length, bytes);
    t.is(pool.view(line, bytes).byteOffset % LINE_BYTES, 0);
    pool.view(line, bytes).fill(bytes & 0xff);
    return { line, bytes };
  });
  for (const { line, bytes } of lines) t.true(pool.view(line, bytes).every((byte) => byte === (bytes & 0xff)));
  t.is(pool.usedBytes, (1 + 1 + 1 + 2 + 11) * LINE_BYTES);
});

test('a released block is zeros, and is used again for as many lines', (t) => {
  const pool = new LinePool();
  const line = pool.allocate(100);
  pool.view(line, 128).fill(7);
  pool.release(line, 100);
  t.is(pool.usedBytes, 0);
  t.deepEqual([...new Set(pool.view(line, 128))], [0]);
  t.not(pool.allocate(64), line);
  t.is(pool.allocate(128), line);
});

test('blocks never overlap, also across chunks, and all memory is found again', (t) => {
  const pool = new LinePool();
  const random = new SeededRandom(1);
  const blocks = new Map<number, { bytes: number; mark: number }>();
  for (let step = 0; step < 20_000; step++) {
    if (blocks.size > 0 && random.chance(0.45)) {
      const [line, { bytes, mark }] = [...blocks][Math.floor(random.fraction() * blocks.size)] as [
        number,
        { bytes: number; mark: number },
      ];
      const view = pool.view(line, bytes);
      t.true(view[0] === mark && view[bytes - 1] === mark, `block ${line} was overwritten`);
      pool.release(line, bytes);
      blocks.delete(line);
    } else {
      const bytes = 1 + Math.floor(random.fraction() * 2000);
      const line = pool.allocate(bytes);
      const mark = step & 0xff;
      const view = pool.view(line, bytes);
      if (view.some((byte) => byte !== 0)) t.fail(`block ${line} was not zeros`);
      view.fill(mark);
      blocks.set(line, { bytes, mark });
    }
    if (blocks.size > 2000) break;
  }
  const used = [...blocks.values()].reduce((sum, { bytes }) => sum + Math.ceil(bytes / LINE_BYTES) * LINE_BYTES, 0);
  t.is(pool.usedBytes, used);
  for (const [line, { bytes }] of blocks) pool.release(line, bytes);
  t.is(pool.usedBytes, 0);
  t.true(pool.bytes < 4 * used + (2 << 20));
});
