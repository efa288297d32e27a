// Datagrams from one thread to another over the ring in shared memory.
import type { Run } from '../layer.ts';
import { median, quartiles } from '../measurement.ts';
import { keyOf, type Result, type Row } from '../result.ts';
import { messageRate, type RingSettings, ringRate } from './ring-pair.ts';

const SECONDS = 0.5;
const WARM_UP_MS = 100;
const BATCH = 32;
/** A short record, and the longest one that every path takes. */
const SIZES = [100, 1200];
/** The cost of an entry, not of moving its bytes from the cache of one core to that of the other. */
const GATED_SIZE = 100;
/** The least rate between two threads, as a part of that of one. */
const LEAST = 0.5;

const OURS = `two threads, ${BATCH} at a time`;
const ONE_THREAD = `one thread, ${BATCH} at a time`;

/** The contenders: entries per second. */
const contenders: Readonly<Record<string, (settings: RingSettings) => Promise<number>>> = {
  [OURS]: (settings) => ringRate(2, settings),
  'two threads, one at a time': (settings) => ringRate(2, { ...settings, batch: 1 }),
  [ONE_THREAD]: (settings) => ringRate(1, settings),
  'one thread, one at a time': (settings) => ringRate(1, { ...settings, batch: 1 }),
  'postMessage between two threads': messageRate,
};

/** Compares the rate of a ring between two threads with that of a ring inside one, and with `postMessage`. */
export async function rings({ rounds, seconds = SECONDS, log }: Run): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const size of SIZES) {
    const settings = { size, batch: BATCH, warmUp: Math.min(WARM_UP_MS, seconds * 1000), duration: seconds * 1000 };
    const rates = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
    for (let round = 1; round <= rounds; round++) {
      log(`rings of entries of ${size} bytes, round ${round} of ${rounds}`);
      for (const [name, measure] of Object.entries(contenders)) rates.get(name)?.push(await measure(settings));
    }
    results.push(resultOf(size, rates));
  }
  return results;
}

function resultOf(size: number, rates: ReadonlyMap<string, readonly number[]>): Result {
  const ours = rates.get(OURS) ?? [];
  const rows = [...rates].map(([name, values]) => rowOf(name, values, ours));
  const ofOne = rows.find(({ name }) => name === ONE_THREAD)?.ratio ?? Number.NaN;
  return {
    key: `bytes${size}`,
    title: `datagrams of ${size} bytes from one thread to another`,
    unit: '1/s',
    rows,
    gates:
      size === GATED_SIZE
        ? [
            {
              claim: `rate between two threads to that inside one, ${size} bytes, ${BATCH} at a time:`,
              measured: ofOne,
              limit: { min: LEAST },
            },
          ]
        : [],
    ratios: {},
    missing: [],
  };
}

function rowOf(name: string, rates: readonly number[], ours: readonly number[]): Row {
  const [low, high] = quartiles(rates);
  return {
    key: name === OURS ? 'ours' : keyOf(name),
    name,
    median: median(rates),
    best: Math.max(...rates),
    low,
    high,
    ratio: median(ours.map((rate, round) => rate / (rates[round] as number))),
  };
}
