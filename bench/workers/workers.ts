// The layer `workers`: what a server with two workers does in a second of CPU time and of wall-clock time, against one.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Run } from '../layer.ts';
import { median, quartiles } from '../measurement.ts';
import type { Missing, Result, Row } from '../result.ts';
import { SideProcess } from '../side-process.ts';
import { hasAddon } from './has-addon.ts';
import type { ClientSettings, Progress, ServerSettings, Work } from './settings.ts';

const SECONDS = 5;
/** Until the engine has optimised the code of each thread. */
const WARM_UP_SECONDS = 10;
/** Milliseconds that a process may take besides warm-up and measurement. */
const GRACE = 60_000;
/** Milliseconds: shorter, there may be no handshake at all. */
const LEAST_DURATION = 500;
/** The least work of two workers in a second of CPU time, as a part of that of one. */
const LEAST = 0.9;

/** One measurement. */
export interface WorkerRound {
  /** Handshakes or echoes in a second of the CPU time of the server, all of its threads together. */
  readonly perCpuSecond: number;
  /** In a second of wall-clock time. */
  readonly perSecond: number;
  /** CPU time of the server, divided by the duration. */
  readonly cores: number;
}

/** Compares two workers with one, on each host that is possible here: `dgram` and `native`. */
export async function workers(run: Run): Promise<readonly Result[]> {
  const { seconds = SECONDS, rounds, log } = run;
  const duration = Math.max(LEAST_DURATION, seconds * 1000);
  const times = { warmUp: Math.min(2 * seconds, WARM_UP_SECONDS) * 1000, duration };
  const results: Result[] = [];
  const missing: Missing[] = [];
  const hosts = [false, ...(run.only?.includes('native') === false ? [] : [true])];
  if (hosts.includes(true) && !hasAddon()) {
    hosts.pop();
    missing.push({ name: 'native', reason: 'there is no addon for this system' });
  }
  for (const native of hosts) {
    for (const work of ['handshakes', 'echoes'] as const) {
      const measured: [WorkerRound[], WorkerRound[]] = [[], []];
      for (let round = 1; round <= rounds; round++) {
        for (const count of [1, 2] as const) {
          log(`${work}, ${native ? 'native' : 'node:dgram'}, ${count} workers, round ${round} of ${rounds}`);
          measured[count - 1]?.push(await measure({ workers: count, native }, { work, ...times }));
        }
      }
      results.push(workersResult(work, native, measured, missing));
    }
  }
  return results;
}

async function measure(server: ServerSettings, client: Omit<ClientSettings, 'port'>): Promise<WorkerRound> {
  const lifetime = client.warmUp + client.duration + GRACE;
  const serving = new SideProcess({ name: 'server', words: words('server', server), lifetime });
  try {
    const { port } = await serving.line<{ readonly port: number }>();
    const cpu = async (): Promise<number> => {
      serving.write('');
      return (await serving.line<{ readonly cpu: number }>()).cpu;
    };
    const sending = new SideProcess({ name: 'client', words: words('client', { ...client, port }), lifetime });
    try {
      await sending.line<Progress>();
      const before = await cpu();
      const { count, seconds } = await sending.line<Progress>();
      const used = (await cpu()) - before;
      return { perCpuSecond: count / used, perSecond: count / seconds, cores: used / seconds };
    } finally {
      await sending.end();
    }
  } finally {
    await serving.end();
  }
}

function words(program: string, settings: ServerSettings | ClientSettings): string[] {
  const file = fileURLToPath(new URL(`programs/${program}.js`, import.meta.url));
  return [process.execPath, file, JSON.stringify(settings)];
}

/** The result of interleaved rounds of one worker and of two. */
export function workersResult(
  work: Work,
  native: boolean,
  [one, two]: readonly [readonly WorkerRound[], readonly WorkerRound[]],
  missing: readonly Missing[],
): Result {
  const host = native ? 'native' : 'node:dgram';
  const ratioOf = (value: (round: WorkerRound) => number): number =>
    median(two.map((round, index) => value(round) / value(one[index] as WorkerRound)));
  return {
    key: `${native ? 'native' : 'dgram'}${work === 'handshakes' ? 'Handshakes' : 'Echoes'}`,
    title: `${work} of a server with workers in a second of its CPU time, ${host}`,
    unit: '1/s',
    rows: [rowOf('ours', 'two workers', two, two), rowOf('one', 'one worker', one, two)],
    gates: [
      {
        claim: `${work} per CPU second of two workers to one, ${host}:`,
        measured: ratioOf((round) => round.perCpuSecond),
        limit: { min: LEAST },
      },
    ],
    ratios: { wallClockGain: ratioOf((round) => round.perSecond) },
    missing,
  };
}

function rowOf(key: string, name: string, rounds: readonly WorkerRound[], ours: readonly WorkerRound[]): Row {
  const values = rounds.map(({ perCpuSecond }) => perCpuSecond);
  const [low, high] = quartiles(values);
  return {
    key,
    name,
    median: median(values),
    best: Math.max(...values),
    low,
    high,
    ratio: median(values.map((value, index) => (ours[index]?.perCpuSecond ?? Number.NaN) / value)),
    details: {
      'per second': median(rounds.map(({ perSecond }) => perSecond)),
      'server cores': median(rounds.map(({ cores }) => cores)),
    },
  };
}
