import test from 'ava';
import { DatagramPool } from '../../runtime/net/datagram-pool.ts';

test('half of the buffers are room for data, the last sixteenth is kept for handshakes, and then nothing is left', (t) => {
  const pool = new DatagramPool(100, 32);
  const taken: Uint8Array[] = [];
  const states: string[] = [];
  for (let count = 0; count <= 32; count++) {
    states.push(`${pool.roomy ? 'roomy' : ''}${pool.crowded ? 'crowded' : ''}${pool.exhausted ? ' exhausted' : ''}`);
    const buffer = pool.take(100);
    if (buffer !== undefined) taken.push(buffer);
  }
  t.deepEqual(states, [
    ...Array<string>(17).fill('roomy'),
    ...Array<string>(13).fill(''),
    ...Array<string>(2).fill('crowded'),
    'crowded exhausted',
  ]);
  t.is(pool.taken, 32);
  for (const buffer of taken) pool.give(buffer);
  t.is(pool.taken, 0);
});

test('a buffer that comes back is used again, one of another size is not', (t) => {
  const pool = new DatagramPool(100, 4);
  const usual = pool.take(100) as Uint8Array;
  const long = pool.take(101) as Uint8Array;
  t.deepEqual([usual.length, long.length], [100, 101]);
  pool.give(long);
  pool.give(usual);
  t.is(pool.take(50), usual);
  t.not(pool.take(50), long);
});

test('of a burst only some buffers are kept', (t) => {
  const pool = new DatagramPool(10, 100);
  const burst = Array.from({ length: 100 }, () => pool.take(10) as Uint8Array);
  for (const buffer of burst) pool.give(buffer);
  const again = Array.from({ length: 100 }, () => pool.take(10) as Uint8Array);
  t.is(again.filter((buffer) => burst.includes(buffer)).length, 64);
});
