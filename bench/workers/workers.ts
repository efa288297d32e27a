// The layer `workers`: what a server with two workers does in a second of CPU time and of wall-clock time, against one.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Run } from '../layer.ts';
import { median, quartiles } from '../measurement.ts';
import type { Missing, Result, Row } from '../result.ts';
import { SideProcess } from '../side-process.ts';
import { hasAddon } from './has-addon.ts';
import type { ClientSettings, Progress, ServerSettings, Work } from './settings.ts';

const SECONDS = 2;
/** For each thread that serves: until the engine has optimised its code. */
const WARM_UP_SECONDS = 30;
/** Milliseconds that the processes may take besides warm-up and measurement. */
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

/** The servers that are compared, each with one address. The last two have two threads: in one process, and in one each. */
const contenders = [
  { key: 'one', name: 'one worker', processes: 1, workers: 1 },
  { key: 'ours', name: 'two workers', processes: 1, workers: 2 },
  { key: 'processes', name: 'two processes with one worker each', processes: 2, workers: 1 },
] as const;

type Contender = (typeof contenders)[number];

/** The rounds of each contender. */
export type MeasuredWorkers = Readonly<Record<Contender['key'], readonly WorkerRound[]>>;

/**
 * Compares two workers with one, on each host that is possible here: `dgram` and `native`. The servers of all contenders run for
 * all rounds, and one after the other gets work: the machine is as fast for one as for the next.
 */
export async function workers(run: Run): Promise<readonly Result[]> {
  const results: Result[] = [];
  const missing: Missing[] = [];
  const hosts = [false, ...(run.only?.includes('native') === false ? [] : [true])];
  if (hosts.includes(true) && !hasAddon()) {
    hosts.pop();
    missing.push({ name: 'native', reason: 'there is no addon for this system' });
  }
  for (const native of hosts) {
    for (const work of ['handshakes', 'echoes'] as const) {
      results.push(workersResult(work, native, await measure(work, native, run), missing));
    }
  }
  return results;
}

async function measure(work: Work, native: boolean, { seconds = SECONDS, rounds, log }: Run): Promise<MeasuredWorkers> {
  const duration = Math.max(LEAST_DURATION, seconds * 1000);
  const warmUp = Math.min(WARM_UP_SECONDS, 3 * seconds * rounds) * 1000;
  const lifetime = contenders.length * (2 * warmUp + rounds * duration) + GRACE;
  const measured: Record<Contender['key'], WorkerRound[]> = { one: [], ours: [], processes: [] };
  const started: ServedContender[] = [];
  try {
    for (const contender of contenders) {
      const { name, processes, workers: threads } = contender;
      log(`${work}, ${native ? 'native' : 'node:dgram'}, ${name}, warm-up`);
      const served = new ServedContender(contender, { native, lifetime });
      started.push(served);
      await served.start(work);
      await served.round(processes * threads * warmUp);
    }
    for (let round = 1; round <= rounds; round++) {
      log(`${work}, ${native ? 'native' : 'node:dgram'}, round ${round} of ${rounds}`);
      for (const served of started) measured[served.key].push(await served.round(duration));
    }
  } finally {
    for (const each of started) await each.end();
  }
  return measured;
}

/** The processes of one contender: its servers, and their client. */
class ServedContender {
  readonly key: Contender['key'];
  readonly #lifetime: number;
  readonly #servers: readonly SideProcess[];
  #client: SideProcess | undefined;

  constructor(contender: Contender, { native, lifetime }: { readonly native: boolean; readonly lifetime: number }) {
    this.key = contender.key;
    this.#lifetime = lifetime;
    this.#servers = Array.from(
      { length: contender.processes },
      () =>
        new SideProcess({ name: 'server', words: words('server', { workers: contender.workers, native }), lifetime }),
    );
  }

  async start(work: Work): Promise<void> {
    const ports: number[] = [];
    for (const each of this.#servers) ports.push((await each.line<{ readonly port: number }>()).port);
    this.#client = new SideProcess({
      name: 'client',
      words: words('client', { work, ports }),
      lifetime: this.#lifetime,
    });
  }

  /** Serves for `duration` milliseconds. */
  async round(duration: number): Promise<WorkerRound> {
    const client = this.#client as SideProcess;
    const before = await this.#cpu();
    client.write(String(duration));
    const { count, seconds } = await client.line<Progress>();
    const used = (await this.#cpu()) - before;
    return { perCpuSecond: count / used, perSecond: count / seconds, cores: used / seconds };
  }

  async end(): Promise<void> {
    await this.#client?.end();
    for (const each of this.#servers) await each.end();
  }

  /** Seconds of CPU time that all threads of the servers have used. */
  async #cpu(): Promise<number> {
    let sum = 0;
    for (const each of this.#servers) {
      each.write('');
      sum += (await each.line<{ readonly cpu: number }>()).cpu;
    }
    return sum;
  }
}

function words(program: string, settings: ServerSettings | ClientSettings): string[] {
  const file = fileURLToPath(new URL(`programs/${program}.js`, import.meta.url));
  return [process.execPath, file, JSON.stringify(settings)];
}

/** The result of interleaved rounds. */
export function workersResult(
  work: Work,
  native: boolean,
  measured: MeasuredWorkers,
  missing: readonly Missing[],
): Result {
  const host = native ? 'native' : 'node:dgram';
  const ratioTo = (other: Contender['key'], value: (round: WorkerRound) => number): number =>
    median(measured.ours.map((round, index) => value(round) / value(measured[other][index] as WorkerRound)));
  const perCpuSecond = ({ perCpuSecond: rate }: WorkerRound): number => rate;
  return {
    key: `${native ? 'native' : 'dgram'}${work === 'handshakes' ? 'Handshakes' : 'Echoes'}`,
    title: `${work} of a server with workers in a second of its CPU time, ${host}`,
    unit: '1/s',
    rows: ['ours', 'one', 'processes'].map((key) => {
      const contender = contenders.find((each) => each.key === key) as Contender;
      return rowOf(contender, measured[contender.key], measured.ours);
    }),
    gates: (['one', 'processes'] as const).map((other) => ({
      claim: `${work} per CPU second of two workers to ${other === 'one' ? 'one' : 'two processes'}, ${host}:`,
      measured: ratioTo(other, perCpuSecond),
      limit: { min: LEAST },
    })),
    ratios: { wallClockGain: ratioTo('one', ({ perSecond }) => perSecond) },
    missing,
  };
}

function rowOf({ key, name }: Contender, rounds: readonly WorkerRound[], ours: readonly WorkerRound[]): Row {
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
