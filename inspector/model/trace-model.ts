import type { InspectedChart } from './chart.ts';
import {
  type ConnectionState,
  foldConnection,
  type IndexedChart,
  indexChart,
  machineKey,
  newConnection,
} from './connection-state.ts';
import {
  type ParsedLine,
  parseTraceLine,
  type TraceHeader,
  type TraceRecord,
  type TransitionRecord,
} from './trace-record.ts';

/** Records that are kept. When more arrive, the oldest tenth is forgotten; its effect on the states stays. */
export const MAX_RECORDS = 200_000;
/** Connections whose states are kept; the oldest are forgotten. */
const MAX_CONNECTIONS = 1000;
/** Charts that a trace may bring with it. */
const MAX_CHARTS = 200;
/** Records between two states that are kept for stepping backwards. */
const INTERVAL = 500;

/** All connections at one place of the trace, by their names in the trace. */
export type TraceState = ReadonlyMap<string, ConnectionState>;

/**
 * A trace: its records, its steps, and the states of all machines at any step. Live streams, files and inline data go
 * through the same fold.
 *
 * A step is a record that something visible happens in, together with the quiet records that follow it: timers,
 * counters and the arrival of a datagram whose transmission is a step too. Position 0 is before the first step.
 */
export class TraceModel {
  header: TraceHeader | undefined;
  readonly #charts = new Map<string, IndexedChart>();
  #records: TraceRecord[] = [];
  /** Index of the record of each step. */
  #steps: number[] = [];
  /** States before the records 0, INTERVAL, 2 INTERVAL, ... */
  #kept: TraceState[] = [new Map()];
  #latest = new Map<string, ConnectionState>();
  #forgottenSteps = 0;
  #sentIds = new Map<number, number>();
  #arrivals = new Map<number, number>();
  /** The last answer of `stateAt`: stepping forwards continues there. */
  #cursor: { place: number; state: Map<string, ConnectionState> } = { place: 0, state: new Map() };

  /** `charts` are those of the protocols; a chart in the trace with the same id replaces one of them. */
  constructor(charts: readonly InspectedChart[] = []) {
    for (const chart of charts) this.#charts.set(chart.id, indexChart(chart));
  }

  /** Reads a line and keeps its record. Returns what is wrong with the line. */
  appendLine(line: string): string | undefined {
    const parsed = parseTraceLine(line);
    return parsed.kind === 'error' ? parsed.reason : this.append(parsed);
  }

