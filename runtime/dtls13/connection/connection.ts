import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { EvictionError } from '../../errors/eviction-error.ts';
import { checkBoolean, checkGiven, checkInteger } from '../../errors/option-checks.ts';
import { refuseUnknownOptions } from '../../errors/option-names.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import type {
  ApplicationResponse,
  Connection,
  ConnectionIdStatus,
  DatagramBatch,
  EpochUse,
  OutputSink,
} from '../endpoint.ts';
import { CompletedHandshake } from '../handshake/completed-handshake.ts';
import type { HandshakeContext } from '../handshake/handshake-context.ts';
import { checkResponse } from '../options/application-response.ts';
import type { CertificateRequestOptions } from '../options/certificate-request-options.ts';
import { checkPath } from '../options/connection-options.ts';
import { ENDPOINT_NUMBERS, type ResolvedOptions } from '../options/endpoint-options.ts';
import { MAX_SPARE_IDS } from '../post-handshake/connection-ids.ts';
import type { PostHandshake } from '../post-handshake/post-handshake.ts';
import type { DatagramHandler } from '../record/record-reader.ts';
import type { ReassemblyHolder } from '../reliability/reassembly-budget.ts';
import { type Counters, createCounters } from '../statistics.ts';
import { isCompactable } from './compact-state.ts';
import type { ConnectionContext, HandshakeStart } from './connection-context.ts';
import { ConnectionParts } from './connection-parts.ts';
import type { IdleStore } from './idle-store.ts';

const NEVER = Number.POSITIVE_INFINITY;
/** Connection ids in one message of ours. */
const CONNECTION_ID_COUNT = { min: 1, max: MAX_SPARE_IDS } as const;

/** What the connections of a listener share to be compacted. */
export interface Compaction {
  readonly store: IdleStore;
  /**
   * Milliseconds without a datagram or a message after which a connection is compacted: less while many have their parts, and for
   * one that was never compacted.
   */
  idleTime(isNew: boolean): number;
  /** What a restored connection needs from its endpoint. */
  contextOf(connection: DtlsConnection, path: number, start: HandshakeStart): ConnectionContext;
  /** Whether the state of the connection, and not that of its successor in the slot, is in the store. */
  isStored(connection: DtlsConnection): boolean;
  /**
   * The object is the one of its connection from now on, because it is used. False: its connection ended, or has another
   * object.
   */
  claim(connection: DtlsConnection): boolean;
  /** The connection is compact now: nothing but the host may need its object. */
  compacted(connection: DtlsConnection): void;
}

/** What the connections of a listener share. */
export interface ConnectionOwner {
  readonly options: ResolvedOptions;
  /** Undefined: connections keep their parts when they are idle. */
  readonly compaction: Compaction | undefined;
  /**
   * Called after each direct use of a connection by the application, when output may be pending and the deadline may
   * differ.
   */
  reschedule(connection: DtlsConnection): void;
}

/**
 * One DTLS connection of either role. Implements the contract of `endpoint.ts`.
 *
 * 1. `handleRecords` gives a datagram to the record reader, which removes record protection.
 * 2. The record dispatcher gives the content to the handshake, the flight, the ACK scheduler or the event queue.
 * 3. These parts stage messages, request ACKs and queue events.
 * 4. `poll` writes ACKs, the flight, application data and alerts into the sink, then delivers events and requests.
 * 5. `nextDeadline` is the earliest of the timers of all parts.
 *
 * A connection of a listener that is idle is compact: it has no parts, and its state is in the store of the listener.
 */
export class DtlsConnection implements Connection, ReassemblyHolder, DatagramHandler {
  /** A small number, which another connection of the listener gets after the end of this one. */
  readonly slot: number;
  /** Tells the connections of a slot apart. */
  readonly generation: number;
  readonly #owner: ConnectionOwner;
  hostNumber = 0;
  /** Undefined: the connection is compact. */
  #live: ConnectionParts | undefined;
  /** The connection was restored, and has not received a datagram yet. */
  #isProvisional = false;

  /** `start` follows, unless the connection is compact. A connection of its own has no slot. */
  constructor(owner: ConnectionOwner, slot = 0, generation = 0) {
    this.slot = slot;
    this.generation = generation;
    this.#owner = owner;
  }

