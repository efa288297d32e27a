// The records of a trace, version 1, and the check of one line. A line that is wrong is an answer, not an exception:
// the caller says which file or connection it came from.
import type { InspectedChart } from './chart.ts';

/** The first line of a trace. */
export interface TraceHeader {
  readonly type: 'trace';
  readonly version: 1;
  readonly protocol?: string;
  readonly title?: string;
  readonly note?: string;
  readonly startedAt?: string;
}

interface OfConnection {
  /** Milliseconds since the start of the trace. */
  readonly time: number;
  readonly connection: string;
}

export interface ConnectionRecord extends OfConnection {
  readonly type: 'connection';
  readonly role?: string;
  readonly name?: string;
  readonly local?: string;
  readonly remote?: string;
  /** The other end, where it is in the trace too. */
  readonly peer?: string;
}

/** Which machine of a connection: the `instance`th of its chart, counted from 0. */
interface OfMachine extends OfConnection {
  readonly machine: string;
  readonly instance: number;
}

export interface TransitionRecord extends OfMachine {
  readonly type: 'transition';
  readonly event: string;
  readonly edge: string;
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly actions?: readonly string[];
}

export interface TimerRecord extends OfMachine {
  readonly type: 'timer';
  readonly timer: string;
  readonly operation: 'start' | 'cancel' | 'expire';
  /** Milliseconds; of a start only. */
  readonly duration?: number;
}

export interface DatagramRecord extends OfConnection {
  readonly type: 'datagram';
  readonly direction: 'sent' | 'received';
  /** Bytes. */
  readonly length: number;
  /** One line for each record in it. */
  readonly records: readonly string[];
  /** Links the sent and the received record of one datagram. */
  readonly id?: number;
  readonly lost?: boolean;
}

