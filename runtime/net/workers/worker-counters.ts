import { createCounters, type Discarded } from '../../dtls13/statistics.ts';
import type { EndpointStats } from '../endpoint-stats.ts';

/** The numbers of `EndpointStats` that a worker counts. */
type Count = Exclude<keyof EndpointStats, 'createdAt' | 'destroyedAt' | 'discarded' | 'buffers'>;

/** Numbers that describe the present: they end with the worker. */
const GAUGES = { reassemblyBytes: true } as const satisfies Partial<Readonly<Record<Count, true>>>;

const COUNTS: Readonly<Record<Count, true>> = {
  datagramsReceived: true,
  datagramsSent: true,
  bytesReceived: true,
  bytesSent: true,
  datagramsDropped: true,
  datagramsRefused: true,
  messagesDropped: true,
  datagramsUnanswerable: true,
  datagramsTooLong: true,
  networkFailures: true,
  internalErrors: true,
  sessionsOpened: true,
  handshakesFailed: true,
  helloRetryRequests: true,
  earlyDataAccepted: true,
  hellosRefused: true,
  handshakesEvicted: true,
  sessionsEvicted: true,
  pathChanges: true,
  pathsRejected: true,
  reassemblyBytes: true,
  retransmissions: true,
};

const COUNT_NAMES = Object.keys(COUNTS) as readonly Count[];
const CAUSES = Object.keys(createCounters().discarded) as readonly (keyof Discarded)[];

/** Words of 32 bits, before the counts. */
const BEATS = 0;
const EVENTS_HANDLED = 1;
const WORDS_BYTES = 64;
/** Doubles, behind the words. */
const SESSIONS = 0;
const FORWARDED = 1;
const OVERFLOWED = 2;
const FIRST_COUNT = 3;
const FIRST_CAUSE = FIRST_COUNT + COUNT_NAMES.length;
const MEMORY_BYTES = WORDS_BYTES + 8 * (FIRST_CAUSE + CAUSES.length);

/** The counts of an endpoint, which can be summed. */
export type EndpointCounts = Pick<EndpointStats, Count | 'discarded'>;

/**
 * What a worker tells about itself in shared memory, without messages: that it runs, and its statistics. A reader in another
 * thread may see counts of which some are older than others; each is whole.
 */
export class WorkerCounters {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;

  /** `memory`: that of another thread; default: new memory with zeros. */
  constructor(memory = new SharedArrayBuffer(MEMORY_BYTES)) {
    this.memory = memory;
    this.#words = new Int32Array(memory, 0, WORDS_BYTES / 4);
    this.#numbers = new Float64Array(memory, WORDS_BYTES);
  }

  /** How often the event loop of the worker has shown that it runs; modulo 2^32. */
  get beats(): number {
    return Atomics.load(this.#words, BEATS);
  }

  beat(): void {
    Atomics.add(this.#words, BEATS, 1);
  }

  /** Events of the worker that the main thread has handled; modulo 2^32. */
  get eventsHandled(): number {
    return Atomics.load(this.#words, EVENTS_HANDLED);
  }

  eventHandled(): void {
    Atomics.add(this.#words, EVENTS_HANDLED, 1);
  }

  /** Sessions that are open. */
  get sessions(): number {
    return this.#numbers[SESSIONS] as number;
  }

  /** Datagrams that the worker passed to the one whose number is in their connection id. */
  get forwarded(): number {
    return this.#numbers[FORWARDED] as number;
  }

  /** Such datagrams that were dropped because the ring was full. */
  get overflowed(): number {
    return this.#numbers[OVERFLOWED] as number;
  }

  write(
    stats: EndpointStats,
    sessions: number,
    peers: { readonly forwarded: number; readonly overflowed: number },
  ): void {
    const numbers = this.#numbers;
    numbers[SESSIONS] = sessions;
    numbers[FORWARDED] = peers.forwarded;
    numbers[OVERFLOWED] = peers.overflowed;
    COUNT_NAMES.forEach((name, index) => {
      numbers[FIRST_COUNT + index] = stats[name];
    });
    CAUSES.forEach((cause, index) => {
      numbers[FIRST_CAUSE + index] = stats.discarded[cause];
    });
  }

  /** The worker has ended: what describes its present is zero. */
  end(): void {
    this.#numbers[SESSIONS] = 0;
    for (const name of Object.keys(GAUGES)) {
      this.#numbers[FIRST_COUNT + COUNT_NAMES.indexOf(name as keyof typeof GAUGES)] = 0;
    }
  }

  /** Adds the numbers of another worker, which has ended. */
  add(other: WorkerCounters): void {
    for (let index = 0; index < this.#numbers.length; index++) {
      (this.#numbers[index] as number) += other.#numbers[index] as number;
    }
  }

  counts(): EndpointCounts {
    const counts = COUNT_NAMES.map((name, index) => [name, this.#numbers[FIRST_COUNT + index]]);
    const discarded = CAUSES.map((cause, index) => [cause, this.#numbers[FIRST_CAUSE + index]]);
    return { ...Object.fromEntries(counts), discarded: Object.freeze(Object.fromEntries(discarded)) };
  }
}
