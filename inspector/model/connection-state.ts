// What is known of one connection after some records of a trace. Values are replaced, never modified, so that the state
// at an earlier step can be kept without a copy.
import { edgeNames, type InspectedChart, type InspectedEdge } from './chart.ts';
import { type ActiveStates, Configuration, isWithin } from './configuration.ts';
import type { ConnectionTraceRecord, TimerRecord, TransitionRecord } from './trace-record.ts';

/** One machine of a connection. */
export interface MachineState {
  /** Id of its chart. */
  readonly machine: string;
  readonly instance: number;
  readonly active: ActiveStates;
  /** Index of the last edge in the chart, -1 for an edge that the chart does not have; absent before the first. */
  readonly lastEdge?: number;
  /** Atomic states that the last edge left. */
  readonly lastFrom: readonly string[];
  /** Indices of all edges taken so far. */
  readonly taken: ReadonlySet<number>;
  /** Transitions so far that the chart does not have in the state that was active. */
  readonly unexpected: number;
}

/** A timer that runs. */
export interface TimerState {
  readonly machine: string;
  readonly instance: number;
  readonly timer: string;
  /** Milliseconds since the start of the trace. */
  readonly startedAt: number;
  readonly duration: number;
}

/** One connection. */
export interface ConnectionState {
  readonly connection: string;
  readonly role?: string | undefined;
  readonly name?: string | undefined;
  readonly local?: string | undefined;
  readonly remote?: string | undefined;
  readonly peer?: string | undefined;
  readonly open: boolean;
  /** By `machineKey`, in the order of their first transitions. */
  readonly machines: ReadonlyMap<string, MachineState>;
  readonly timers: ReadonlyMap<string, TimerState>;
  readonly counters: Readonly<Record<string, number>>;
}

/** Instances of machines kept for one connection; the oldest are forgotten. */
const MAX_MACHINES = 64;

/** A chart with what the fold looks up in it. */
export interface IndexedChart {
  readonly chart: InspectedChart;
  /** Index of an edge by its name. */
  readonly edges: ReadonlyMap<string, number>;
}

export function indexChart(chart: InspectedChart): IndexedChart {
  return { chart, edges: new Map(edgeNames(chart).map((name, index) => [name, index])) };
}

/** `flight`, or `flight 2` for the third of its chart. */
export function machineKey({ machine, instance }: { readonly machine: string; readonly instance: number }): string {
  return instance === 0 ? machine : `${machine} ${instance}`;
}

/** A connection of which nothing is known yet. */
export function newConnection(connection: string): ConnectionState {
  return { connection, open: true, machines: new Map(), timers: new Map(), counters: {} };
}

/** The connection after one more record. `chartOf` finds a chart by the id of its machine. */
export function foldConnection(
  state: ConnectionState,
  record: ConnectionTraceRecord,
  chartOf: (machine: string) => IndexedChart | undefined,
): ConnectionState {
  switch (record.type) {
    case 'connection': {
      const { role, name, local, remote, peer } = record;
      return { ...newConnection(state.connection), role, name, local, remote, peer };
    }
    case 'transition':
      return { ...state, machines: afterTransition(state, record, chartOf(record.machine)) };
    case 'timer':
      return { ...state, timers: afterTimer(state, record) };
    case 'counters':
      return { ...state, counters: { ...state.counters, ...record.values } };
    case 'closed':
      return { ...state, open: false, timers: new Map() };
    case 'datagram':
    case 'event':
      return state;
  }
}

function afterTransition(
  { machines }: ConnectionState,
  record: TransitionRecord,
  indexed: IndexedChart | undefined,
): ReadonlyMap<string, MachineState> {
  const key = machineKey(record);
  const before = machines.get(key) ?? newMachine(record, indexed);
  const index = indexed?.edges.get(record.edge) ?? -1;
  const edge = indexed?.chart.edges[index];
  const { atomic } = before.active;
  const left = edge === undefined ? atomic : atomic.filter((path) => isWithin(path, edge.from));
  const isUnexpected = indexed !== undefined && (edge === undefined || left.length === 0);
  const next: MachineState = {
    ...before,
    active: activeAfter(before.active, record, indexed, edge),
    lastEdge: index,
    lastFrom: record.from ?? (left.length === 0 ? atomic : left),
    taken: before.taken.has(index) || index < 0 ? before.taken : new Set(before.taken).add(index),
    unexpected: before.unexpected + (isUnexpected ? 1 : 0),
  };
  const after = new Map(machines).set(key, next);
  const [oldest] = after.keys();
  if (after.size > MAX_MACHINES && oldest !== undefined) after.delete(oldest);
  return after;
}

/** The writer's word for the active states wins over the replay, which also has to know about history. */
function activeAfter(
  before: ActiveStates,
  { to }: TransitionRecord,
  indexed: IndexedChart | undefined,
  edge: InspectedEdge | undefined,
): ActiveStates {
  if (indexed === undefined || edge === undefined) return { ...before, atomic: to ?? before.atomic };
  const configuration = new Configuration(indexed.chart, before);
  configuration.takeTransition(edge);
  return to === undefined ? configuration.active : { ...configuration.active, atomic: to };
}

function newMachine({ machine, instance, from }: TransitionRecord, indexed: IndexedChart | undefined): MachineState {
  const initial = indexed === undefined ? undefined : new Configuration(indexed.chart).active;
  const active = initial ?? { atomic: from ?? [], history: new Map() };
  return { machine, instance, active, lastFrom: [], taken: new Set(), unexpected: 0 };
}

function afterTimer({ timers }: ConnectionState, record: TimerRecord): ReadonlyMap<string, TimerState> {
  const { machine, instance, timer, operation, time, duration = 0 } = record;
  const key = `${machineKey(record)}/${timer}`;
  const after = new Map(timers);
  after.delete(key);
  if (operation === 'start') after.set(key, { machine, instance, timer, startedAt: time, duration });
  const [oldest] = after.keys();
  if (after.size > MAX_MACHINES && oldest !== undefined) after.delete(oldest);
  return after;
}
