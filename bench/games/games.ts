// The layer `games`: how late small messages arrive that many connections send at a fixed rate in both directions.
import { Absence } from '../absence.ts';
import type { Run } from '../layer.ts';
import { median, quartiles } from '../measurement.ts';
import type { Gate, Missing, Result, Row } from '../result.ts';
import { SideProcess } from '../side-process.ts';
import { type GameContender, gameContenders } from './contenders.ts';
import { type GameReport, monotonicNow } from './game-side.ts';
import { Latencies } from './latencies.ts';
import { CONNECTIONS, type GameRole, type GameSettings, gameArguments, MESSAGE_BYTES, RATE } from './settings.ts';

const SECONDS = 60;
/** Until the engine has optimised the contenders. */
const WARM_UP_SECONDS = 5;
/** Milliseconds that a process may take besides warm-up and measurement. */
const GRACE = 120_000;
/** Milliseconds from the opening of all connections to the start of the schedules. */
const LEAD = 200;
/** Milliseconds that the 99.9th percentile of ours may be above that of node:dgram. */
const MAX_ADDED = 5;

/** The result of one contender in one round, in milliseconds. */
export interface GameRound {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** The longest time in which a side did not return to its timer. */
  readonly pause: number;
  /** Messages that were not received, of both directions, as a fraction. */
  readonly lost: number;
  /** CPU time of each side, divided by the duration. */
  readonly cpu: Readonly<Record<GameRole, number>>;
}

/** One contender and its rounds. */
export interface MeasuredGame {
  readonly contender: Pick<GameContender, 'key' | 'name' | 'added'>;
  readonly rounds: readonly GameRound[];
}

/**
 * Measures all contenders in interleaved rounds. Rejects where a contender delivers a wrong message. One whose messages do
 * not arrive in time is not measured.
 */
export async function games(run: Run): Promise<readonly Result[]> {
  const seconds = run.seconds ?? SECONDS;
  const settings: GameSettings = {
    connections: run.connections ?? CONNECTIONS,
    rate: RATE,
    size: MESSAGE_BYTES,
    warmUp: Math.min(seconds, WARM_UP_SECONDS) * 1000,
    duration: seconds * 1000,
  };
  const missing: Missing[] = [];
  const leaveOut = ({ name }: GameContender, error: unknown): void => {
    if (!(error instanceof Absence)) throw error;
    run.log(`not measured: ${name}: ${error.message}`);
    missing.push({ name, reason: error.message });
  };
  const prepared = new Map<GameContender, { readonly words: Words; readonly rounds: GameRound[] }>();
  for (const contender of gameContenders) {
    if (run.only !== undefined && !contender.key.startsWith('ours') && !run.only.includes(contender.key)) continue;
    try {
      prepared.set(contender, { words: contender.prepare(), rounds: [] });
    } catch (error) {
      leaveOut(contender, error);
    }
  }
  for (let round = 1; round <= run.rounds; round++) {
    for (const [contender, { words, rounds }] of prepared) {
      run.log(`round ${round} of ${run.rounds}: ${contender.name}`);
      try {
        rounds.push(gameRound(...(await runProcesses(words, settings))));
      } catch (error) {
        leaveOut(contender, error);
        prepared.delete(contender);
      }
    }
  }
  const measured = [...prepared].map(([contender, { rounds }]) => ({ contender, rounds }));
  return [gameResult(settings, measured, missing)];
}

type Words = ReturnType<GameContender['prepare']>;

