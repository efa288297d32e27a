import test, { type ExecutionContext } from 'ava';
import { TimerWheel } from '../../runtime/slab/timer-wheel.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';
import { TimerModel } from './timer-model.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const YEAR = 365 * DAY;
/** In November 2026. */
const NOW = 1_795_000_000_000.25;
/** A wheel is exact where at most so many timers are in the bucket of the earliest one. */
const EXACT = 64;
/** A timer moves at most so many times, so the host of a wheel wakes at most so often without a timer that is due. */
const LEVELS = 6;

/** The ids that are due, in order. Each is cleared. */
function fired(wheel: TimerWheel | TimerModel, now: number): readonly number[] {
  const ids: number[] = [];
  for (let id = wheel.due(now); id >= 0; id = wheel.due(now)) {
    ids.push(id);
    wheel.clear(id);
  }
  return ids;
}

/** Performs the same seeded operations on a wheel and on a model. Deadlines are up to `scale` ahead, `ids` are many. */
function compare(t: ExecutionContext, seed: number, steps: number, ids: number, scale: number): void {
  const random = new SeededRandom(seed);
  const [wheel, model] = [new TimerWheel(), new TimerModel()];
  let now = NOW;
  /** Mostly near, rarely as far as `scale`; some whole milliseconds, so that deadlines are equal; some in the past. */
  const deadline = (): number => {
    const ahead = scale * random.fraction() ** 4;
    if (random.chance(0.1)) return now - ahead / 16;
    return random.chance(0.3) ? Math.floor(now + ahead) : now + ahead;
  };
  for (let step = 0; step < steps; step++) {
    const id = Math.floor(random.fraction() * ids);
    const kind = random.fraction();
    if (kind < 0.75) {
      const at = deadline();
      wheel.set(id, at);
      model.set(id, at);
    } else if (kind < 0.85) {
      wheel.clear(id);
      model.clear(id);
    } else if (kind < 0.95) {
      now += (random.chance(0.02) ? scale : scale / 1000) * random.fraction();
      for (let due = model.due(now); due >= 0; due = model.due(now)) {
        if (wheel.due(now) !== due) t.fail(`seed ${seed}, step ${step}: ${wheel.due(now)} is due, not ${due}`);
        const later = random.chance(0.5) ? Number.POSITIVE_INFINITY : now + scale * random.fraction();
        wheel.set(due, later);
        model.set(due, later);
      }
      if (wheel.due(now) !== -1) t.fail(`seed ${seed}, step ${step}: ${wheel.due(now)} is due, none must be`);
      if (wheel.next <= now) t.fail(`seed ${seed}, step ${step}: the next deadline is not later than now`);
    } else {
      const [own, expected] = [wheel.deadline(id), model.deadline(id)];
      if (own !== expected) t.fail(`seed ${seed}, step ${step}: the deadline of ${id} is ${own}, not ${expected}`);
    }
    const { next } = wheel;
    if (ids <= EXACT ? next !== model.next : !(next <= model.next))
      t.fail(`seed ${seed}, step ${step}: the next deadline is ${next}, not ${model.next}`);
    if (wheel.size !== model.size) t.fail(`seed ${seed}, step ${step}: ${wheel.size} timers, not ${model.size}`);
  }
  t.deepEqual(fired(wheel, Number.MAX_VALUE), fired(model, Number.MAX_VALUE));
  t.is(wheel.next, Number.POSITIVE_INFINITY);
}

for (const [name, scale] of [
  ['a few milliseconds', 5],
  ['a second', SECOND],
  ['five minutes', 5 * MINUTE],
  ['ten days', 10 * DAY],
  ['forty years', 40 * YEAR],
] as const) {
  test(`a wheel answers as a sorted list does, with deadlines of ${name}`, (t) => {
    compare(t, 1, 12_000, 5, scale);
    compare(t, 2, 20_000, EXACT, scale);
    compare(t, 3, 40_000, 3000, scale);
  });
}

