// The time of single operations of timers, beside 100,000 that are armed.
import { SeededRandom } from 'wirechart/testing';
import type { MeasureOptions, Timing } from '../measurement.ts';
import { measure, timingOf } from '../measurement.ts';
import { type DrivenTimers, HeapTimers, NodeTimeouts, type Timers, WheelTimers } from './contenders.ts';

/** Connections, each with an armed timer. */
export const CONNECTIONS = 100_000;
/** The idle timeout of a connection in milliseconds. */
export const IDLE_TIMEOUT = 300_000;
/** Milliseconds between two messages of a connection, on average. */
export const MESSAGE_INTERVAL = 30_000;

/** Timers that are armed, expire or are cleared between two readings of the clock. */
const BATCH = 2000;
const START = 1_795_000_000_000;
/** Milliseconds of measurement for each contender of batches. */
const BATCH_MS = 400;
/** Milliseconds of all bursts. */
const BURSTS_MS = 6000;
/** Ids in random order; a power of two. */
const ORDER = 2 ** 18;

/** The names of the contenders in tables. */
export const NAMES = { wheel: 'timer wheel', heap: 'heap of objects', timeouts: 'a setTimeout each' } as const;

type Driven = Readonly<Record<'wheel' | 'heap', DrivenTimers>>;

/** Random ids of connections, `ORDER` of them. */
export function randomIds(seed: number): Int32Array {
  const random = new SeededRandom(seed);
  return Int32Array.from({ length: ORDER }, () => Math.floor(random.fraction() * CONNECTIONS));
}

/** Arms a timer for each connection, at random times within the idle timeout, `after` milliseconds later. */
export function armAll(timers: Timers, now: number, after = 0): void {
  const random = new SeededRandom(2);
  for (let id = 0; id < CONNECTIONS; id++) timers.set(id, now + after + random.fraction() * IDLE_TIMEOUT, now);
}

/** Expires all timers that are due. Those of connections are armed again, the others cleared. */
function expire(timers: DrivenTimers, now: number): number {
  let count = 0;
  for (let id = timers.due(now); id >= 0; id = timers.due(now)) {
    if (id < CONNECTIONS) timers.set(id, now + IDLE_TIMEOUT, now);
    else timers.clear(id);
    count += 1;
  }
  return count;
}

/**
 * A message of a random connection arms its timer again, for the idle timeout from then. As in an endpoint, the next
 * deadline is read after it, and timers that are due are expired. Time passes as if each connection had a message in
 * `MESSAGE_INTERVAL`, so the work that the wheel postpones is part of the time.
 */
export function measureRearming(options: MeasureOptions): Record<string, Timing> {
  const ids = randomIds(3);
  const rearming = (timers: DrivenTimers): ((times: number) => void) => {
    armAll(timers, START);
    let now = START;
    let at = 0;
    return (times) => {
      for (let count = 0; count < times; count++) {
        now += MESSAGE_INTERVAL / CONNECTIONS;
        at = (at + 1) & (ORDER - 1);
        timers.set(ids[at] as number, now + IDLE_TIMEOUT, now);
        if (timers.next() <= now) expire(timers, now);
      }
    };
  };
  // The delay of a timer does not change here, so each is only refreshed.
  const timeouts = new NodeTimeouts(CONNECTIONS, () => {});
  for (let id = 0; id < CONNECTIONS; id++) timeouts.set(id, IDLE_TIMEOUT, 0);
  let at = 0;
  const timings = measure(
    {
      [NAMES.wheel]: rearming(new WheelTimers()),
      [NAMES.heap]: rearming(new HeapTimers(CONNECTIONS)),
      [NAMES.timeouts]: (times) => {
        for (let count = 0; count < times; count++) {
          at = (at + 1) & (ORDER - 1);
          timeouts.set(ids[at] as number, IDLE_TIMEOUT, 0);
        }
      },
    },
    options,
  );
  for (let id = 0; id < CONNECTIONS; id++) timeouts.clear(id);
  return timings;
}

/**
 * The hostile case: the timers of all connections are due within a second, and each packet arms the earliest one again, a
 * millisecond before it is due. Then the next deadline is read, and timers that are due are asked for.
 */
export function measureEarliest(options: MeasureOptions): Record<string, Timing> {
  const earliest = (timers: DrivenTimers): ((times: number) => void) => {
    const deadlines = Float64Array.from({ length: CONNECTIONS }, (_, id) => START + IDLE_TIMEOUT + id / 100);
    for (const [id, deadline] of deadlines.entries()) timers.set(id, deadline, START);
    let id = 0;
    return (times) => {
      for (let count = 0; count < times; count++) {
        const deadline = deadlines[id] as number;
        const now = deadline - 1;
        deadlines[id] = deadline + IDLE_TIMEOUT;
        timers.set(id, deadline + IDLE_TIMEOUT, now);
        if (timers.next() <= now && timers.due(now) !== -1) throw new Error('a timer is due before its deadline');
        id = id === CONNECTIONS - 1 ? 0 : id + 1;
      }
    };
  };
  return measure(
    { [NAMES.wheel]: earliest(new WheelTimers()), [NAMES.heap]: earliest(new HeapTimers(CONNECTIONS)) },
    options,
  );
}

