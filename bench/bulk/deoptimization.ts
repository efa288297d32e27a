// The layer `deoptimization`: whether the engine still gives up optimized code of ours at the end of a long bulk transfer.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../layer.ts';
import { median, quartiles } from '../measurement.ts';
import { placeInSource } from '../profile/cpu-profile.ts';
import { type Deoptimization, deoptLogOptions, readDeoptimizations, type ScriptPlace } from '../profile/deopt-log.ts';
import type { Result, Row } from '../result.ts';
import { bulkSettings, prepareContenders } from './bulk.ts';
import { type Command, runSides } from './pair.ts';
import type { BulkRole } from './settings.ts';

const SECONDS = 30;
/** The part of the measurement, at its end, in which nothing of ours is deoptimized. */
const LAST_PART = 1 / 3;
/** The clock of the log starts at most so many milliseconds after that of `performance.now()`. */
const LOG_DELAY = 100;
/** Its programs differ from those of the batches only in the options of sockets. */
const LEFT_OUT = 'oursNativePacket';
/** Folders of ours. */
const OURS = ['runtime', 'generated'].map((folder) => new URL(`../../${folder}/`, import.meta.url).href);

/** Deoptimizations of one side in all rounds: in the last part, and in the whole run. */
interface Counts {
  readonly last: number[];
  readonly all: number[];
}

/** Measures both sides of our contenders, and logs each deoptimization of the last part. */
export async function deoptimization(run: Run): Promise<readonly Result[]> {
  const seconds = run.seconds ?? SECONDS;
  const { prepared, missing } = prepareContenders('bulk', { ...run, only: [] });
  const measured = prepared.filter(({ contender }) => contender.key !== LEFT_OUT);
  const rows: Row[] = [];
  for (const { contender, command } of measured) {
    const counts: Record<BulkRole, Counts> = { receiver: { last: [], all: [] }, sender: { last: [], all: [] } };
    for (let round = 1; round <= run.rounds; round++) {
      run.log(`round ${round} of ${run.rounds}: ${contender.name}`);
      await measureRound(command, seconds, counts, run.log);
    }
    for (const role of ['receiver', 'sender'] as const) {
      const key = `${contender.key}${role === 'sender' ? 'Sender' : 'Receiver'}`;
      rows.push(rowOf(key, `${contender.name}: ${role}`, counts[role]));
    }
  }
  return [
    {
      key: '',
      title: `deoptimizations of functions of ours in the last ${Math.round(seconds * LAST_PART)} of ${seconds} seconds`,
      unit: 'deoptimizations',
      // At least one: a path without a deoptimization has no quotient.
      rows: rows.map((row) => ({ ...row, ratio: Math.max(row.median, 1) / Math.max(rows[0]?.median ?? 0, 1) })),
      gates: [
        {
          claim: 'deoptimizations in the last part',
          measured: rows.reduce((sum, row) => sum + row.median, 0),
          limit: { max: 0 },
          unit: '',
        },
      ],
      ratios: {},
      missing,
    },
  ];
}

/** Runs both sides once, and adds to their counts. */
async function measureRound(
  command: (role: BulkRole) => Command,
  seconds: number,
  counts: Readonly<Record<BulkRole, Counts>>,
  log: Run['log'],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-deopt-'));
  const file = (role: BulkRole): string => join(folder, `${role}.log`);
  try {
    const logging = (role: BulkRole): Command => {
      const given = command(role);
      return { ...given, before: [...deoptLogOptions(file(role)), ...(given.before ?? [])] };
    };
    for (const { role, ended = 0, wall } of await runSides(logging, bulkSettings(seconds))) {
      const all = ofOurs(readDeoptimizations(readFileSync(file(role), 'utf8')), OURS);
      // The last message, which is sent alone, comes after the measurement.
      const end = ended - wall + seconds * 1000 - LOG_DELAY;
      const last = all.filter(({ time }) => time >= end - seconds * 1000 * LAST_PART && time < end);
      counts[role].all.push(all.length);
      counts[role].last.push(last.length);
      for (const each of last) log(`${role}: ${sentence(each)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Those in functions of ours, or in functions that were inlined into them. `folders`: URLs. */
export function ofOurs(all: readonly Deoptimization[], folders: readonly string[]): readonly Deoptimization[] {
  return all.filter(({ places }) => places.some((place) => isBelow(place, folders)));
}

function isBelow({ url }: ScriptPlace, folders: readonly string[]): boolean {
  return folders.some((folder) => url.startsWith(folder));
}

function sentence({ time, kind, reason, places }: Deoptimization): string {
  const chain = places.map(({ url, line, column }) => placeInSource(url, line - 1, column - 1)).join(', inlined at ');
  return `${(time / 1000).toFixed(1)} s: ${kind}, ${reason}: ${chain}`;
}

function rowOf(key: string, name: string, { last, all }: Counts): Row {
  const [low, high] = quartiles(last);
  return {
    key,
    name,
    median: median(last),
    best: Math.min(...last),
    low,
    high,
    ratio: 1,
    details: { 'in the whole run': median(all) },
  };
}