test('a timer that was never armed has no deadline', (t) => {
  const wheel = new TimerWheel();
  t.is(wheel.next, Number.POSITIVE_INFINITY);
  t.is(wheel.due(NOW), -1);
  t.is(wheel.deadline(0), Number.POSITIVE_INFINITY);
  wheel.clear(7);
  wheel.set(1, NOW);
  t.is(wheel.deadline(0), Number.POSITIVE_INFINITY);
  t.is(wheel.deadline(1_000_000), Number.POSITIVE_INFINITY);
  wheel.clear(1_000_000);
  t.is(wheel.size, 1);
});

test('Infinity and NaN clear a timer', (t) => {
  for (const none of [Number.POSITIVE_INFINITY, Number.NaN]) {
    const wheel = new TimerWheel();
    wheel.set(3, none);
    t.is(wheel.size, 0);
    wheel.set(3, NOW);
    wheel.set(3, none);
    t.is(wheel.size, 0);
    t.is(wheel.next, Number.POSITIVE_INFINITY);
    t.is(wheel.due(Number.MAX_VALUE), -1);
  }
});

test('a deadline in the past is due at once, the earliest first', (t) => {
  const wheel = new TimerWheel();
  t.is(wheel.due(NOW), -1);
  wheel.set(0, NOW - 1);
  wheel.set(1, Number.NEGATIVE_INFINITY);
  wheel.set(2, NOW - YEAR);
  wheel.set(3, 0);
  wheel.set(4, NOW);
  wheel.set(5, NOW + 0.5);
  t.is(wheel.next, Number.NEGATIVE_INFINITY);
  t.deepEqual(fired(wheel, NOW), [1, 3, 2, 0, 4]);
  t.is(wheel.next, NOW + 0.5);
});

test('a timer is due at its fraction of a millisecond, not before', (t) => {
  const wheel = new TimerWheel();
  wheel.set(0, NOW + 10.5);
  t.is(wheel.due(NOW + 10.25), -1);
  t.is(wheel.next, NOW + 10.5);
  t.is(wheel.due(NOW + 10.5), 0);
  t.is(wheel.due(NOW + 10.5), 0, 'it remains armed');
});

test('timers with the same deadline are due in the order in which they were armed', (t) => {
  const wheel = new TimerWheel();
  for (const id of [9, 3, 8, 1, 7, 200, 2]) wheel.set(id, NOW + DAY);
  wheel.set(1, NOW);
  wheel.set(1, NOW + DAY);
  wheel.set(3, NOW + DAY);
  t.deepEqual(fired(wheel, NOW + DAY), [9, 3, 8, 7, 200, 2, 1]);
});

test('the next deadline is exact beside thousands of later ones', (t) => {
  const wheel = new TimerWheel();
  t.is(wheel.due(NOW), -1);
  for (let id = 100; id < 5000; id++) wheel.set(id, NOW + MINUTE + id);
  for (let round = 0; round < 300; round++) {
    const now = NOW + 100 * round;
    for (let id = 0; id < EXACT; id++) wheel.set(id, now + 20 + id / 128);
    for (let id = 0; id < EXACT - 1; id++) {
      t.is(wheel.next, now + 20 + id / 128);
      if (id % 2 === 0) wheel.clear(id);
      else wheel.set(id, now + 50);
    }
    t.is(fired(wheel, now + 50).length, EXACT / 2);
  }
});

test('a timer that is armed again while it is due is due once more if that is not later', (t) => {
  const wheel = new TimerWheel();
  wheel.set(0, NOW);
  wheel.set(1, NOW + 1);
  const ids: number[] = [];
  for (let id = wheel.due(NOW + 5); id >= 0; id = wheel.due(NOW + 5)) {
    ids.push(id);
    wheel.set(id, wheel.deadline(id) + 2);
  }
  t.deepEqual(ids, [0, 1, 0, 1, 0, 1]);
  t.is(wheel.next, NOW + 6);
});