export interface EventRecord extends OfConnection {
  readonly type: 'event';
  readonly name: string;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

export interface CountersRecord extends OfConnection {
  readonly type: 'counters';
  readonly values: Readonly<Record<string, number>>;
}

export interface ClosedRecord extends OfConnection {
  readonly type: 'closed';
}

export interface DroppedRecord {
  readonly type: 'dropped';
  readonly time: number;
  /** Records that the writer left out. */
  readonly count: number;
}

/** Records of a connection. */
export type ConnectionTraceRecord =
  | ConnectionRecord
  | TransitionRecord
  | TimerRecord
  | DatagramRecord
  | EventRecord
  | CountersRecord
  | ClosedRecord;

/** What the page keeps. Secrets are left out when a line is read. */
export type TraceRecord = ConnectionTraceRecord | DroppedRecord;

/** A line of a trace: what it holds, `skip` for what the page does not know or keep, or what is wrong with it. */
export type ParsedLine =
  | { readonly kind: 'header'; readonly header: TraceHeader }
  | { readonly kind: 'record'; readonly record: TraceRecord }
  | { readonly kind: 'chart'; readonly chart: InspectedChart }
  | { readonly kind: 'skip' }
  | { readonly kind: 'error'; readonly reason: string };

/** Characters of a text that are kept. */
const MAX_TEXT = 2000;
/** Items of a list that are kept. */
const MAX_ITEMS = 100;

type Given = Readonly<Record<string, unknown>>;

/** Reads one line. Unknown types are skipped, unknown fields are ignored, long texts are cut. */
export function parseTraceLine(line: string): ParsedLine {
  if (line.trim() === '') return { kind: 'skip' };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return error('not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return error('expected an object');
  const check = new LineCheck(value as Given);
  const parsed = parseGiven(value as Given, check);
  return check.problem === undefined ? parsed : error(check.problem);
}

function parseGiven(given: Given, check: LineCheck): ParsedLine {
  switch (given['type']) {
    case 'trace':
      return header(given, check);
    case 'dropped':
      return { kind: 'record', record: { type: 'dropped', time: check.number('time'), count: check.number('count') } };
    case 'chart':
      return chart(given['chart']);
    case 'connection':
    case 'transition':
    case 'timer':
    case 'datagram':
    case 'event':
    case 'counters':
    case 'closed':
      return { kind: 'record', record: ofConnection(given['type'], check) };
    default:
      return typeof given['type'] === 'string' ? { kind: 'skip' } : error('type: expected a string');
  }
}

function header({ version }: Given, check: LineCheck): ParsedLine {
  if (version !== 1) return error(`version ${String(version).slice(0, 20)} of the format: this page reads version 1`);
  const header = { type: 'trace', version, ...check.optionalTexts('protocol', 'title', 'note', 'startedAt') } as const;
  return { kind: 'header', header };
}

function ofConnection(type: ConnectionTraceRecord['type'], check: LineCheck): ConnectionTraceRecord {
  const base = { time: check.number('time'), connection: check.text('connection') };
  switch (type) {
    case 'connection':
      return { type, ...base, ...check.optionalTexts('role', 'name', 'local', 'remote', 'peer') };
    case 'transition': {
      const machine = { machine: check.text('machine'), instance: check.number('instance', 0) };
      const edge = { event: check.text('event', ''), edge: check.text('edge') };
      return { type, ...base, ...machine, ...edge, ...check.optionalLists('from', 'to', 'actions') };
    }
    case 'timer': {
      const machine = { machine: check.text('machine'), instance: check.number('instance', 0) };
      const operation = check.oneOf('operation', ['start', 'cancel', 'expire'] as const);
      const timer = { timer: check.text('timer'), operation };
      return operation === 'start'
        ? { type, ...base, ...machine, ...timer, duration: check.number('duration') }
        : { type, ...base, ...machine, ...timer };
    }
    case 'datagram': {
      const direction = check.oneOf('direction', ['sent', 'received'] as const);
      const { records = [] } = check.optionalLists('records');
      const datagram = { type, ...base, direction, length: check.number('length'), records };
      const linked = check.has('id') ? { ...datagram, id: check.number('id') } : datagram;
      return check.isTrue('lost') ? { ...linked, lost: true } : linked;
    }
    case 'event': {
      const tone = check.has('tone') ? check.oneOf('tone', ['plain', 'good', 'bad'] as const) : 'plain';
      const name = check.text('name', '');
      return { type, ...base, name, text: check.text('text', name), tone };
    }
    case 'counters':
      return { type, ...base, values: check.counts('values') };
    case 'closed':
      return { type, ...base };
  }
}

/** A chart needs what the page draws; its SVG is checked when it is drawn. */
function chart(value: unknown): ParsedLine {
  if (typeof value !== 'object' || value === null) return error('chart: expected an object');
  const { id, title = '', svg = '', events = [], initial = '', states, edges, kind } = value as Given;
  if (typeof id !== 'string' || typeof initial !== 'string') return error('chart: expected the texts id and initial');
  const lists = [events, states, edges].every(Array.isArray);
  if (!lists) return error('chart: expected the lists events, states and edges');
  const isState = (each: unknown): boolean => isRecord(each) && typeof each['path'] === 'string';
  const isTexts = (each: unknown): boolean => Array.isArray(each) && each.every((text) => typeof text === 'string');
  const isEdge = (each: unknown): boolean =>
    isRecord(each) &&
    typeof each['from'] === 'string' &&
    typeof each['trigger'] === 'string' &&
    (each['to'] === undefined || isTexts(each['to'])) &&
    Array.isArray(each['actions']);
  if (!(states as unknown[]).every(isState)) return error('chart: a state without a path');
  if (!(edges as unknown[]).every(isEdge)) return error('chart: an edge without from, trigger or actions');
  const drawn = { ...(value as object), id, title, svg, events, initial, states, edges } as unknown as InspectedChart;
  return { kind: 'chart', chart: kind === 'parallel' ? { ...drawn, kind } : drawn };
}

/** Takes the fields of a line and remembers the first that is wrong. */
class LineCheck {
  problem: string | undefined;
  readonly #given: Given;

  constructor(given: Given) {
    this.#given = given;
  }

  has(name: string): boolean {
    return this.#given[name] !== undefined;
  }

  isTrue(name: string): boolean {
    return this.#given[name] === true;
  }

  text(name: string, absent?: string): string {
    const value = this.#given[name] ?? absent;
    if (typeof value === 'string') return cut(value);
    return this.#expected(name, 'a string', '');
  }

  number(name: string, absent?: number): number {
    const value = this.#given[name] ?? absent;
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    return this.#expected(name, 'a number from 0', 0);
  }

  oneOf<const T extends string>(name: string, choices: readonly [T, ...T[]]): T {
    const found = choices.find((choice) => choice === this.#given[name]);
    return found ?? this.#expected(name, choices.join(', '), choices[0]);
  }

  optionalTexts<const T extends string>(...names: readonly T[]): Partial<Record<T, string>> {
    const texts: Partial<Record<T, string>> = {};
    for (const name of names) if (this.has(name)) texts[name] = this.text(name);
    return texts;
  }

  optionalLists<const T extends string>(...names: readonly T[]): Partial<Record<T, readonly string[]>> {
    const lists: Partial<Record<T, readonly string[]>> = {};
    for (const name of names) {
      const value = this.#given[name];
      if (value === undefined) continue;
      if (Array.isArray(value) && value.every((each) => typeof each === 'string')) {
        lists[name] = value.slice(0, MAX_ITEMS).map(cut);
      } else this.#expected(name, 'a list of strings', undefined);
    }
    return lists;
  }

  counts(name: string): Readonly<Record<string, number>> {
    const value = this.#given[name];
    if (!isRecord(value)) return this.#expected(name, 'an object', {});
    const counts = Object.entries(value).filter((each): each is [string, number] => typeof each[1] === 'number');
    return Object.fromEntries(counts.slice(0, MAX_ITEMS));
  }

  #expected<T>(name: string, expected: string, instead: T): T {
    this.problem ??= `${name}: expected ${expected}`;
    return instead;
  }
}

function isRecord(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function error(reason: string): ParsedLine {
  return { kind: 'error', reason };
}