/** The times of arming, clearing and expiring one timer, by contender. */
export interface BatchTimings {
  readonly arm: Record<string, Timing>;
  readonly cancel: Record<string, Timing>;
  readonly fire: Record<string, Timing>;
}

/** Nanoseconds for one timer, a value for each batch. */
interface Samples {
  readonly arm: number[];
  readonly cancel: number[];
  readonly fire: number[];
}

/** Arms and clears `BATCH` timers beside those of all connections, then arms as many that are due at about the same time. */
export async function measureBatches({
  measuredMs = BATCH_MS,
  warmUpMs = measuredMs,
}: MeasureOptions): Promise<BatchTimings> {
  const driven: Driven = { wheel: new WheelTimers(), heap: new HeapTimers(CONNECTIONS + BATCH) };
  let fired = (): void => {};
  const timeouts = new NodeTimeouts(CONNECTIONS + BATCH, () => fired());
  let now = START;
  for (const timers of [driven.wheel, driven.heap, timeouts]) armAll(timers, now);
  const ahead = Float64Array.from(randomIds(4), (id) => (id / CONNECTIONS) * IDLE_TIMEOUT);
  const samples = { wheel: noSamples(), heap: noSamples(), timeouts: noSamples() };
  const begin = performance.now();
  let warm = false;
  do {
    if (!warm && performance.now() - begin >= warmUpMs) {
      warm = true;
      for (const each of Object.values(samples)) for (const list of Object.values(each)) list.length = 0;
    }
    now += 2;
    for (const key of ['wheel', 'heap'] as const) {
      const timers = driven[key];
      measureArming(timers, samples[key], now, ahead);
      for (let id = 0; id < BATCH; id++) timers.set(CONNECTIONS + id, now + 1 + id / BATCH, now);
      measureDue(timers, samples[key], now + 2);
    }
    measureArming(timeouts, samples.timeouts, now, ahead);
    await measureTimeouts(timeouts, samples.timeouts, (listener) => {
      fired = listener;
    });
  } while (!warm || performance.now() - begin < warmUpMs + 3 * measuredMs);
  for (let id = 0; id < CONNECTIONS; id++) timeouts.clear(id);
  const timings = (kind: keyof Samples): Record<string, Timing> =>
    Object.fromEntries(
      (['wheel', 'heap', 'timeouts'] as const).map((key) => [NAMES[key], timingOf(samples[key][kind])]),
    );
  return { arm: timings('arm'), cancel: timings('cancel'), fire: timings('fire') };
}

function noSamples(): Samples {
  return { arm: [], cancel: [], fire: [] };
}

function measureArming(timers: Timers | DrivenTimers, samples: Samples, now: number, ahead: Float64Array): void {
  const begin = performance.now();
  for (let id = 0; id < BATCH; id++) timers.set(CONNECTIONS + id, now + (ahead[id] as number), now);
  const armed = performance.now();
  for (let id = 0; id < BATCH; id++) timers.clear(CONNECTIONS + id);
  samples.arm.push(((armed - begin) * 1e6) / BATCH);
  samples.cancel.push(((performance.now() - armed) * 1e6) / BATCH);
}

function measureDue(timers: DrivenTimers, samples: Samples, now: number): void {
  const begin = performance.now();
  const count = expire(timers, now);
  samples.fire.push(((performance.now() - begin) * 1e6) / count);
}

/** Expires a batch in the event loop. The time from the first to the last call is measured. */
async function measureTimeouts(
  timeouts: NodeTimeouts,
  samples: Samples,
  listen: (fired: () => void) => void,
): Promise<void> {
  let count = 0;
  let first = 0;
  await new Promise<void>((resolve) => {
    // The timers of the batch do not keep the process alive.
    const alive = setTimeout(() => {}, 60_000);
    listen(() => {
      if (count === 0) first = performance.now();
      count += 1;
      if (count < BATCH) return;
      listen(() => {});
      samples.fire.push(((performance.now() - first) * 1e6) / (BATCH - 1));
      clearTimeout(alive);
      resolve();
    });
    for (let id = 0; id < BATCH; id++) timeouts.set(CONNECTIONS + id, 1, 0);
  });
}

/** The timers of all connections, which are due at different times, expire after time has jumped. */
export function measureBurst({ measuredMs = BURSTS_MS }: MeasureOptions): Record<string, Timing> {
  const driven: Driven = { wheel: new WheelTimers(), heap: new HeapTimers(CONNECTIONS) };
  const rounds = { wheel: [] as number[], heap: [] as number[] };
  let now = START;
  const begin = performance.now();
  do {
    for (const key of ['wheel', 'heap'] as const) {
      armAll(driven[key], now);
      const jump = performance.now();
      const count = expire(driven[key], now + 2 * IDLE_TIMEOUT);
      if (count !== CONNECTIONS) throw new Error(`${count} timers have expired, not ${CONNECTIONS}`);
      rounds[key].push(((performance.now() - jump) * 1e6) / count);
    }
    now += 2 * IDLE_TIMEOUT;
  } while (performance.now() - begin < measuredMs);
  return { [NAMES.wheel]: timingOf(rounds.wheel), [NAMES.heap]: timingOf(rounds.heap) };
}
