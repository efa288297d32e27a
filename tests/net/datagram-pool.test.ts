import test from 'ava';
import { DatagramPool } from '../../runtime/net/datagram-pool.ts';

test('half of the buffers are below the low water mark, the last sixteenth is reserved for handshakes', (t) => {
  const pool = new DatagramPool(100, 32);
  const taken: Uint8Array[] = [];
  const states: string[] = [];
  for (let count = 0; count <= 32; count++) {
    states.push(
      `${pool.belowLowWaterMark ? 'low' : ''}${pool.aboveHighWaterMark ? 'high' : ''}${pool.exhausted ? ' exhausted' : ''}`,
    );
    const buffer = pool.acquire(100);
    if (buffer !== undefined) taken.push(buffer);
  }
  t.deepEqual(states, [
    ...Array<string>(17).fill('low'),
    ...Array<string>(13).fill(''),
    ...Array<string>(2).fill('high'),
    'high exhausted',
  ]);
  t.is(pool.inUse, 32);
  for (const buffer of taken) pool.release(buffer);
  t.is(pool.inUse, 0);
});

test('a released buffer is used again, one of another size is not', (t) => {
  const pool = new DatagramPool(100, 4);
  const usual = pool.acquire(100) as Uint8Array;
  const long = pool.acquire(101) as Uint8Array;
  t.deepEqual([usual.length, long.length], [100, 101]);
  pool.release(long);
  pool.release(usual);
  t.is(pool.acquire(50), usual);
  t.not(pool.acquire(50), long);
});

test('only some buffers of a burst are kept', (t) => {
  const pool = new DatagramPool(10, 100);
  const burst = Array.from({ length: 100 }, () => pool.acquire(10) as Uint8Array);
  for (const buffer of burst) pool.release(buffer);
  const again = Array.from({ length: 100 }, () => pool.acquire(10) as Uint8Array);
  t.is(again.filter((buffer) => burst.includes(buffer)).length, 64);
});
