import { NO_SLOT } from '../../slab/columns.ts';
import { TimerWheel } from '../../slab/timer-wheel.ts';
import type { DtlsConnection } from '../connection/connection.ts';
import type { OutputSink } from '../endpoint.ts';
import type { AmplificationLimiter } from './amplification-limit.ts';
import type { ConnectionSlots } from './connection-slots.ts';

/** Which connections of a listener have output to write, and which have a timer to expire. */
export class ConnectionScheduler {
  readonly #slots: ConnectionSlots;
  readonly #amplification: AmplificationLimiter;
  readonly #ended: (connection: DtlsConnection) => void;
  readonly #deadlines = new TimerWheel();
  /** Connections that may have output. */
  readonly #scheduled = new Set<DtlsConnection>();

  /** `ended`: a connection has ended and written its last output. */
  constructor(
    slots: ConnectionSlots,
    amplification: AmplificationLimiter,
    ended: (connection: DtlsConnection) => void,
  ) {
    this.#slots = slots;
    this.#amplification = amplification;
    this.#ended = ended;
  }

  /** The earliest deadline of a connection, or a time before it; Infinity: there is none. */
  get deadline(): number {
    return this.#deadlines.next;
  }

  /** A connection with a deadline that is not after `now`; undefined: there is none. It remains until it is scheduled. */
  due(now: number): DtlsConnection | undefined {
    const slot = this.#deadlines.due(now);
    return slot === NO_SLOT ? undefined : this.#slots.get(slot);
  }

  /** The connection may have output, and another deadline. */
  schedule(connection: DtlsConnection): void {
    const { slot } = connection;
    this.#deadlines.set(slot, connection.nextDeadline());
    // The object of a compact connection may have been dropped. It has no output.
    if (this.#slots.peek(slot) === connection) this.#scheduled.add(connection);
  }

  /** The connection of this slot has ended without output. */
  remove(slot: number): void {
    this.#deadlines.clear(slot);
  }

  /**
   * Polls the scheduled connections. True: the sink is full. Throws what a connection threw, after all others were polled:
   * their output may be in memory that is borrowed until then. It remains scheduled.
   */
  poll(sink: OutputSink): boolean {
    let failed: DtlsConnection[] | undefined;
    let failure: unknown;
    let isFull = false;
    for (const connection of this.#scheduled) {
      try {
        isFull = this.#pollOne(connection, sink);
      } catch (error) {
        this.#scheduled.delete(connection);
        if (failed === undefined) failure = error;
        failed ??= [];
        failed.push(connection);
        continue;
      }
      if (isFull) break;
      this.#scheduled.delete(connection);
      const { slot } = connection;
      if (this.#slots.peek(slot) !== connection) continue;
      if (connection.ended) {
        this.#deadlines.clear(slot);
        this.#ended(connection);
      } else {
        this.#deadlines.set(slot, connection.nextDeadline());
      }
    }
    if (failed === undefined) return isFull;
    for (const connection of failed) this.#scheduled.add(connection);
    throw failure;
  }

  #pollOne(connection: DtlsConnection, sink: OutputSink): boolean {
    const isLimited = this.#amplification.isLimited(connection);
    return isLimited ? this.#amplification.poll(connection, sink) : connection.poll(sink);
  }
}
