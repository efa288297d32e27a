import type { DtlsConnection } from '../connection/connection.ts';
import type { OutputSink } from '../endpoint.ts';
import type { AmplificationLimiter } from './amplification-limit.ts';
import { DeadlineQueue } from './deadline-queue.ts';

/** Which connections of a listener have output to write, and which have a timer to expire. */
export class ConnectionScheduler {
  readonly #amplification: AmplificationLimiter;
  readonly #ended: (connection: DtlsConnection) => void;
  readonly #deadlines = new DeadlineQueue<DtlsConnection>();
  /** Connections that may have output. */
  readonly #scheduled = new Set<DtlsConnection>();

  /** `ended`: a connection has ended and written its last output. */
  constructor(amplification: AmplificationLimiter, ended: (connection: DtlsConnection) => void) {
    this.#amplification = amplification;
    this.#ended = ended;
  }

  /** The earliest deadline of a connection; Infinity: there is none. */
  get deadline(): number {
    return this.#deadlines.next;
  }

  /** A connection with a deadline that is not after `now`; undefined: there is none. It remains until it is scheduled. */
  due(now: number): DtlsConnection | undefined {
    return this.#deadlines.due(now);
  }

  /** The connection may have output, and another deadline. */
  schedule(connection: DtlsConnection): void {
    this.#scheduled.add(connection);
    this.#deadlines.update(connection);
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
      if (connection.ended) {
        this.#deadlines.remove(connection);
        this.#ended(connection);
      } else {
        this.#deadlines.update(connection);
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
