import { type AdmittedHandshake, DtlsConnection } from './connection.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import { CookieJar } from './door/cookie-jar.ts';
import { Doorstep } from './door/doorstep.ts';
import type { Answer, DatagramBatch, Listener, OutputSink } from './endpoint.ts';
import { inRange, type ListenerOptions, type Settings, serverPolicy, settle } from './options.ts';
import { addCounters, type Counters, createCounters, type Statistics } from './statistics.ts';

/** Many server-side associations, told apart by path. */
export class DtlsListener implements Listener {
  readonly #settings: Settings;
  readonly #door: Doorstep;
  readonly #questions = new Map<number, DtlsConnection>();
  readonly #maxConnections: number;
  readonly #maxHandshakes: number;
  readonly #connections = new Map<number, DtlsConnection>();
  readonly #deadlines = new DeadlineQueue<DtlsConnection>();
  /** Those that may have something to say. */
  readonly #active = new Set<DtlsConnection>();
  readonly #handshakes = new Set<DtlsConnection>();
  /** What happened outside connections, and in those that ended. */
  readonly #counters: Counters = createCounters();
  #nextQuestion = 0;
  #now = 0;
  #polling = false;

  constructor(options: ListenerOptions) {
    this.#settings = settle(options);
    this.#door = new Doorstep({
      provider: options.provider,
      policy: serverPolicy(options),
      cookies: new CookieJar(options.provider),
      cookieRequired: options.cookies !== 'never',
      address: (path) => options.host.address(path),
      admit: (path, role) => this.#admit(path, role),
    });
    this.#maxConnections = inRange('maxConnections', options.maxConnections ?? 100_000, 1, 2 ** 31);
    this.#maxHandshakes = inRange('maxHandshakes', options.maxHandshakes ?? 1024, 1, 2 ** 31);
  }

  get size(): number {
    return this.#connections.size;
  }

  owns(path: number): boolean {
    return this.#connections.has(path);
  }

  get statistics(): Statistics {
    const sum = createCounters();
    addCounters(sum, this.#counters);
    for (const connection of this.#connections.values()) addCounters(sum, connection.statistics);
    return sum;
  }

  handleDatagrams(batch: DatagramBatch, now: number): void {
    for (let index = 0; index < batch.count; index++) {
      const at = batch.at[index] as number;
      const end = at + (batch.length[index] as number);
      const path = batch.path[index] as number;
      const connection = this.#connections.get(path);
      if (connection !== undefined) {
        connection.handleDatagram(batch.slab, at, end, now);
        this.#touch(connection);
      } else {
        this.#counters.datagramsReceived += 1;
        this.#counters.bytesReceived += end - at;
        this.#now = now;
        if (!this.#hasRoom || !this.#door.receive(path, batch.slab, at, end, now)) {
          this.#counters.discarded.unassociated += 1;
        }
        this.#connections.get(path)?.launch();
      }
    }
  }

  handleTimeout(now: number): void {
    for (let due = this.#deadlines.due(now); due !== undefined; due = this.#deadlines.due(now)) {
      due.handleTimeout(now);
      this.#touch(due);
    }
  }

  answer(answer: Answer, now: number): void {
    const connection = this.#questions.get(answer.id);
    this.#questions.delete(answer.id);
    if (connection === undefined) return;
    connection.answer(answer, now);
    this.#touch(connection);
  }

  poll(sink: OutputSink): boolean {
    if (this.#polling) return false;
    this.#polling = true;
    try {
      if (!this.#door.write(sink)) return true;
      for (const connection of this.#active) {
        if (connection.poll(sink)) return true;
        this.#active.delete(connection);
        this.#settle(connection);
      }
      return false;
    } finally {
      this.#polling = false;
    }
  }

  nextDeadline(): number {
    return this.#deadlines.next;
  }

  #touch(connection: DtlsConnection): void {
    if (this.#connections.get(connection.path) !== connection) return;
    this.#active.add(connection);
    this.#deadlines.update(connection);
  }

  /** After a connection was drained: is it still handshaking, is it still there? */
  #settle(connection: DtlsConnection): void {
    if (!connection.handshaking) this.#handshakes.delete(connection);
    if (connection.ended) {
      this.#connections.delete(connection.path);
      if (connection.question !== undefined) this.#questions.delete(connection.question);
      this.#deadlines.remove(connection);
      addCounters(this.#counters, connection.statistics);
    } else {
      this.#deadlines.update(connection);
    }
  }

  get #hasRoom(): boolean {
    return this.#connections.size < this.#maxConnections && this.#handshakes.size < this.#maxHandshakes;
  }

  #admit(path: number, role: AdmittedHandshake): DtlsConnection {
    const connection: DtlsConnection = new DtlsConnection(
      this.#settings,
      {
        path,
        role,
        nextQuestion: () => {
          const id = this.#nextQuestion;
          this.#nextQuestion += 1;
          this.#questions.set(id, connection);
          return id;
        },
        touched: () => this.#touch(connection),
      },
      this.#now,
    );
    this.#connections.set(path, connection);
    this.#handshakes.add(connection);
    this.#touch(connection);
    return connection;
  }
}
