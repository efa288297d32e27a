import test from 'ava';
import {
  BUFFER_SIZES,
  type BufferHandle,
  BufferPool,
  type BufferPoolSettings,
} from '../../runtime/slab/buffer-pool.ts';
import { BufferPools } from '../../runtime/slab/buffer-pools.ts';
import { growthPolicies } from '../../runtime/slab/growth-policy.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';

test.serial('10^6 operations with failures leak nothing, release nothing twice and share nothing', (t) => {
  for (const policy of ['conservative', 'balanced', 'aggressive'] as const) {
    const operations = policy === 'balanced' ? 1_000_000 : 100_000;
    const { handshake: pool } = new BufferPools({ policy, maxBytes: 300_000 });
    const { misuses, failures } = runOperations(pool, operations, 1);
    const { inUse, available, total, idleBytes, bytes, internalBytes, ...counters } = pool.statistics;
    t.is(inUse, 0);
    t.is(available, total);
    t.is(idleBytes, bytes);
    t.is(internalBytes, 0);
    t.is(counters.misuses, misuses);
    t.true(failures > operations / 50, 'consumers failed');
    t.true(counters.overflows > 0 && counters.large > 0 && counters.hits > 0 && counters.misses > 0);
    t.true(counters.peakBytes > bytes || policy === 'aggressive');
    pool.trim();
    t.is(pool.statistics.bytes, 0);
    t.is(pool.statistics.total, 0);
  }
});

test('the same operations in the debug mode find no fault', (t) => {
  for (const name of ['handshake', 'crypto'] as const) {
    const pools = new BufferPools({ debug: true, maxBytes: 300_000 });
    runOperations(pools[name], 5000, 2, false);
    t.deepEqual(pools.leaks(), []);
    t.notThrows(() => pools.check());
  }
});

interface Held {
  readonly handle: BufferHandle;
  readonly size: number;
  readonly mark: number;
}

/** A consumer that acquires and releases at random, and fails in between; each buffer contains the mark of its owner only. */
function runOperations(pool: BufferPool, operations: number, seed: number, misuses = true) {
  const random = new SeededRandom(seed);
  const held: Held[] = [];
  const released: BufferHandle[] = [];
  const counts = { misuses: 0, failures: 0 };
  const sizes = [0, 1, 63, 64, 65, 511, 512, 513, 2000, 4096, 4097, 9000];
  const begin = (mark: number): Held => {
    const size = sizes[Math.floor(random.fraction() * sizes.length)] as number;
    const handle = pool.acquire(size);
    try {
      const at = pool.at(handle);
      pool.slab(handle).fill(mark, at, at + size);
      if (random.chance(0.05)) throw new RangeError('the consumer failed');
    } catch (error) {
      pool.release(handle);
      throw error;
    }
    return { handle, size, mark };
  };
  const end = ({ handle, size, mark }: Held): void => {
    const at = pool.at(handle);
    const slab = pool.slab(handle);
    for (const position of size === 0 ? [] : [at, at + (size >> 1), at + size - 1]) {
      if (slab[position] !== mark) throw new Error(`another owner wrote to a buffer of ${size} bytes`);
    }
    pool.release(handle);
    if (released.length < 100) released.push(handle);
    else released[Math.floor(random.fraction() * 100)] = handle;
  };
  for (let step = 0; step < operations; step++) {
    // The load rises and falls, so that slabs are added and dropped.
    const wanted = 20 + 180 * (Math.sin(step / 20_000) + 1);
    if (misuses && random.chance(0.01) && released.length > 0) {
      const stale = released[Math.floor(random.fraction() * released.length)] as BufferHandle;
      if (pool.isHeld(stale)) throw new Error('a released handle is valid');
      pool.release(stale);
      counts.misuses += 1;
    } else if (held.length > 0 && random.chance(held.length / (2 * wanted))) {
      const index = Math.floor(random.fraction() * held.length);
      const [last] = held.splice(-1, 1) as [Held];
      const chosen = held[index] ?? last;
      if (index < held.length) held[index] = last;
      end(chosen);
    } else {
      try {
        held.push(begin(step & 0xff));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        counts.failures += 1;
      }
    }
  }
  for (const each of held) end(each);
  return counts;
}

test('the handle of a released buffer does not reach the next owner of its memory', (t) => {
  const { handshake: pool } = new BufferPools();
  const first = pool.acquire(64);
  pool.view(first, 64).fill(1);
  pool.release(first);
  const second = pool.acquire(64);
  t.is(pool.at(second), 0);
  t.not(second, first);
  t.false(pool.isHeld(first));
  pool.release(first);
  t.true(pool.isHeld(second));
  t.is(pool.statistics.misuses, 1);
  for (const use of [() => pool.view(first, 64), () => pool.at(first), () => pool.slab(first)]) {
    t.throws(use, { code: 'ERR_WIRECHART_BUFFER', message: /"handshake" was used after its release/ });
  }
  const last = pool.acquire(5000);
  pool.release(last);
  pool.release(last);
  t.is(pool.statistics.misuses, 2);
});

