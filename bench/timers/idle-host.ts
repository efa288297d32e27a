// A host of the timers of 100,000 connections in real time.
import { setTimeout as delay } from 'node:timers/promises';
import { SeededRandom } from 'wirechart/testing';
import { type DrivenTimers, HeapTimers, NodeTimeouts, type Timers, WheelTimers } from './contenders.ts';
import { armAll, CONNECTIONS, IDLE_TIMEOUT, MESSAGE_INTERVAL, randomIds } from './operations.ts';

/** What happens while a contender is measured. */
export const IDLE_CASES = ['idle', 'messages', 'expiring'] as const;
export type IdleCase = (typeof IDLE_CASES)[number];

export const HOST_KEYS = ['wheel', 'heap', 'timeouts', 'none'] as const;
export type HostKey = (typeof HOST_KEYS)[number];

/** Milliseconds without an expiry, in the case `idle`. */
const QUIET = 60_000;
/** The messages of so many milliseconds are handled at once: about 33. */
const PERIOD = 10;
const MAX_TIMER = 2 ** 31 - 1;

/** The part of an endpoint that has the timers of connections. */
interface Host {
  /** A message of this connection has arrived. */
  message(id: number): void;
}

/** Starts a contender, and lets time pass. */
export class IdleHost {
  readonly #case: IdleCase;
  readonly #host: Host;
  readonly #ids = randomIds(5);

  constructor(key: HostKey, idleCase: IdleCase) {
    this.#case = idleCase;
    this.#host = hostOf(key, idleCase);
  }

  async run(seconds: number): Promise<void> {
    if (this.#case !== 'messages') {
      await delay(seconds * 1000);
      return;
    }
    const begin = performance.now();
    let handled = 0;
    for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - begin) {
      await delay(PERIOD);
      const arrived = ((performance.now() - begin) * CONNECTIONS) / MESSAGE_INTERVAL;
      for (; handled < arrived; handled++) this.#host.message(this.#ids[handled % this.#ids.length] as number);
    }
  }
}

function hostOf(key: HostKey, idleCase: IdleCase): Host {
  if (key === 'wheel') return new DrivenHost(new WheelTimers(), idleCase);
  if (key === 'heap') return new DrivenHost(new HeapTimers(CONNECTIONS), idleCase);
  if (key === 'timeouts') return new TimeoutsHost(idleCase);
  // As many turns of the event loop as timers expire, without any of their work.
  if (idleCase === 'expiring') setInterval(() => {}, IDLE_TIMEOUT / CONNECTIONS).unref();
  return { message: clock };
}

function clock(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Arms the timers as a case has them. `messages`: the last message of each connection was `MESSAGE_INTERVAL` ago on average, with an
 * exponential distribution, as after any long time.
 */
function arm(timers: Timers, idleCase: IdleCase, now: number): void {
  if (idleCase !== 'messages') {
    armAll(timers, now, idleCase === 'idle' ? QUIET : 0);
    return;
  }
  const random = new SeededRandom(6);
  for (let id = 0; id < CONNECTIONS; id++) {
    const age = -Math.log(1 - random.fraction()) * MESSAGE_INTERVAL;
    timers.set(id, now + Math.max(1, IDLE_TIMEOUT - age), now);
  }
}

/** One `setTimeout` for the next deadline of all connections, as an endpoint has it. */
class DrivenHost implements Host {
  readonly #timers: DrivenTimers;
  readonly #expire: () => void;
  #timeout: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  constructor(timers: DrivenTimers, idleCase: IdleCase) {
    this.#timers = timers;
    this.#expire = () => {
      this.#timeout = undefined;
      const now = clock();
      for (let id = timers.due(now); id >= 0; id = timers.due(now)) timers.clear(id);
      this.#arm();
    };
    arm(timers, idleCase, clock());
    this.#arm();
  }

  message(id: number): void {
    const now = clock();
    this.#timers.set(id, now + IDLE_TIMEOUT, now);
    this.#arm();
  }

  #arm(): void {
    const deadline = this.#timers.next();
    // A timer that expires early costs less than a new one for each message.
    if (this.#timeout !== undefined && this.#armedFor <= deadline) return;
    clearTimeout(this.#timeout);
    this.#armedFor = deadline;
    const wait = Math.min(MAX_TIMER, Math.max(1, Math.ceil(deadline - clock())));
    this.#timeout = setTimeout(this.#expire, wait).unref();
  }
}

class TimeoutsHost implements Host {
  readonly #timeouts = new NodeTimeouts(CONNECTIONS, () => {});

  constructor(idleCase: IdleCase) {
    if (idleCase !== 'messages') arm(this.#timeouts, idleCase, 0);
    // The delay is the same for all, and a message only refreshes a timer.
    else for (let id = 0; id < CONNECTIONS; id++) this.message(id);
  }

  message(id: number): void {
    this.#timeouts.set(id, IDLE_TIMEOUT, 0);
  }
}
