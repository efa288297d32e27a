// Benchmark of buffer pools against fresh memory: time of a buffer, waste, and memory at the peak.
import { type BufferPolicy, BufferPools } from 'wirechart/dtls13/core';
import { measureOptions, type Run } from '../layer.ts';
import { measure, ratio, type Task } from '../measurement.ts';
import { type Result, timedResult } from '../result.ts';

const POLICIES: readonly BufferPolicy[] = ['conservative', 'balanced', 'aggressive'];
/** Bytes of messages and fragments in a handshake. */
const SIZES = [64, 512, 1200, 4096] as const;
/** Buffers that are in use at once. */
const HELD = 64;
/** Buffers of a load, in phases: a burst, and a steady load. */
const BURST = 2000;
const STEADY = 200;
const OPERATIONS = 20_000;

/** The memory of a load: waste is idle memory over used memory. */
interface Load {
  readonly waste: number;
  readonly steadyBytes: number;
  readonly peakBytes: number;
}

/** Compares the time of a buffer, and prints the memory of each policy for the same load. */
export async function memory(run: Run): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const size of SIZES) {
    run.log(`measuring buffers of ${size} bytes (about 3 s)`);
    results.push(timesOf(size, run));
  }
  return results;
}

function timesOf(size: number, run: Run): Result {
  check(size);
  const pools = POLICIES.map((policy) => new BufferPools({ policy }).handshake);
  const pooled = pools.map((pool) => {
    const held = Array.from({ length: HELD }, () => pool.acquire(size));
    let next = 0;
    return (times: number): void => {
      for (let count = 0; count < times; count++) {
        pool.release(held[next] as number);
        const handle = pool.acquire(size);
        pool.slab(handle)[pool.at(handle)] = count;
        held[next] = handle;
        next = (next + 1) % HELD;
      }
    };
  });
  const [conservative, balanced, aggressive] = pooled as [Task, Task, Task];
  const fresh = Array.from({ length: HELD }, () => new Uint8Array(size));
  let place = 0;
  const timings = measure(
    {
      'pool, balanced': balanced,
      'pool, conservative': conservative,
      'pool, aggressive': aggressive,
      'new Uint8Array': (times) => {
        for (let count = 0; count < times; count++) {
          const buffer = new Uint8Array(size);
          buffer[0] = count;
          fresh[place] = buffer;
          place = (place + 1) % HELD;
        }
      },
    },
    measureOptions(run),
  );
  const ours = timings['pool, balanced'];
  const ratios: Record<string, number> = {};
  for (const policy of POLICIES) {
    const { waste, steadyBytes, peakBytes } = loadOf(policy, size);
    ratios[`${policy}Waste`] = waste;
    ratios[`${policy}SteadyToPeak`] = steadyBytes / peakBytes;
    ratios[`${policy}PeakToRequested`] = peakBytes / (BURST * size);
  }
  return timedResult(
    {
      key: `bytes${size}`,
      title: `a buffer of ${size} bytes: acquire, write and release`,
      ratios,
      gates: [
        {
          claim: 'time of new Uint8Array to that of the pool:',
          measured: ratio(timings['new Uint8Array'], ours),
          limit: { min: 2 },
        },
        {
          claim: 'idle memory over used memory after a steady load:',
          measured: loadOf('balanced', size).waste,
          limit: { max: 0.05 },
        },
      ],
    },
    timings,
    ours,
  );
}

/** A burst, then a steady load. */
function loadOf(policy: BufferPolicy, size: number): Load {
  const { handshake: pool } = new BufferPools({ policy });
  const held = Array.from({ length: BURST }, () => pool.acquire(size));
  const { peakBytes } = pool.statistics;
  for (const handle of held.splice(STEADY)) pool.release(handle);
  for (let operation = 0; operation < OPERATIONS; operation++) {
    const index = (operation * 7) % STEADY;
    pool.release(held[index] as number);
    held[index] = pool.acquire(size);
  }
  const { bytes, idleBytes } = pool.statistics;
  return { waste: idleBytes / (bytes - idleBytes), steadyBytes: bytes, peakBytes };
}

/** Throws unless each buffer in use has memory that no other one has. */
function check(size: number): void {
  for (const policy of POLICIES) {
    const { handshake: pool } = new BufferPools({ policy });
    const held = Array.from({ length: HELD }, (_, mark) => {
      const handle = pool.acquire(size);
      pool.view(handle, size).fill(mark);
      return handle;
    });
    for (const [mark, handle] of held.entries()) {
      if (pool.view(handle, size).some((byte) => byte !== mark))
        throw new Error('buffers overlap: nothing is measured');
    }
  }
}
