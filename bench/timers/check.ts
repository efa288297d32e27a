// Compares the contenders of the layer `timers` before they are measured.
import { setTimeout as delay } from 'node:timers/promises';
import { SeededRandom } from 'wirechart/testing';
import { type DrivenTimers, HeapTimers, NodeTimeouts, type Timers, WheelTimers } from './contenders.ts';

const COUNT = 2000;
const STEPS = 50_000;
const START = 1_795_000_000_000;
/** Timers of `setTimeout`, which need real time. */
const REAL = { count: 300, delay: 20, wait: 10 } as const;

/** Throws unless all contenders expire the same timers, and those that are driven in the same order. */
export async function checkTimers(): Promise<void> {
  checkDriven(new WheelTimers(), new HeapTimers(COUNT));
  await checkTimeouts();
}

function checkDriven(wheel: DrivenTimers, heap: DrivenTimers): void {
  const random = new SeededRandom(1);
  let now = START;
  for (let step = 0; step < STEPS; step++) {
    const id = Math.floor(random.fraction() * COUNT);
    // All deadlines differ, because the contenders need not agree on the order of equal ones.
    const deadline = Math.floor(now + random.fraction() ** 3 * 300_000) + step / STEPS;
    const cleared = random.chance(0.1) ? Math.floor(random.fraction() * COUNT) : id;
    for (const timers of [wheel, heap]) {
      timers.clear(cleared);
      timers.set(id, deadline, now);
    }
    now += random.fraction();
    for (let due = heap.due(now); due >= 0; due = heap.due(now)) {
      if (wheel.due(now) !== due) throw new Error(`step ${step}: another timer is due: nothing is measured`);
      wheel.clear(due);
      heap.clear(due);
    }
    if (wheel.due(now) !== -1) throw new Error(`step ${step}: a timer is due in the wheel only: nothing is measured`);
    if (wheel.next() > heap.next()) throw new Error(`step ${step}: the wheel is late: nothing is measured`);
  }
}

/** Arms, arms again and clears timers, and waits until they have expired. */
async function checkTimeouts(): Promise<void> {
  const wheel = new WheelTimers();
  const expired: number[] = [];
  const timeouts = new NodeTimeouts(REAL.count, (id) => expired.push(id));
  const change = (timers: Timers): void => {
    for (let id = 0; id < REAL.count; id++) timers.set(id, START + 1 + (id % REAL.delay), START);
    for (let id = 0; id < REAL.count; id += 3) timers.set(id, START + 1 + ((id + 1) % REAL.delay), START);
    for (let id = 1; id < REAL.count; id += 3) timers.clear(id);
    // For an hour later.
    for (let id = 2; id < REAL.count; id += 6) timers.set(id, START + 3_600_000, START);
  };
  change(wheel);
  change(timeouts);
  const due: number[] = [];
  for (let id = wheel.due(START + REAL.delay); id >= 0; id = wheel.due(START + REAL.delay)) {
    due.push(id);
    wheel.clear(id);
  }
  for (let waited = 0; waited < 100 && expired.length < due.length; waited++) await delay(REAL.wait);
  const sorted = (ids: readonly number[]): string => ids.toSorted((a, b) => a - b).join(' ');
  if (sorted(due) !== sorted(expired)) throw new Error('setTimeout expires other timers: nothing is measured');
  for (let id = 0; id < REAL.count; id++) timeouts.clear(id);
}
