// One side of the games benchmark: sends on its schedule, checks what it receives, and measures how late it arrives.
import process from 'node:process';
import { Payload, readUint32 } from '../bulk/payload.ts';
import { Latencies, type LatencyCounts } from './latencies.ts';
import type { GameRole, GameSettings } from './settings.ts';

/** A message has the number of its connection (4 bytes, little endian), then a Payload. */
const CONNECTION_BYTES = 4;
/** Milliseconds after the last message in which messages may still arrive. */
const DRAIN = 500;
/** Milliseconds of the timer that sends what is due, the shortest that Node has. */
const TICK = 1;
/** Messages in one turn of the event loop: with more, a side that is late would not receive. */
const MAX_SENT = 64;
/** Messages of one connection whose buffers are not used again. */
const BUFFERED = 4;

/** What one process reports. All of it is about messages that are due within the measurement. */
export interface GameReport {
  /** Messages that this side has to send. */
  readonly due: number;
  readonly received: number;
  /** From the time at which a message is due to the application of the receiver. */
  readonly latencies: LatencyCounts;
  /** The longest time between two turns of the event loop that may send, in milliseconds. */
  readonly pause: number;
  /** CPU time of all threads, divided by the duration. */
  readonly cpu: number;
}

const ORIGIN = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Milliseconds of the monotonic clock, which all processes of the machine share. */
export function monotonicNow(): number {
  return performance.now() + ORIGIN;
}

/** What a contender calls with each message of one connection: borrows `source[at, at + length)`. */
export type Receive = (source: Uint8Array, at: number, length: number) => void;

export class GameSide {
  readonly #settings: GameSettings;
  readonly #payload: Payload;
  readonly #sends: ((message: Buffer) => void)[] = [];
  readonly #ring: readonly Buffer[];
  readonly #latencies = new Latencies();
  /** Milliseconds between two messages of this side, whatever their connection. */
  readonly #interval: number;
  /** Of the schedules of this side and of the other one, against the common start. */
  readonly #ownShift: number;
  readonly #otherShift: number;
  #start = Number.POSITIVE_INFINITY;
  #next = 0;
  /** Time of the last turn of the event loop that could send, and the longest time between two of them. */
  #turn = 0;
  #pause = 0;

  /** The schedule of the server is half an interval behind that of the client. */
  constructor(role: GameRole, settings: GameSettings) {
    const { connections, rate, size } = settings;
    this.#settings = settings;
    this.#payload = new Payload(size - CONNECTION_BYTES);
    this.#ring = Array.from({ length: connections * BUFFERED }, () => Buffer.alloc(size));
    this.#interval = 1000 / (rate * connections);
    this.#ownShift = role === 'client' ? 0 : this.#interval / 2;
    this.#otherShift = role === 'client' ? this.#interval / 2 : 0;
  }

  /** Number of connections. */
  get size(): number {
    return this.#sends.length;
  }

  /**
   * Adds a connection. `send` may use its buffer until three more messages of the connection were sent. The result throws
   * for a message that is repeated, reordered or wrong.
   */
  add(send: (message: Buffer) => void): Receive {
    this.#sends.push(send);
    let connection: number | undefined;
    let expected = 0;
    return (source, at, length) => {
      const now = monotonicNow();
      if (length !== this.#settings.size) throw new Error(`a message of ${length} bytes`);
      connection ??= readUint32(source, at);
      if (readUint32(source, at) !== connection) throw new Error(`a message for connection ${readUint32(source, at)}`);
      const number = readUint32(source, at + CONNECTION_BYTES);
      if (number < expected) throw new Error(`message ${number} after message ${expected - 1}`);
      expected = number + 1;
      this.#payload.check(source, at + CONNECTION_BYTES, length - CONNECTION_BYTES, number);
      const due = this.#start + this.#otherShift + (number * this.#settings.connections + connection) * this.#interval;
      if (this.#isMeasured(due)) this.#latencies.record(now - due);
    };
  }

  /** Sends from `start`, a time of `monotonicNow`, until the measurement is over. */
  async run(start: number): Promise<GameReport> {
    const { warmUp, duration } = this.#settings;
    this.#start = start;
    const timer = setInterval(() => this.#sendDue(), TICK);
    await until(start + warmUp);
    this.#pause = 0;
    const cpu = process.cpuUsage();
    await until(start + warmUp + duration);
    const { user, system } = process.cpuUsage(cpu);
    const pause = this.#pause;
    clearInterval(timer);
    await until(monotonicNow() + DRAIN);
    return {
      due: Math.round(duration / this.#interval),
      received: this.#latencies.count,
      latencies: this.#latencies.toJSON(),
      pause,
      cpu: (user + system) / 1000 / duration,
    };
  }

  /** Sends what is due, and continues in the next turn of the event loop where that is too much for one. */
  #sendDue(): void {
    const now = monotonicNow();
    if (this.#turn > 0) this.#pause = Math.max(this.#pause, now - this.#turn);
    this.#turn = now;
    const { connections, warmUp, duration } = this.#settings;
    for (let count = 0; count < MAX_SENT; count++) {
      const time = this.#ownShift + this.#next * this.#interval;
      if (this.#start + time > now || time >= warmUp + duration) return;
      const connection = this.#next % connections;
      const message = this.#ring[this.#next % this.#ring.length] as Buffer;
      message.writeUInt32LE(connection, 0);
      this.#payload.write(message, CONNECTION_BYTES, Math.floor(this.#next / connections), false);
      this.#next += 1;
      this.#sends[connection]?.(message);
    }
    setImmediate(this.#continue);
  }

  readonly #continue = (): void => this.#sendDue();

  #isMeasured(due: number): boolean {
    const { warmUp, duration } = this.#settings;
    const time = due - this.#start - warmUp;
    return time >= 0 && time < duration;
  }
}

/** Resolves at a time of `monotonicNow`. */
function until(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time - monotonicNow()));
}