test('a slot without a generation left is replaced, also where its slab is dropped', (t) => {
  const pool = new BufferPool({ ...settings(), generations: 3 });
  const handles = new Set<BufferHandle>();
  for (let use = 0; use < 20; use++) {
    for (const size of [64, 5000]) {
      const handle = pool.acquire(size);
      t.false(handles.has(handle));
      handles.add(handle);
      pool.release(handle);
    }
    if (use % 7 === 6) pool.trim();
  }
  t.is(pool.statistics.inUse, 0);
  for (const handle of handles) t.false(pool.isHeld(handle));
});

test('released secrets are zeros, also in memory of their own', (t) => {
  for (const maxBytes of [4096, 0]) {
    const { crypto } = new BufferPools({ maxBytes });
    for (const size of [32, 48, 64, 5000]) {
      const handle = crypto.acquire(size);
      const [slab, at] = [crypto.slab(handle), crypto.at(handle)];
      slab.fill(0xaa, at, at + size);
      crypto.release(handle);
      t.true(slab.subarray(at, at + size).every((byte) => byte === 0));
    }
  }
});

test('the debug mode finds a leak, with the stack of the acquire', (t) => {
  const pools = new BufferPools({ debug: true });
  const keep = (): BufferHandle => pools.application.acquire(100);
  const handle = keep();
  const [leak] = pools.leaks();
  t.is(pools.leaks().length, 1);
  t.is(leak?.pool, 'application');
  t.is(leak?.bytes, 100);
  t.regex(leak?.acquiredAt ?? '', /^at keep /);
  pools.application.release(handle);
  t.deepEqual(pools.leaks(), []);
});

test('the debug mode finds a double release, with both stacks', (t) => {
  const { handshake } = new BufferPools({ debug: true });
  const begin = (): BufferHandle => handshake.acquire(64);
  const end = (handle: BufferHandle): void => handshake.release(handle);
  const handle = begin();
  end(handle);
  const error = t.throws(() => end(handle), { code: 'ERR_WIRECHART_BUFFER' });
  t.regex(error.message, /was released twice; acquired at begin [\s\S]*\nreleased at end /);
  t.is(handshake.statistics.misuses, 1);
});

test('the debug mode finds uses after the release', (t) => {
  for (const name of ['handshake', 'crypto'] as const) {
    const pools = new BufferPools({ debug: true });
    const pool = pools[name];
    const handle = pool.acquire(500);
    const view = pool.view(handle, 500);
    const release = (): void => pool.release(handle);
    release();
    t.regex(
      t.throws(() => pool.view(handle, 1)).message,
      /was used after its release; acquired [\s\S]*\nreleased at release /,
    );
    t.is(new Set(view).size, 1, 'a reader gets poison');
    pools.check();
    view[499] = 5;
    const written = {
      code: 'ERR_WIRECHART_BUFFER',
      message: /was written to after its release; acquired [\s\S]*\nreleased at release /,
    };
    t.throws(() => pools.check(), written);
    t.throws(() => pool.acquire(400), written);
  }
});

test('buffers have the size that was requested, and long ones memory of their own', (t) => {
  const { handshake: pool } = new BufferPools();
  for (const size of [0, 1, ...BUFFER_SIZES, 4097, 100_000]) {
    const handle = pool.acquire(size);
    t.is(pool.view(handle, size).length, size);
    t.true(pool.slab(handle).length >= pool.at(handle) + size);
  }
  const { large, overflows, inUse, peak } = pool.statistics;
  t.deepEqual({ large, overflows, inUse, peak }, { large: 2, overflows: 0, inUse: 7, peak: 7 });
});

test('memory is bounded: above it, buffers get memory of their own that is not kept', (t) => {
  const { handshake: pool } = new BufferPools({ maxBytes: 4096 + 64, policy: 'aggressive' });
  const handles = [4096, 64, 64, 4096].map((size) => pool.acquire(size));
  t.is(pool.statistics.overflows, 2);
  t.is(pool.statistics.bytes, 2 * (4096 + 64));
  for (const handle of handles) pool.release(handle);
  t.is(pool.statistics.bytes, 4096 + 64);
  t.is(pool.statistics.peakBytes, 2 * (4096 + 64));
  const pools = new BufferPools({ maxBytes: 1024 });
  pools.crypto.acquire(64);
  pools.handshake.acquire(64);
  t.is(pools.handshake.statistics.overflows, 1, 'the pools have one bound together');
});

test('a pool of size one has one buffer of each size', (t) => {
  const { handshake: pool } = new BufferPools({ maxBuffers: 1, policy: 'aggressive' });
  const handles = [64, 64, 512, 512, 4096, 4096].map((size) => pool.acquire(size));
  t.is(pool.statistics.overflows, 3);
  for (const handle of handles) pool.release(handle);
  t.is(pool.statistics.total, 3);
});

test('waste is counted: idle buffers, and the rest of those in use', (t) => {
  const { handshake: pool } = new BufferPools({ policy: 'conservative' });
  const handle = pool.acquire(40);
  t.is(pool.statistics.internalBytes, 24);
  t.is(pool.statistics.idleBytes, 0);
  pool.release(handle);
  t.is(pool.statistics.internalBytes, 0);
  t.is(pool.statistics.idleBytes, 64);
});

