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

  /** Polls the scheduled connections. True: the sink is full. */
  poll(sink: OutputSink): boolean {
    for (const connection of this.#scheduled) {
      try {
        const isLimited = this.#amplification.isLimited(connection);
        if (isLimited ? this.#amplification.poll(connection, sink) : connection.poll(sink)) return true;
      } catch (error) {
        // To the end: a connection that throws each time must not block the others.
        this.#scheduled.delete(connection);
        this.#scheduled.add(connection);
        throw error;
      }
      this.#scheduled.delete(connection);
      if (connection.ended) {
        this.#deadlines.remove(connection);
        this.#ended(connection);
      } else {
        this.#deadlines.update(connection);
      }
    }
    return false;
  }
}
