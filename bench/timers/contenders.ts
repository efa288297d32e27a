// The implementations that the layer `timers` compares.
import { TimerWheel } from '../../runtime/slab/timer-wheel.ts';
import { DeadlineHeap, type Timed } from './deadline-heap.ts';

/** The timers of many connections. Ids are 0 to `count - 1`, times milliseconds since the epoch. */
export interface Timers {
  /** Arms a timer, or arms it again. */
  set(id: number, deadline: number, now: number): void;
  clear(id: number): void;
}

/** Timers that the host drives: it waits until `next()`, then asks for those that are due. */
export interface DrivenTimers extends Timers {
  /** Infinity: no timer is armed. */
  next(): number;
  /** A timer that is due; -1: none. It remains armed. */
  due(now: number): number;
}

export class WheelTimers implements DrivenTimers {
  readonly #wheel = new TimerWheel();

  set(id: number, deadline: number): void {
    this.#wheel.set(id, deadline);
  }

  clear(id: number): void {
    this.#wheel.clear(id);
  }

  next(): number {
    return this.#wheel.next;
  }

  due(now: number): number {
    return this.#wheel.due(now);
  }
}

/** What a connection is for the heap. */
class HeapItem implements Timed {
  readonly id: number;
  deadline = Number.POSITIVE_INFINITY;

  constructor(id: number) {
    this.id = id;
  }

  nextDeadline(): number {
    return this.deadline;
  }
}

export class HeapTimers implements DrivenTimers {
  readonly #heap = new DeadlineHeap<HeapItem>();
  readonly #items: readonly HeapItem[];

  constructor(count: number) {
    this.#items = Array.from({ length: count }, (_, id) => new HeapItem(id));
  }

  set(id: number, deadline: number): void {
    const item = this.#items[id] as HeapItem;
    item.deadline = deadline;
    this.#heap.update(item);
  }

  clear(id: number): void {
    this.#heap.remove(this.#items[id] as HeapItem);
  }

  next(): number {
    return this.#heap.next;
  }

  due(now: number): number {
    return this.#heap.due(now)?.id ?? -1;
  }
}

/** One `setTimeout` for each timer. The same delay again is `refresh()`, the cheapest way that Node has. */
export class NodeTimeouts implements Timers {
  readonly #timeouts: (NodeJS.Timeout | undefined)[];
  readonly #delays: Float64Array;
  readonly #fired: (id: number) => void;

  /** `fired`: a timer has expired, and is not armed. */
  constructor(count: number, fired: (id: number) => void) {
    this.#timeouts = new Array(count).fill(undefined);
    this.#delays = new Float64Array(count);
    this.#fired = (id) => {
      this.#timeouts[id] = undefined;
      fired(id);
    };
  }

  set(id: number, deadline: number, now: number): void {
    const timeout = this.#timeouts[id];
    const delay = deadline - now;
    if (timeout !== undefined && this.#delays[id] === delay) {
      timeout.refresh();
      return;
    }
    clearTimeout(timeout);
    this.#delays[id] = delay;
    this.#timeouts[id] = setTimeout(this.#fired, delay, id).unref();
  }

  clear(id: number): void {
    clearTimeout(this.#timeouts[id]);
    this.#timeouts[id] = undefined;
  }
}