test('timers of a year and of thousands of years are due after jumps of time', (t) => {
  const wheel = new TimerWheel();
  const deadlines = [NOW + YEAR, NOW + 2 ** 40, NOW + 20_000 * YEAR, 1e300, Number.MAX_VALUE];
  for (const [id, deadline] of deadlines.entries()) wheel.set(id, deadline);
  for (const [id, deadline] of deadlines.entries()) {
    t.is(wheel.next, deadline);
    t.is(wheel.due(deadline * (1 - 2 ** -52)), -1);
    t.deepEqual(fired(wheel, deadline), [id]);
  }
  wheel.set(0, NOW);
  t.is(wheel.due(Number.MAX_VALUE), 0);
});

test('timers around the end of a level are due in order', (t) => {
  for (const bits of [8, 16, 24, 32, 40]) {
    const wheel = new TimerWheel();
    const end = Math.ceil(NOW / 2 ** bits) * 2 ** bits;
    t.is(wheel.due(end - 2), -1);
    for (const [id, offset] of [1, 0, -0.5, 2 ** bits, -1, 256, 0.5].entries()) wheel.set(id, end + offset);
    const ids: number[] = [];
    for (let now = wheel.next; now < Number.POSITIVE_INFINITY; now = wheel.next) ids.push(...fired(wheel, now));
    t.deepEqual(ids, bits === 8 ? [4, 2, 1, 6, 0, 3, 5] : [4, 2, 1, 6, 0, 5, 3], `${bits} bits`);
  }
});

test('the largest id has a timer, and the memory follows the largest id', (t) => {
  const wheel = new TimerWheel();
  wheel.set(0, NOW);
  for (const id of [63, 64, 65_535, 65_536, 2 ** 24 - 1]) {
    const before = process.memoryUsage().arrayBuffers;
    wheel.set(id, NOW + id);
    t.true(process.memoryUsage().arrayBuffers - before <= 64 * (id + 1), `memory for ${id}`);
  }
  t.is(wheel.deadline(0), NOW);
  t.deepEqual(fired(wheel, NOW + 2 ** 24), [0, 63, 64, 65_535, 65_536, 2 ** 24 - 1]);
});

test('without changes the host wakes a few times for a timer, also when many have about the same deadline', (t) => {
  for (const spread of [0, 1, SECOND, 5 * MINUTE]) {
    const wheel = new TimerWheel();
    const random = new SeededRandom(4);
    t.is(wheel.due(NOW), -1);
    const count = 20_000;
    for (let id = 0; id < count; id++) wheel.set(id, NOW + 5 * MINUTE + spread * random.fraction());
    let [wakes, ids] = [0, 0];
    for (let now = wheel.next; now < Number.POSITIVE_INFINITY; now = wheel.next) {
      const due = fired(wheel, now).length;
      if (due === 0) wakes += 1;
      ids += due;
    }
    t.is(ids, count);
    t.is(wakes, 0, 'the earliest deadline was not exact, although it remained armed');
  }
});

test('an earliest timer that is armed again and again wakes the host a few times, not once each', (t) => {
  const wheel = new TimerWheel();
  t.is(wheel.due(NOW), -1);
  const count = 10_000;
  const deadline = (id: number): number => NOW + 5 * MINUTE + id / 100;
  for (let id = 0; id < count; id++) wheel.set(id, deadline(id));
  // A millisecond before each is due, it is armed again for five minutes later.
  let wakes = 0;
  for (let id = 0; id < count; id++) {
    const now = deadline(id) - 1;
    while (wheel.next <= now) {
      wakes += 1;
      t.is(wheel.due(wheel.next), -1);
    }
    wheel.set(id, deadline(id) + 5 * MINUTE);
  }
  t.true(wakes <= LEVELS * (1 + count / EXACT), `${wakes} times`);
  t.is(wheel.size, count);
  t.is(fired(wheel, deadline(count) + 5 * MINUTE).length, count);
});
