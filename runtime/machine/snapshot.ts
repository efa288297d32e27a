import { WirechartError } from '../errors/wirechart-error.ts';
import type { MachineActor, MachineTimer } from './edge.ts';
import type { RunToCompletion } from './run-to-completion.ts';

/** What a machine stores about a region: its active state, or the one that was active when a state was last exited. */
export interface MachineRegister {
  /** `state`, `connectedWriteState`; for recorded history the name of its field. */
  readonly name: string;
  /** The names of the states, by number. */
  readonly states: readonly string[];
}

/** The tables of a compiled chart that a snapshot needs. The generated module has one as `flightTables`. */
export interface MachineTables {
  /** Id of the chart. */
  readonly chart: string;
  readonly registers: readonly MachineRegister[];
  readonly timers: readonly MachineTimer[];
  readonly actors: readonly MachineActor[];
}

/** A machine between two events, as plain data that JSON can hold. Names, not numbers, so that a changed chart is noticed. */
export interface MachineSnapshot {
  readonly chart: string;
  /** The state of each register, by name. Absent: nothing is active or recorded. */
  readonly states: Readonly<Record<string, string>>;
  /** When each running timer expires, in milliseconds of the host's clock, by the timer's name: `WAITING.ARMED.retransmit`. */
  readonly timers: Readonly<Record<string, number>>;
  /** The ids of the actors that run. */
  readonly actors: readonly string[];
}

/** What runs for a machine: its host knows. */
export interface MachineActivity {
  /** When a timer expires, in milliseconds of the host's clock; undefined if it does not run. */
  deadlineOf?(timer: number): number | undefined;
  /** Whether an actor runs. */
  isRunning?(actor: number): boolean;
}

/** Starts again what ran for a machine. A deadline may have passed meanwhile: the host expires that timer at once. */
export interface MachineRevival {
  /** Starts a timer that expires at a time of the host's clock, in milliseconds. */
  startTimerAt?(timer: number, deadline: number): void;
  startActor?(actor: number): void;
}

/**
 * The state of a machine as data, with what runs for it. XState loses the timers of a snapshot; this one has them.
 *
 * @throws {WirechartError} `ERR_WIRECHART_MACHINE_SNAPSHOT` before `start`, while the machine handles an event, and after it
 *   has failed.
 */
export function takeSnapshot(
  machine: RunToCompletion,
  { chart, registers, timers, actors }: MachineTables,
  activity: MachineActivity = {},
): MachineSnapshot {
  if (!machine.idle) throw invalid(chart, 'the machine handles an event, was not started, or has failed');
  const values = machine.save();
  const states = registers.flatMap(({ name, states }, index): (readonly [string, string])[] => {
    const state = states[values[index] ?? -1];
    return state === undefined ? [] : [[name, state]];
  });
  const running = timers.flatMap((timer, index): (readonly [string, number])[] => {
    const deadline = activity.deadlineOf?.(index);
    return deadline === undefined ? [] : [[timerName(timer), deadline]];
  });
  return {
    chart,
    states: Object.fromEntries(states),
    timers: Object.fromEntries(running),
    actors: actors.flatMap(({ id }, index) => (activity.isRunning?.(index) === true ? [id] : [])),
  };
}

/**
 * Brings a new machine, which was not started, into the state of a snapshot, without entry actions, and starts what ran.
 *
 * @throws {WirechartError} `ERR_WIRECHART_MACHINE_SNAPSHOT` when the snapshot is not one of this chart; the machine is unchanged.
 */
export function restoreSnapshot(
  machine: RunToCompletion,
  { chart, registers, timers, actors }: MachineTables,
  snapshot: MachineSnapshot,
  revival: MachineRevival = {},
): void {
  if (typeof snapshot !== 'object' || snapshot === null) throw invalid(chart, 'it is no object');
  if (snapshot.chart !== chart) throw invalid(chart, `it is one of chart ${String(snapshot.chart)}`);
  const states = entriesOf(chart, 'states', snapshot.states);
  const values = registers.map(({ name, states: known }) => {
    const state = states.get(name);
    if (state === undefined) return -1;
    const number = known.indexOf(String(state));
    if (number === -1) throw invalid(chart, `${name} has no state ${String(state)}`);
    return number;
  });
  const unknown = [...states.keys()].find((name) => registers.every((register) => register.name !== name));
  if (unknown !== undefined) throw invalid(chart, `it has no region ${unknown}`);
  const deadlines = [...entriesOf(chart, 'timers', snapshot.timers)].map(([name, deadline]) => {
    const timer = timers.findIndex((known) => timerName(known) === name);
    if (timer === -1) throw invalid(chart, `it has no timer ${name}`);
    if (typeof deadline !== 'number' || !Number.isFinite(deadline)) throw invalid(chart, `timer ${name} has no time`);
    return [timer, deadline] as const;
  });
  if (!Array.isArray(snapshot.actors)) throw invalid(chart, 'actors is no list');
  const running = snapshot.actors.map((id: unknown) => {
    const actor = actors.findIndex((known) => known.id === id);
    if (actor === -1) throw invalid(chart, `it has no actor ${String(id)}`);
    return actor;
  });
  if (!machine.load(values))
    throw invalid(chart, 'the machine was started already, or the states do not belong together');
  for (const [timer, deadline] of deadlines) revival.startTimerAt?.(timer, deadline);
  for (const actor of running) revival.startActor?.(actor);
}

function timerName({ state, delay }: MachineTimer): string {
  return state === '' ? delay : `${state}.${delay}`;
}

function entriesOf(chart: string, name: string, value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(chart, `${name} is no object`);
  return new Map(Object.entries(value));
}

function invalid(chart: string, reason: string): WirechartError {
  return new WirechartError('ERR_WIRECHART_MACHINE_SNAPSHOT', `snapshot of chart ${chart}: ${reason}`);
}