  /** Starts a new connection. */
  start(context: ConnectionContext, now: number): this {
    this.#live = new ConnectionParts(this.#owner.options, context, createCounters(), now);
    this.#use(now);
    return this;
  }

  /** Where the state of a compact connection is. */
  get #store(): IdleStore | undefined {
    const isStored = this.#live === undefined && this.#owner.compaction?.isStored(this) === true;
    return isStored ? this.#owner.compaction?.store : undefined;
  }

  /** The parts, which are restored where the connection is compact. */
  get #parts(): ConnectionParts {
    return this.#live ?? this.#restore();
  }

  get statistics(): Counters {
    return this.#parts.statistics;
  }

  /** Whether the state is kept without the parts, which take some fifty times its memory. */
  get isCompact(): boolean {
    return this.#live === undefined;
  }

  /** Stores the state in place of the parts, if the connection was not used for a while and nothing is left to do. */
  compactIfIdle(now: number): void {
    const compaction = this.#owner.compaction;
    const live = this.#live;
    if (compaction === undefined || live === undefined || now < live.compactAt) return;
    live.compactAt = live.usedAt + compaction.idleTime(live.isNew);
    if (now < live.compactAt) return;
    // What is left to do ends with an input or a timer, after which the time runs again.
    live.compactAt = NEVER;
    this.#compact(compaction, live);
  }

  /**
   * The connection received datagrams. Where they restored it, and none of their records is authentic, its state is stored
   * again at once: whoever sends from the addresses of idle clients must not fill the memory.
   */
  received(now: number): void {
    const isProvisional = this.#isProvisional;
    this.#isProvisional = false;
    if (!isProvisional || this.#live === undefined || this.#live.lifecycle.lastReceivedAt === now) return;
    this.#compact(this.#owner.compaction as Compaction, this.#live);
  }

  #compact(compaction: Compaction, parts: ConnectionParts): void {
    if (!isCompactable(parts)) return;
    compaction.store.put(this.slot, parts, this.hostNumber);
    this.#live = undefined;
    compaction.compacted(this);
  }

  /** Something changes the state: another attempt to compact the connection follows. */
  #use(now: number): void {
    const parts = this.#parts;
    parts.usedAt = now;
    if (parts.compactAt === NEVER && this.#owner.compaction !== undefined)
      parts.compactAt = now + this.#owner.compaction.idleTime(parts.isNew);
  }

  #restore(): ConnectionParts {
    const { store, contextOf, claim, idleTime } = this.#owner.compaction as Compaction;
    const isOwn = claim(this);
    const path = isOwn ? store.path(this.slot) : 0;
    const startedAt = isOwn ? store.startedAt(this.slot) : 0;
    let parts: ConnectionParts;
    const handshake = new CompletedHandshake(() => parts);
    const context = contextOf(this, path, { handshake, messageSeq: 0, recordSequence: 0 });
    parts = new ConnectionParts(this.#owner.options, context, createCounters(), startedAt);
    this.#live = parts;
    if (!isOwn) {
      // The host said that it does not refer to this object any more, and calls it all the same.
      parts.lifecycle.abandon();
      return parts;
    }
    this.#isProvisional = true;
    parts.isNew = false;
    parts.compactAt = parts.usedAt + idleTime(false);
    store.take(this.slot, parts);
    // It has another deadline.
    this.#owner.reschedule(this);
    return parts;
  }

  get path(): number {
    return this.#store?.path(this.slot) ?? this.#parts.transmitter.path;
  }

  /** The context for a handshake that started before the connection existed. */
  get context(): HandshakeContext {
    return this.#parts;
  }

  /** Starts the flight that answers the accepted ClientHello. */
  startFlight(): void {
    this.#parts.startFlight();
  }

  /** The connection has ended, and all its output and events were delivered. */
  get ended(): boolean {
    return this.#live?.lifecycle.ended === true && !this.#live.output.pending;
  }

  /** The peer is authenticated, or was authenticated before the end. */
  get authenticated(): boolean {
    return this.#live === undefined || this.#live.handshake.secure;
  }

  /** An unprotected alert arrived for the unfinished handshake: the peer may have ended it, or the alert is forged. */
  get isRefused(): boolean {
    return this.handshaking && this.#parts.records.isRefused;
  }

  get handshaking(): boolean {
    return this.#live?.lifecycle.handshaking === true;
  }

  /** When the connection was created, in the host's milliseconds. */
  get startedAt(): number {
    return this.#parts.startedAt;
  }

  /** When the last authentic record of the peer arrived, in the host's milliseconds; undefined: none arrived. */
  get lastReceivedAt(): number | undefined {
    return this.#parts.lifecycle.lastReceivedAt;
  }

  get connectionIds(): ConnectionIdStatus | undefined {
    return this.#parts.lifecycle.ended ? undefined : this.#parts.connectionIds.state;
  }

  get maxMessageSize(): number {
    return this.#parts.writable ? this.#parts.transmitter.maxMessageSize : 0;
  }

  get maxDatagramSize(): number {
    return this.#parts.transmitter.pathMtu.size;
  }

  // Input.

  handleDatagrams(batch: DatagramBatch, now: number): void {
    let next = 0;
    for (let index = 0; index < batch.count; index = next) {
      const path = batch.path[index] as number;
      next = index + 1;
      if (path === this.path && this.receivesMany) {
        while (next < batch.count && batch.path[next] === path) next += 1;
        next = this.handleMany(batch, index, next, now);
        continue;
      }
      const at = batch.at[index] as number;
      const length = batch.length[index] as number;
      this.countDatagram(length);
      if (path === this.path || (length > 0 && this.#parts.paths.acceptsFrom(path, batch.slab[at] as number))) {
        this.handleRecords(batch.slab, at, at + length, path, now);
      } else {
        // A datagram of another path: the host may use one socket for several purposes.
        this.statistics.discarded.unassociated += 1;
      }
    }
    this.#owner.reschedule(this);
  }

  /** Several datagrams at once can be passed to `handleMany`. */
  get receivesMany(): boolean {
    return this.#parts.reader.opensMany && !this.#parts.lifecycle.ended;
  }

  /**
   * Receives datagrams of the current path: `from` to at most `to` - 1 of the batch. Only where `receivesMany`. Returns the
   * index of the first one that was not received: the one before it may have changed the connection.
   */
  handleMany(batch: DatagramBatch, from: number, to: number, now: number): number {
    this.#use(now);
    this.#parts.time = now;
    return this.#parts.reader.receiveMany(batch, from, to, this);
  }

  beginDatagram(length: number): void {
    this.countDatagram(length);
    this.#parts.paths.beginDatagram(this.path, length);
  }

  failed(error: unknown): void {
    this.#parts.abortAfter(error);
  }

  acceptsData(epoch: number): boolean {
    return this.#parts.records.acceptsData(epoch);
  }

  data(slab: Uint8Array, at: number, length: number): void {
    this.#parts.events.addMessage(slab, at, at + length);
  }

  dataReceived(datagrams: number, bytes: number, highest: number): void {
    this.statistics.datagramsReceived += datagrams;
    this.statistics.bytesReceived += bytes;
    this.#parts.records.dataReceived(highest);
  }

  countDatagram(length: number): void {
    this.statistics.datagramsReceived += 1;
    this.statistics.bytesReceived += length;
  }

  /** Receives the records `slab[at, end)`: a datagram, or what follows a ClientHello in one. */
  handleRecords(slab: Uint8Array, at: number, end: number, path: number, now: number): void {
    this.#use(now);
    this.#parts.time = now;
    this.#parts.paths.beginDatagram(path, end - at);
    if (this.#parts.lifecycle.ended) {
      this.statistics.discarded.afterClose += 1;
      return;
    }
    // Without a closure, which would be an allocation for each datagram.
    try {
      this.#parts.reader.receive(slab, at, end);
    } catch (error) {
      this.#parts.abortAfter(error);
    }
  }

  handleTimeout(now: number): void {
    // One that was compact is compacted again at once, if nothing is left to do.
    if (this.#live !== undefined) this.#use(now);
    this.#parts.time = now;
    this.#parts.timers.expire(now);
  }

  respond(response: ApplicationResponse, now: number): void {
    checkResponse(response);
    this.#use(now);
    this.#parts.time = now;
    if (!this.#parts.requests.answer(response, now)) {
      this.statistics.responsesIgnored += 1;
      return;
    }
    this.#parts.resumeHandshake();
    this.#abortOnFailure(() => this.#parts.reader.receiveKept());
    this.#owner.reschedule(this);
  }

  sendMany(slab: Uint8Array, at: Int32Array, length: Int32Array, now: number): number {
    this.#use(now);
    this.#parts.time = now;
    if (!this.#parts.writable) return 0;
    this.#parts.paths.dataSent();
    this.#owner.reschedule(this);
    return this.#parts.transmitter.queueData(slab, at, length, this.#parts.dataCredit);
  }

  get maxEarlyMessageSize(): number {
    return this.#parts.lifecycle.ended ? 0 : this.#parts.transmitter.maxEarlyMessageSize;
  }

  sendEarly(slab: Uint8Array, at: Int32Array, length: Int32Array, now: number): number {
    this.#parts.time = now;
    if (this.#parts.lifecycle.ended) return 0;
    this.#owner.reschedule(this);
    return this.#parts.transmitter.queueEarlyData(slab, at, length);
  }

  exportEarlyKeyingMaterial(label: string, context: Uint8Array, length: number): Uint8Array {
    return this.#parts.earlyData.exportKeyingMaterial(label, context, length);
  }

  datagramTooLong(path: number, size: number, now: number): void {
    if (path !== this.path || this.#parts.lifecycle.ended) return;
    this.#parts.time = now;
    this.#abortOnFailure(() => this.#parts.paths.datagramTooLong(size));
    this.#owner.reschedule(this);
  }

  exportKeyingMaterial(label: string, context: Uint8Array, length: number): Uint8Array {
    const exporter = this.#parts.exporter;
    if (exporter === undefined) {
      throw new WirechartError('ERR_DTLS_NOT_SECURE', 'there is no keying material without a secure connection');
    }
    return exporter.derive(label, context, length);
  }

  updateKeys(options: { requestPeer?: boolean | undefined }, now: number): number {
    refuseUnknownOptions(options, { requestPeer: true }, 'updateKeys()');
    const { requestPeer } = options;
    checkBoolean('requestPeer', requestPeer);
    const epoch = this.#postHandshake(now).keyUpdates.update(requestPeer ?? false);
    this.#owner.reschedule(this);
    return epoch;
  }

  requestCertificate(options: CertificateRequestOptions, now: number): number {
    const settings = this.#parts.clientAuthSettings(options);
    const { clientAuthRequests } = this.#postHandshake(now);
    const number = clientAuthRequests.request(settings);
    this.#owner.reschedule(this);
    return number;
  }

  requestConnectionIds(count: number, now: number): void {
    checkGiven('count', count);
    checkInteger('count', count, CONNECTION_ID_COUNT);
    this.#postHandshake(now).connectionIds.request(count);
    this.#owner.reschedule(this);
  }

  issueConnectionIds(options: { count?: number | undefined; immediate?: boolean | undefined }, now: number): void {
    refuseUnknownOptions(options, { count: true, immediate: true }, 'issueConnectionIds()');
    const { count, immediate } = options;
    checkInteger('count', count, CONNECTION_ID_COUNT);
    checkBoolean('immediate', immediate);
    const { connectionIds } = this.#postHandshake(now);
    this.#abortOnFailure(() => connectionIds.issue(count ?? 1, immediate ?? false));
    this.#owner.reschedule(this);
  }

  useNextConnectionId(now: number): boolean {
    const isUsed = this.#postHandshake(now).connectionIds.useNext();
    this.#owner.reschedule(this);
    return isUsed;
  }

  migrate(path: number, now: number): void {
    checkPath(path);
    const { connectionIds } = this.#parts;
    this.#postHandshake(now);
    if (!connectionIds.sends && !connectionIds.receives) {
      throw new WirechartError(
        'ERR_DTLS_NO_CONNECTION_IDS',
        'without connection ids the peer does not accept a new path',
      );
    }
    if (path !== this.path) this.#abortOnFailure(() => this.#parts.paths.validation.migrate(path));
    this.#owner.reschedule(this);
  }

  validatePath(path: number, now: number): void {
    checkPath(path);
    if (path === this.path) throw new ConfigError('path', 'must not be the current path');
    const { connectionIds } = this.#parts;
    this.#postHandshake(now);
    if (!connectionIds.sends) {
      throw new WirechartError(
        'ERR_DTLS_NO_CONNECTION_IDS',
        'without a connection id in our records the peer does not find the connection from a new address',
      );
    }
    if (connectionIds.negotiated?.returnRoutabilityCheck !== true) {
      throw new WirechartError('ERR_DTLS_NO_PATH_VALIDATION', 'the peer does not respond to path checks');
    }
    this.#abortOnFailure(() => this.#parts.paths.validation.validate(path));
    this.#owner.reschedule(this);
  }

  configure(change: { maxDatagramSize?: number | undefined; initialTimeout?: number | undefined }, now: number): void {
    refuseUnknownOptions(change, { maxDatagramSize: true, initialTimeout: true }, 'configure()');
    this.#parts.time = now;
    const { maxDatagramSize, initialTimeout } = change;
    checkInteger('maxDatagramSize', maxDatagramSize, ENDPOINT_NUMBERS.maxDatagramSize);
    checkInteger('initialTimeout', initialTimeout, ENDPOINT_NUMBERS.initialTimeout);
    if (maxDatagramSize !== undefined) this.#parts.paths.setMaxDatagramSize(maxDatagramSize);
    if (initialTimeout !== undefined) {
      this.#parts.flights.setInitialTimeout(initialTimeout);
      this.#parts.acks.retransmitTimeoutChanged();
    }
    this.#owner.reschedule(this);
  }

  close(now: number): void {
    this.#parts.time = now;
    this.#parts.lifecycle.close();
    this.#owner.reschedule(this);
  }

  abandon(now: number): void {
    this.#parts.time = now;
    this.#parts.lifecycle.abandon();
    this.#parts.transmitter.discardOutput();
    this.#parts.events.clear();
    this.#owner.reschedule(this);
  }

  /**
   * Ends the connection because the endpoint holds too many incomplete handshake messages, and this one waited longest.
   */
  dropIncompleteMessages(now: number): void {
    this.#parts.time = now;
    this.#parts.closeWithError(
      new WirechartError('ERR_DTLS_REASSEMBLY_LIMIT', 'gave way: too many incomplete handshake messages are kept'),
    );
    this.#owner.reschedule(this);
  }

  /**
   * Restarts the retransmit timer of an unfinished handshake, because the client may have started a new one on the
   * path.
   */
  postponeRetransmission(now: number): void {
    if (!this.handshaking) return;
    this.#parts.time = now;
    this.#parts.flights.handshake.postponeRetransmission();
    this.#owner.reschedule(this);
  }

  /**
   * Ends the connection because the client has a new one on the path. Reports the end to the host and sends nothing.
   */
  replace(now: number): void {
    this.#parts.time = now;
    this.#parts.lifecycle.replace();
    this.#parts.transmitter.discardOutput();
    this.#owner.reschedule(this);
  }

  /**
   * Ends the connection to make room for another. An unfinished handshake sends internal_error, a session close_notify.
   */
  evict(now: number): void {
    if (this.#parts.lifecycle.ended) return;
    this.#parts.time = now;
    if (this.handshaking) {
      this.#parts.abort(new EvictionError('handshake'), 'internal_error');
    } else {
      this.#parts.sendWarningAlert(AlertDescription.close_notify);
      this.#parts.lifecycle.fail(new EvictionError('session'));
    }
    this.#owner.reschedule(this);
  }

  // Output.

  poll(sink: OutputSink): boolean {
    return this.#live?.output.poll(sink, this) === true;
  }

  /** When `handleTimeout` has an effect. */
  get nextTimeout(): number {
    return this.#store?.deadline(this.slot) ?? this.#parts.timers.deadline;
  }

  nextDeadline(): number {
    return this.#store?.deadline(this.slot) ?? Math.min(this.#parts.timers.deadline, this.#parts.compactAt);
  }

  epochs(): EpochUse[] {
    return this.#parts.keys.use();
  }

  timers(): { retransmit: number; ack: number } {
    const { flights, acks } = this.#parts;
    return { retransmit: flights.retransmitAt, ack: acks.deadline };
  }

  /** The exchanges after the handshake. Throws WirechartError (ERR_DTLS_NOT_SECURE). */
  #postHandshake(now: number): PostHandshake {
    const { postHandshake, lifecycle } = this.#parts;
    if (postHandshake === undefined || !lifecycle.writable) {
      throw new WirechartError('ERR_DTLS_NOT_SECURE', 'the connection is not secure yet, or it is closed');
    }
    this.#parts.time = now;
    return postHandshake;
  }

  /** A failure of the crypto provider, or of a function of the application, ends only this connection. */
  #abortOnFailure(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#parts.abortAfter(error);
    }
  }
}
