// The layer `connections`: the memory of a server for each idle connection, and for each of many active ones.
import { Absence } from '../absence.ts';
import type { Run } from '../layer.ts';
import { median, quartiles } from '../measurement.ts';
import type { Gate, Missing, Result, Row } from '../result.ts';
import { type ConnectionsContender, connectionsContenders, requireAvailable } from './contenders.ts';
import { ConnectionProcesses } from './processes.ts';
import { ACTIVE_CONNECTIONS, ACTIVE_ROUNDS, type MemoryReading, WARM_UP_CONNECTIONS } from './settings.ts';

const CONNECTIONS = 20_000;
/** Seconds from the collection to the reading. */
const SECONDS = 30;
/** Milliseconds without a datagram until a connection is compacted: the default of `listen()`. */
const COMPACT_AFTER = 10_000;
/** Milliseconds from then on in which all of them are. */
const COMPACTION_MARGIN = 2000;
/** Milliseconds for a connection that the processes may live, and for all that does not depend on their number. */
const LIFETIME_EACH = 20;
const LIFETIME = 600_000;
/** Connections that are opened between two lines of progress. */
const SLICE = 10_000;
/** Bytes of an active connection, at most. */
const MAX_ACTIVE = 64 * 1024;

/** The result of one contender in one round. Bytes are those of one connection. */
export interface ConnectionsRound {
  /** Growth of the RSS of an idle connection, and of its parts. */
  readonly rss: number;
  readonly heap: number;
  readonly arrayBuffers: number;
  /** Growth of what V8 has from the system for the heap: with the free parts of pages. */
  readonly committedHeap: number;
  /** RSS of an active connection at the peak. */
  readonly active: number;
  /** Handshakes a second, with one echo each. */
  readonly handshakes: number;
  /** Echoes a second while many are active. */
  readonly echoes: number;
  /** Pings that were sent again. */
  readonly repeated: number;
}

/** One contender and its rounds. */
export interface MeasuredConnections {
  readonly contender: Pick<ConnectionsContender, 'key' | 'limit' | 'name'>;
  readonly rounds: readonly ConnectionsRound[];
}

/** How one round is run. */
interface RoundSettings {
  readonly connections: number;
  /** Connections that are active at once. */
  readonly active: number;
  /** Connections that are opened and closed before. */
  readonly warmUp: number;
  /** Milliseconds from the last datagram to the collection, and from the collection to the reading. */
  readonly idle: number;
  readonly settle: number;
  readonly compactAfter: number;
}

/**
 * Measures all contenders, one after another. Rejects where a handshake fails, a ping is not answered, or a message of an
 * active connection is lost.
 */
export async function connections(run: Run): Promise<readonly Result[]> {
  const settings = roundSettings(run);
  const missing: Missing[] = [];
  const measured: { readonly contender: ConnectionsContender; readonly rounds: ConnectionsRound[] }[] = [];
  for (const contender of selected(run.only)) {
    try {
      requireAvailable(contender);
      measured.push({ contender, rounds: [] });
    } catch (error) {
      if (!(error instanceof Absence)) throw error;
      missing.push({ name: contender.name, reason: error.message });
    }
  }
  for (let round = 1; round <= run.rounds; round++) {
    for (const { contender, rounds } of measured) {
      run.log(`round ${round} of ${run.rounds}: ${contender.name}`);
      rounds.push(await connectionsRound(contender, settings, run.log));
    }
  }
  return connectionsResults(settings, measured, missing);
}

/** Those with the keys; all, where none has one. */
function selected(keys: readonly string[] | undefined): readonly ConnectionsContender[] {
  const some = connectionsContenders.filter(({ key }) => keys?.includes(key));
  return some.length > 0 ? some : connectionsContenders;
}

function roundSettings({ connections: count = CONNECTIONS, seconds = SECONDS }: Run): RoundSettings {
  const compactAfter = Math.min(COMPACT_AFTER, seconds * 1000);
  return {
    connections: count,
    active: Math.min(ACTIVE_CONNECTIONS, count),
    warmUp: Math.min(WARM_UP_CONNECTIONS, count),
    // The scheduler compacts some milliseconds later, and not all at once.
    idle: compactAfter + Math.min(COMPACTION_MARGIN, 10 * compactAfter),
    settle: seconds * 1000,
    compactAfter,
  };
}