/** Memory of a pool after 5000 buffers of 512 bytes were in use at once, then ten, for so many more uses. */
function afterBurst(policy: 'conservative' | 'balanced' | 'aggressive', uses: number): BufferPool {
  const { handshake: pool } = new BufferPools({ policy });
  const handles = Array.from({ length: 5000 }, () => pool.acquire(512));
  for (const handle of handles.splice(10)) pool.release(handle);
  for (let use = 0; use < uses; use++) pool.release(pool.acquire(512));
  return pool;
}

test('after a burst the memory returns, sooner or later by policy', (t) => {
  const burst = 5000 * 512;
  const bytesAfter = (policy: 'conservative' | 'balanced' | 'aggressive', uses: number) =>
    afterBurst(policy, uses).statistics.bytes;
  t.true(bytesAfter('conservative', 300) < burst / 10);
  t.true(bytesAfter('balanced', 300) > burst / 2, 'the next burst may follow');
  t.true(bytesAfter('balanced', 3000) < burst / 10);
  t.true(bytesAfter('aggressive', 10_000) >= burst);
  const pool = afterBurst('aggressive', 0);
  const { bytes } = pool.statistics;
  pool.trim();
  t.true(pool.statistics.bytes <= 131_072, 'one slab is in use');
  t.true(pool.statistics.dropped > 0 && pool.statistics.peakBytes === bytes);
  t.is(pool.statistics.inUse, 10);
});

test('after a burst and a steady load little memory is idle', (t) => {
  for (const policy of ['conservative', 'balanced'] as const) {
    for (const size of BUFFER_SIZES) {
      const { handshake: pool } = new BufferPools({ policy });
      const handles = Array.from({ length: 2000 }, () => pool.acquire(size));
      for (const handle of handles.splice(200)) pool.release(handle);
      for (let use = 0; use < 20_000; use++) {
        const index = (use * 7) % 200;
        pool.release(handles[index] as number);
        handles[index] = pool.acquire(size);
      }
      const { bytes, idleBytes } = pool.statistics;
      t.true(idleBytes <= 0.05 * (bytes - idleBytes), `${policy} ${size}: ${idleBytes} of ${bytes}`);
    }
  }
});

test('policies grow by one part in 64, one in 32, or to the double', (t) => {
  const { conservative, balanced, aggressive } = growthPolicies;
  t.deepEqual(
    [0, 1, 127, 128, 6400].map((existing) => conservative.grow(existing, 512)),
    [1, 1, 1, 2, 100],
  );
  t.deepEqual(
    [0, 8, 96, 3200].map((existing) => balanced.grow(existing, 512)),
    [2, 2, 3, 100],
  );
  t.deepEqual(
    [0, 128, 1000].map((existing) => aggressive.grow(existing, 512)),
    [128, 128, 1000],
  );
});

test('a steady load uses the same memory again: no slab is added or dropped', (t) => {
  for (const policy of ['conservative', 'balanced', 'aggressive'] as const) {
    const { handshake: pool } = new BufferPools({ policy });
    const handles = Array.from({ length: 300 }, () => pool.acquire(512));
    const turn = (index: number): void => {
      pool.release(handles[index % 300] as BufferHandle);
      handles[index % 300] = pool.acquire(512);
    };
    for (let index = 0; index < 10_000; index++) turn(index * 7);
    const before = pool.statistics;
    for (let index = 0; index < 10_000; index++) turn(index * 7);
    const { misses, dropped, bytes } = pool.statistics;
    t.deepEqual({ misses, dropped, bytes }, { misses: before.misses, dropped: before.dropped, bytes: before.bytes });
  }
});

test('the statistics of all pools are added', (t) => {
  const pools = new BufferPools();
  pools.handshake.acquire(64);
  pools.application.acquire(64);
  const handle = pools.crypto.acquire(64);
  t.is(pools.statistics.inUse, 3);
  pools.crypto.release(handle);
  t.is(pools.statistics.inUse, 2);
  pools.trim();
  t.is(pools.crypto.statistics.total, 0);
});

test('invalid options are refused by name', (t) => {
  const mistakes: [unknown, string][] = [
    [{ policy: 'predictive' }, 'buffers.policy'],
    [{ maxBytes: -1 }, 'buffers.maxBytes'],
    [{ maxBytes: 1.5 }, 'buffers.maxBytes'],
    [{ maxBuffers: 0 }, 'buffers.maxBuffers'],
    [{ debug: 1 }, 'buffers.debug'],
    [{ sizes: [] }, 'sizes'],
    [5, 'buffers'],
    [null, 'buffers'],
  ];
  for (const [options, option] of mistakes)
    t.throws(() => new BufferPools(options as object), { code: 'ERR_WIRECHART_CONFIG', message: new RegExp(option) });
});

function settings(): BufferPoolSettings {
  return {
    name: 'test',
    policy: growthPolicies.conservative,
    budget: { limit: 2 ** 20, used: 0 },
    maxBuffers: 100,
    isZeroed: false,
    debug: false,
  };
}
