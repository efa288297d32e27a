import { ContentType } from '../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../generated/dtls13/registries/handshake-type.ts';
import { DtlsPlaintext } from '../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../generated/dtls13/wire/handshake.ts';
import { WireError } from '../errors/wire-error.ts';
import { Reader } from '../wire/index.ts';
import { DtlsConnection } from './connection.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import type { DatagramBatch, Listener, OutputSink } from './endpoint.ts';
import type { Certificate } from './handshake/context.ts';
import { checkCertificate, inRange, type ListenerOptions, type Settings, settle } from './options.ts';
import { addCounters, type Counters, createCounters, type Statistics } from './statistics.ts';

/** Many server-side associations, told apart by path. */
export class DtlsListener implements Listener {
  readonly #settings: Settings;
  readonly #certificate: Certificate;
  readonly #maxConnections: number;
  readonly #maxHandshakes: number;
  readonly #connections = new Map<number, DtlsConnection>();
  readonly #deadlines = new DeadlineQueue<DtlsConnection>();
  /** Those that may have something to say. */
  readonly #active = new Set<DtlsConnection>();
  readonly #handshakes = new Set<DtlsConnection>();
  /** What happened outside connections, and in those that ended. */
  readonly #counters: Counters = createCounters();
  readonly #reader = new Reader();
  #polling = false;

  constructor(options: ListenerOptions) {
    this.#settings = settle(options);
    this.#certificate = checkCertificate(options.certificate);
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
      const connection = this.#connections.get(path) ?? this.#accept(path, batch.slab, at, end, now);
      if (connection === undefined) {
        this.#counters.datagramsReceived += 1;
        this.#counters.bytesReceived += end - at;
        this.#counters.discarded.unassociated += 1;
        continue;
      }
      connection.handleDatagram(batch.slab, at, end, now);
      this.#touch(connection);
    }
  }

  handleTimeout(now: number): void {
    for (let due = this.#deadlines.due(now); due !== undefined; due = this.#deadlines.due(now)) {
      due.handleTimeout(now);
      this.#touch(due);
    }
  }

  /** Clients are not asked for certificates, so no question is ever open. */
  answer(): void {}

  poll(sink: OutputSink): boolean {
    if (this.#polling) return false;
    this.#polling = true;
    try {
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
      this.#deadlines.remove(connection);
      addCounters(this.#counters, connection.statistics);
    } else {
      this.#deadlines.update(connection);
    }
  }

  #accept(path: number, slab: Uint8Array, at: number, end: number, now: number): DtlsConnection | undefined {
    if (this.#connections.size >= this.#maxConnections || this.#handshakes.size >= this.#maxHandshakes)
      return undefined;
    if (!this.#startsHandshake(slab, at, end)) return undefined;
    const connection = new DtlsConnection(
      this.#settings,
      {
        path,
        servername: undefined,
        certificate: this.#certificate,
        touched: (connection) => this.#touch(connection),
      },
      now,
    );
    this.#connections.set(path, connection);
    this.#handshakes.add(connection);
    return connection;
  }

  /** Only a ClientHello, or a fragment of one, is worth a connection. */
  #startsHandshake(slab: Uint8Array, at: number, end: number): boolean {
    try {
      const { type, fragment } = DtlsPlaintext.decode(this.#reader.reset(slab, at, end));
      if (type !== ContentType.handshake) return false;
      const { msgType, messageSeq } = Handshake.decode(new Reader(fragment));
      return msgType === HandshakeType.client_hello && messageSeq === 0;
    } catch (error) {
      if (error instanceof WireError) return false;
      throw error;
    }
  }
}