  /** Keeps what a line holds. Returns the reason when it cannot. */
  append(parsed: ParsedLine): string | undefined {
    switch (parsed.kind) {
      case 'header':
        this.header = parsed.header;
        return undefined;
      case 'chart':
        if (this.#charts.size >= MAX_CHARTS && !this.#charts.has(parsed.chart.id))
          return `more than ${MAX_CHARTS} charts`;
        this.#charts.set(parsed.chart.id, indexChart(parsed.chart));
        return undefined;
      case 'record':
        this.#add(parsed.record);
        return undefined;
      case 'skip':
        return undefined;
      case 'error':
        return parsed.reason;
    }
  }

  /** Number of steps that are kept. */
  get length(): number {
    return this.#steps.length;
  }

  /** Number of records that are kept. */
  get recordCount(): number {
    return this.#records.length;
  }

  /** Steps before position 0 that are forgotten. */
  get forgottenSteps(): number {
    return this.#forgottenSteps;
  }

  /** Milliseconds since the start of the trace of its last record; 0 without records. */
  get lastTime(): number {
    return this.#records.at(-1)?.time ?? 0;
  }

  chart(machine: string): InspectedChart | undefined {
    return this.#charts.get(machine)?.chart;
  }

  /** Index of an edge in its chart by its name; -1 when the chart does not have it. */
  edgeIndex(machine: string, edge: string): number {
    return this.#charts.get(machine)?.edges.get(edge) ?? -1;
  }

  /** Charts that the trace brought with it are among them. */
  get charts(): readonly InspectedChart[] {
    return [...this.#charts.values()].map(({ chart }) => chart);
  }

  record(index: number): TraceRecord | undefined {
    return this.#records[index];
  }

  /** The record of the step at a position from 1. */
  step(position: number): TraceRecord | undefined {
    return this.#records[this.#steps[position - 1] ?? -1];
  }

  /** Index of the record of the step at a position from 1; -1 at position 0. */
  recordOf(position: number): number {
    return this.#steps[position - 1] ?? -1;
  }

  /** The position of the step that a record belongs to. */
  positionOf(index: number): number {
    let low = 0;
    let high = this.#steps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#steps[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Time of arrival of a sent datagram whose both ends are in the trace. */
  arrivalOf(record: TraceRecord): number | undefined {
    return record.type === 'datagram' && record.id !== undefined ? this.#arrivals.get(record.id) : undefined;
  }

  /** All connections after the step at `position` and its quiet records. */
  stateAt(position: number): TraceState {
    if (position >= this.#steps.length) return this.#latest;
    const end = this.#steps[position] ?? this.#records.length;
    if (this.#cursor.place > end || end - this.#cursor.place > INTERVAL) {
      const kept = Math.min(Math.floor(end / INTERVAL), this.#kept.length - 1);
      this.#cursor = { place: kept * INTERVAL, state: new Map(this.#kept[kept]) };
    }
    while (this.#cursor.place < end) {
      const record = this.#records[this.#cursor.place];
      if (record !== undefined) this.#fold(this.#cursor.state, record);
      this.#cursor.place++;
    }
    return this.#cursor.state;
  }

  #add(record: TraceRecord): void {
    if (this.#records.length >= MAX_RECORDS) this.#forget();
    const index = this.#records.length;
    if (index > 0 && index % INTERVAL === 0) this.#kept.push(new Map(this.#latest));
    if (this.#isStep(record)) this.#steps.push(index);
    this.#fold(this.#latest, record);
    this.#records.push(record.type === 'transition' ? this.#completed(record) : record);
  }

  /** The transition with the states that it left and those that are active after it. */
  #completed(record: TransitionRecord): TransitionRecord {
    const machine = this.#latest.get(record.connection)?.machines.get(machineKey(record));
    if (machine === undefined) return record;
    return { ...record, from: machine.lastFrom, to: machine.active.atomic };
  }

  #isStep(record: TraceRecord): boolean {
    switch (record.type) {
      case 'timer':
        return record.operation === 'expire';
      case 'counters':
        return false;
      case 'datagram':
        if (record.id === undefined) return true;
        if (record.direction === 'sent') {
          this.#sentIds.set(record.id, record.time);
          return true;
        }
        if (!this.#sentIds.has(record.id)) return true;
        if (!this.#arrivals.has(record.id)) this.#arrivals.set(record.id, record.time);
        return false;
      default:
        return true;
    }
  }

  #fold(state: Map<string, ConnectionState>, record: TraceRecord): void {
    if (record.type === 'dropped') return;
    const { connection } = record;
    const before = state.get(connection) ?? newConnection(connection);
    state.set(
      connection,
      foldConnection(before, record, (machine) => this.#charts.get(machine)),
    );
    const [oldest] = state.keys();
    if (state.size > MAX_CONNECTIONS && oldest !== undefined) state.delete(oldest);
  }

  /** Forgets the oldest tenth, a multiple of the interval. */
  #forget(): void {
    const count = Math.floor(MAX_RECORDS / 10 / INTERVAL) * INTERVAL;
    const steps = this.#steps.findIndex((index) => index >= count);
    const gone = steps === -1 ? this.#steps.length : steps;
    this.#records = this.#records.slice(count);
    this.#steps = this.#steps.slice(gone).map((index) => index - count);
    this.#kept = this.#kept.slice(count / INTERVAL);
    this.#forgottenSteps += gone;
    for (const times of [this.#sentIds, this.#arrivals]) forgetBefore(times, this.#records[0]?.time ?? 0);
    this.#cursor = { place: 0, state: new Map(this.#kept[0]) };
  }
}

function forgetBefore(times: Map<number, number>, time: number): void {
  for (const [id, at] of times) if (at < time) times.delete(id);
}