/** The reports of both sides. Rejects where one fails. */
async function runProcesses(words: Words, settings: GameSettings): Promise<[client: GameReport, server: GameReport]> {
  const lifetime = settings.warmUp + settings.duration + GRACE;
  const sideOf = (name: GameRole, port: number): SideProcess => {
    const { before, after } = words(name);
    const all = [...before, ...gameArguments(name, port, settings), ...after];
    return new SideProcess({ name, words: all, core: name === 'client' ? 0 : 1, lifetime });
  };
  const server = sideOf('server', 0);
  try {
    const { port } = await server.line<{ readonly port: number }>();
    const client = sideOf('client', port);
    try {
      // Each prints that all connections are open.
      await Promise.all([client.line(), server.line()]);
      const start = String(monotonicNow() + LEAD);
      client.write(start);
      server.write(start);
      const reports = await Promise.all([client.line<GameReport>(), server.line<GameReport>()]);
      await Promise.all([client.exited, server.exited]);
      return reports;
    } finally {
      await client.end();
    }
  } finally {
    await server.end();
  }
}

/** Merges the reports of both sides. Throws Absence where they received nothing. */
export function gameRound(client: GameReport, server: GameReport): GameRound {
  const latencies = new Latencies();
  for (const side of [client, server]) latencies.add(side.latencies);
  if (latencies.count === 0) {
    throw new Absence(
      `none of ${client.due + server.due} messages arrived: the machine is too slow, or has other work`,
    );
  }
  return {
    p50: latencies.quantile(0.5),
    p99: latencies.quantile(0.99),
    p999: latencies.quantile(0.999),
    max: latencies.max,
    pause: Math.max(client.pause, server.pause),
    lost: Math.max(0, 1 - (client.received + server.received) / (client.due + server.due)),
    cpu: { client: client.cpu, server: server.cpu },
  };
}

/** The result of interleaved rounds; the first contender is ours. */
export function gameResult(
  { connections, rate, size }: Pick<GameSettings, 'connections' | 'rate' | 'size'>,
  measured: readonly MeasuredGame[],
  missing: readonly Missing[],
): Result {
  const dgram = measured.find(({ contender }) => contender.key === 'dgram');
  const ratios = Object.fromEntries(
    measured.flatMap(({ contender: { added }, rounds }) => {
      if (added === undefined || dgram === undefined) return [];
      return (['p50', 'p99', 'p999'] as const).map((key) => [
        `${added}Added${key.toUpperCase()}Ms`,
        difference(key, rounds, dgram.rounds),
      ]);
    }),
  );
  return {
    key: '',
    title: `latency of ${size}-byte messages, ${connections} connections, ${rate} per second both ways: 99.9th percentile`,
    unit: 'ms',
    rows: measured.map((each) => rowOf(each, measured[0] as MeasuredGame)),
    gates: gates(ratios),
    ratios,
    missing,
  };
}

function gates(ratios: Readonly<Record<string, number>>): Gate[] {
  const measured = ratios['nativeAddedP999Ms'];
  if (measured === undefined) return [];
  return [
    { claim: '99.9th percentile of ours native above node:dgram', measured, limit: { max: MAX_ADDED }, unit: ' ms' },
  ];
}

/** The median of the differences of corresponding rounds. */
function difference(key: 'p50' | 'p99' | 'p999', ours: readonly GameRound[], theirs: readonly GameRound[]): number {
  return median(ours.map((round, index) => round[key] - (theirs[index]?.[key] ?? Number.NaN)));
}

function rowOf({ contender: { key, name }, rounds }: MeasuredGame, ours: MeasuredGame): Row {
  const values = rounds.map(({ p999 }) => p999);
  const [low, high] = quartiles(values);
  return {
    key,
    name,
    median: median(values),
    best: Math.min(...values),
    low,
    high,
    ratio: median(values.map((value, index) => value / (ours.rounds[index]?.p999 ?? Number.NaN))),
    details: {
      'p50 ms': median(rounds.map(({ p50 }) => p50)),
      'p99 ms': median(rounds.map(({ p99 }) => p99)),
      'max ms': Math.max(...rounds.map(({ max }) => max)),
      'longest pause ms': Math.max(...rounds.map(({ pause }) => pause)),
      'lost %': median(rounds.map(({ lost }) => lost * 100)),
      'clients CPU %': median(rounds.map(({ cpu }) => cpu.client * 100)),
      'server CPU %': median(rounds.map(({ cpu }) => cpu.server * 100)),
    },
  };
}
