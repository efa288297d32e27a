// The layer `allocation`: bytes that the established data path allocates for one message.
import process from 'node:process';
import type { Run } from '../layer.ts';
import { median, quartiles } from '../measurement.ts';
import type { Result, Row } from '../result.ts';
import { ALLOCATION_OPTIONS, MEASURE_ALLOCATION } from './allocations.ts';
import { bulkSettings, prepareContenders } from './bulk.ts';
import { runSides } from './pair.ts';

const SECONDS = 1;

/** Values of one side in all rounds. */
interface Samples {
  readonly heap: number[];
  readonly backingStores: number[];
}

/** Measures both sides of our contenders. */
export async function allocation(run: Run): Promise<readonly Result[]> {
  process.env[MEASURE_ALLOCATION] = '1';
  const settings = bulkSettings(run.seconds ?? SECONDS);
  const { prepared, missing } = prepareContenders('bulk', { ...run, only: [] });
  const samples = new Map<string, Samples>();
  for (let round = 1; round <= run.rounds; round++) {
    for (const { contender, command } of prepared) {
      run.log(`round ${round} of ${run.rounds}: ${contender.name}`);
      const withOptions = (role: Parameters<typeof command>[0]) => {
        const given = command(role);
        return { ...given, before: [...ALLOCATION_OPTIONS, ...(given.before ?? [])] };
      };
      for (const { role, allocation: measured } of await runSides(withOptions, settings)) {
        if (measured === undefined) throw new Error(`${contender.name} does not measure its memory`);
        const key = `${contender.key}${role === 'sender' ? 'Sender' : 'Receiver'}`;
        const own = samples.get(key) ?? { heap: [], backingStores: [] };
        samples.set(key, own);
        own.heap.push(measured.heap);
        own.backingStores.push(measured.backingStores);
      }
    }
  }
  const rows = prepared.flatMap(({ contender: { key, name } }) => [
    rowOf(`${key}Receiver`, `${name}: receiver`, samples),
    rowOf(`${key}Sender`, `${name}: sender`, samples),
  ]);
  const first = rows[0]?.median ?? Number.NaN;
  return [
    {
      key: '',
      title: 'allocation in the heap for one message of 1200 bytes, established sessions',
      unit: 'bytes',
      // At least one byte: a path without allocation has no quotient.
      rows: rows.map((row) => ({ ...row, ratio: Math.max(row.median, 1) / Math.max(first, 1) })),
      gates: [],
      ratios: {},
      missing,
    },
  ];
}

function rowOf(key: string, name: string, samples: ReadonlyMap<string, Samples>): Row {
  const { heap, backingStores } = samples.get(key) ?? { heap: [], backingStores: [] };
  const [low, high] = quartiles(heap);
  return {
    key,
    name,
    median: median(heap),
    best: Math.min(...heap),
    low,
    high,
    ratio: 1,
    details: { 'backing stores bytes': median(backingStores) },
  };
}
