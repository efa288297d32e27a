// A recording of a run of two peers, and the check of one that comes from a file.
import { WirechartError } from 'wirechart/runtime';

export type Peer = 'client' | 'server';

/** A state machine in a recording: one chart at one peer. */
export interface RecordedMachine {
  readonly peer: Peer;
  /** Id of its chart: `client`, `server`, `flight`. */
  readonly machine: string;
}

/** A datagram, at the time of its transmission. */
export interface DatagramStep {
  readonly kind: 'datagram';
  /** Milliseconds since the start of the run. */
  readonly time: number;
  readonly from: Peer;
  /** Size of the datagram in bytes. */
  readonly length: number;
  /** One line for each record: `ClientHello`, `epoch 2: Certificate`. */
  readonly records: readonly string[];
  /** Time of arrival in milliseconds since the start of the run. Absent: the datagram was lost. */
  readonly arrival?: number;
}

/** A machine took a transition. */
export interface TransitionStep extends RecordedMachine {
  readonly kind: 'transition';
  readonly time: number;
  /** Index into the chart's edges. */
  readonly edge: number;
}

/** Another event, for example secure, an application message or the end of the connection. */
export interface EventStep {
  readonly kind: 'event';
  readonly time: number;
  readonly peer: Peer;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

export type RecordingStep = DatagramStep | TransitionStep | EventStep;

/** The steps of a run of two peers, in their order. Can be stored as JSON. */
export interface Recording {
  /** Title: `DTLS 1.3 handshake over a simulated network`. */
  readonly title: string;
  /** The conditions of the run: `5 ms each way, no loss`. */
  readonly note: string;
  readonly machines: readonly RecordedMachine[];
  readonly steps: readonly RecordingStep[];
}

/** Maximum number of steps, because a page with more is slow in a browser. */
export const MAX_STEPS = 10_000;

/**
 * Parses and checks a recording from a file.
 *
 * @throws {WirechartError} `ERR_WIRECHART_RECORDING` with the position of the first error.
 */
export function parseRecording(json: string): Recording {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new WirechartError('ERR_WIRECHART_RECORDING', 'the recording is not JSON', { cause });
  }
  const recording = record(value, 'recording');
  const steps = list(recording['steps'], 'steps');
  if (steps.length > MAX_STEPS) throw invalid('steps', `at most ${MAX_STEPS}`);
  return {
    title: text(recording['title'], 'title'),
    note: text(recording['note'], 'note'),
    machines: list(recording['machines'], 'machines').map((each, index) => machine(each, `machines[${index}]`)),
    steps: steps.map((each, index) => step(each, `steps[${index}]`)),
  };
}

function step(value: unknown, at: string): RecordingStep {
  const given = record(value, at);
  const time = number(given['time'], `${at}.time`);
  switch (given['kind']) {
    case 'datagram': {
      const records = list(given['records'], `${at}.records`).map((each, index) =>
        text(each, `${at}.records[${index}]`),
      );
      const length = count(given['length'], `${at}.length`);
      const datagram = { kind: 'datagram', time, from: peer(given['from'], `${at}.from`), length, records } as const;
      if (given['arrival'] === undefined) return datagram;
      return { ...datagram, arrival: number(given['arrival'], `${at}.arrival`) };
    }
    case 'transition':
      return { kind: 'transition', time, ...machine(value, at), edge: count(given['edge'], `${at}.edge`) };
    case 'event': {
      const { tone } = given;
      if (tone !== 'plain' && tone !== 'good' && tone !== 'bad') throw invalid(`${at}.tone`, 'plain, good or bad');
      return {
        kind: 'event',
        time,
        peer: peer(given['peer'], `${at}.peer`),
        text: text(given['text'], `${at}.text`),
        tone,
      };
    }
    default:
      throw invalid(`${at}.kind`, 'datagram, transition or event');
  }
}

function machine(value: unknown, at: string): RecordedMachine {
  const given = record(value, at);
  return { peer: peer(given['peer'], `${at}.peer`), machine: text(given['machine'], `${at}.machine`) };
}

function peer(value: unknown, at: string): Peer {
  if (value !== 'client' && value !== 'server') throw invalid(at, 'client or server');
  return value;
}

function record(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw invalid(at, 'an object');
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(at, 'a list');
  return value;
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string') throw invalid(at, 'a string');
  return value;
}

function number(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(at, 'a number');
  return value;
}

function count(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw invalid(at, 'a whole number');
  return value;
}

function invalid(at: string, expected: string): WirechartError {
  return new WirechartError('ERR_WIRECHART_RECORDING', `${at}: expected ${expected}`);
}