async function connectionsRound(
  contender: ConnectionsContender,
  { connections: count, active, warmUp, idle, settle, compactAfter }: RoundSettings,
  log: (text: string) => void,
): Promise<ConnectionsRound> {
  const lifetime = LIFETIME + LIFETIME_EACH * count;
  const processes = await ConnectionProcesses.start(contender, { compactAfter, maxSessions: count + warmUp }, lifetime);
  try {
    await processes.generate({ do: 'open', from: 0, count: warmUp });
    await processes.generate({ do: 'close', from: 0, count: warmUp });
    const empty = await processes.memory(idle, settle);
    const seconds = await openAll(processes, count, log);
    const full = await processes.memory(idle, settle);
    requireSessions(empty, 0);
    requireSessions(full, count);
    const pinged = await processes.generate({ do: 'ping', from: 0, count });
    if (pinged.echoes !== count) throw new Error(`${count - pinged.echoes} of ${count} pings were not answered`);
    // Those that are not active are compacted again.
    await processes.memory(idle, 0);
    const { peak, echoed } = await peakOf(processes, active);
    const each = (key: 'arrayBuffers' | 'committedHeap' | 'heap' | 'rss'): number => (full[key] - empty[key]) / count;
    return {
      rss: each('rss'),
      heap: each('heap'),
      arrayBuffers: each('arrayBuffers'),
      committedHeap: each('committedHeap'),
      active: (peak - full.rss) / active + each('rss'),
      handshakes: count / seconds,
      echoes: echoed.echoes / echoed.seconds,
      repeated: pinged.repeated,
    };
  } finally {
    await processes.end();
  }
}

/** Opens connections in slices, with a line of progress for each. Resolves with the seconds that the handshakes took. */
async function openAll(processes: ConnectionProcesses, count: number, log: (text: string) => void): Promise<number> {
  let seconds = 0;
  for (let from = 0; from < count; from += SLICE) {
    const opened = await processes.generate({ do: 'open', from, count: Math.min(SLICE, count - from) });
    seconds += opened.seconds;
    log(`${Math.min(from + SLICE, count)} connections are open after ${seconds.toFixed(0)} s`);
  }
  return seconds;
}

/** Lets the first connections echo, and returns the largest RSS of the server meanwhile. */
async function peakOf(processes: ConnectionProcesses, active: number) {
  let echoed = { echoes: 0, lost: 0, seconds: 0 };
  const peak = await processes.peakDuring(async () => {
    echoed = await processes.generate({ do: 'echo', count: active, rounds: ACTIVE_ROUNDS });
  });
  if (echoed.lost > 0) throw new Error(`${echoed.lost} messages of active connections were lost`);
  return { peak, echoed };
}

function requireSessions({ sessions }: MemoryReading, expected: number): void {
  if (sessions !== expected) throw new Error(`the server has ${sessions} sessions instead of ${expected}`);
}

/** The results of interleaved rounds. */
export function connectionsResults(
  { connections: count, active }: Pick<RoundSettings, 'active' | 'connections'>,
  measured: readonly MeasuredConnections[],
  missing: readonly Missing[],
): readonly Result[] {
  const common = { unit: 'bytes', ratios: {} } as const;
  return [
    {
      ...common,
      key: 'idle',
      title: `RSS of the server for one of ${count} idle connections`,
      rows: measured.map((each) => idleRow(each, measured[0] as MeasuredConnections)),
      gates: measured.map(idleGate),
      missing,
    },
    {
      ...common,
      key: 'active',
      title: `RSS of the server for one of ${active} connections that echo, at the peak`,
      rows: measured.map((each) => activeRow(each, measured[0] as MeasuredConnections)),
      gates: measured.map(activeGate),
      missing: [],
    },
  ];
}

function idleGate({ contender: { name, limit }, rounds }: MeasuredConnections): Gate {
  const measured = median(rounds.map(({ rss }) => rss));
  return { claim: `idle connection, ${name}`, measured, limit: { max: limit }, unit: ' bytes' };
}

function activeGate({ contender: { name }, rounds }: MeasuredConnections): Gate {
  const measured = median(rounds.map(({ active }) => active));
  return { claim: `active connection, ${name}`, measured, limit: { max: MAX_ACTIVE }, unit: ' bytes' };
}

function idleRow(measured: MeasuredConnections, ours: MeasuredConnections): Row {
  const { rounds } = measured;
  const detail = (key: keyof ConnectionsRound): number => median(rounds.map((round) => round[key]));
  return {
    ...rowOf('rss', measured, ours),
    details: {
      'heap bytes': detail('heap'),
      'committed heap bytes': detail('committedHeap'),
      'ArrayBuffer bytes': detail('arrayBuffers'),
      'handshakes 1/s': detail('handshakes'),
      'repeated pings': detail('repeated'),
    },
  };
}

function activeRow(measured: MeasuredConnections, ours: MeasuredConnections): Row {
  const echoes = median(measured.rounds.map((round) => round.echoes));
  return { ...rowOf('active', measured, ours), details: { 'echoes 1/s': echoes } };
}

function rowOf(key: 'active' | 'rss', { contender, rounds }: MeasuredConnections, ours: MeasuredConnections): Row {
  const values = rounds.map((round) => round[key]);
  const [low, high] = quartiles(values);
  return {
    key: contender.key,
    name: contender.name,
    median: median(values),
    best: Math.min(...values),
    low,
    high,
    ratio: median(values.map((value, index) => value / (ours.rounds[index]?.[key] ?? Number.NaN))),
  };
}
