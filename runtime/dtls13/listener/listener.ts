import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import type { BufferStatistics } from '../../slab/buffer-pool.ts';
import { NO_SLOT } from '../../slab/columns.ts';
import { type Compaction, type ConnectionOwner, DtlsConnection } from '../connection/connection.ts';
import type { ConnectionContext, HandshakeStart } from '../connection/connection-context.ts';
import { IdleStore } from '../connection/idle-store.ts';
import type { ApplicationResponse, DatagramBatch, Listener, OutputSink } from '../endpoint.ts';
import type { ServerHandshakeConfig } from '../handshake/handshake-config.ts';
import type { HandshakeContext } from '../handshake/handshake-context.ts';
import { checkResponse } from '../options/application-response.ts';
import {
  type ListenerOptions,
  type ResolvedListenerOptions,
  resolveListenerOptions,
  serverHandshakeConfig,
} from '../options/listener-options.ts';
import { isProtectedRecord } from '../record/unified-header.ts';
import { ReassemblyBudget } from '../reliability/reassembly-budget.ts';
import { addCounters, type Counters, createCounters, type Statistics } from '../statistics.ts';
import { AmplificationLimiter } from './amplification-limit.ts';
import { ClientHelloReassembly } from './client-hello-reassembly.ts';
import { ClientHelloReceiver } from './client-hello-receiver.ts';
import { ConnectionIdRouter } from './connection-id-router.ts';
import { ConnectionLimits } from './connection-limits.ts';
import { ConnectionScheduler } from './connection-scheduler.ts';
import { ConnectionSlots } from './connection-slots.ts';
import { ConnectionTable } from './connection-table.ts';
import { CookieAuthenticator } from './cookie-authenticator.ts';
import { CookieKeys } from './cookie-keys.ts';
import { cookieTimestamp } from './cookie-timestamp.ts';
import { idleTime } from './idle-time.ts';
import { LegacyPeers } from './legacy-peers.ts';
import { SourcePrefix } from './source-prefix.ts';
import type { AcceptedHandshake, ListenerContext } from './stateless-handshake-handler.ts';
import { StatelessResponses } from './stateless-responses.ts';
import { TicketIssuer } from './ticket-issuer.ts';
import { TicketKeys } from './ticket-keys.ts';

/** Connections that one call handles of those that are due, or are to be closed: each may need memory until the next poll. */
const MOST_AT_ONCE = 256;

/**
 * A DTLS server: many connections, selected by connection id or by path. It retains nothing for a client before the client returned its
 * cookie, unless cookies are off; RFC 9147 section 5.1.
 *
 * 1. A datagram that starts with a connection id goes to the connection that `ConnectionIdRouter` finds.
 * 2. Another datagram of an unknown path goes to `ClientHelloReceiver`; other content is dropped.
 * 3. A complete ClientHello runs a server handshake with a `StatelessHandshakeHandler`. It sends a
 *    HelloRetryRequest, sends an alert or accepts.
 * 4. An accepted handshake becomes a connection in `ConnectionTable` and `ConnectionLimits`. It receives the rest of the
 *    datagram, and the protected records that arrived before.
 * 5. A datagram of a known path goes to its connection, or, if it contains another ClientHello, to step 3; RFC 9147
 *    section 5.11.
 * 6. `poll` writes the stateless responses. `ConnectionScheduler` then polls the connections that have output, and selects
 *    those of `handleTimeout`.
 */
export class DtlsListener implements Listener {
  readonly #options: ResolvedListenerOptions;
  readonly #config: ServerHandshakeConfig;
  readonly #cookieKeys: CookieKeys;
  readonly #ticketKeys: TicketKeys;
  /** Undefined: the listener issues and accepts no tickets. */
  readonly #tickets: TicketIssuer | undefined;
  readonly #clientHellos: ClientHelloReceiver;
  readonly #responses: StatelessResponses;
  readonly #reassemblyBudget: ReassemblyBudget;
  readonly #slots = new ConnectionSlots((slot, generation) => this.#create(slot, generation));
  readonly #connections = new ConnectionTable();
  readonly #limits: ConnectionLimits;
  /** Undefined: no connection ids are negotiated. */
  readonly #connectionIds: ConnectionIdRouter | undefined;
  readonly #amplification = new AmplificationLimiter();
  readonly #scheduler = new ConnectionScheduler(this.#slots, this.#amplification, (ended) => this.#remove(ended));
  /** The connection of each open request. */
  readonly #requests = new Map<number, DtlsConnection>();
  /** Counts of input without a connection, and of connections that ended. */
  readonly #counters: Counters = createCounters();
  readonly #owner: ConnectionOwner;
  /** The connections that `close` has not closed yet; undefined: it was not called. */
  #closing: Generator<number> | undefined;
  /** Some of them are left, and the next timeout closes them. */
  #isClosingMore = false;
  #told = 0;
  #nextRequest = 0;
  #now = 0;
  /** The connection that the current ClientHello created. */
  #accepted: DtlsConnection | undefined;
  #polling = false;

  constructor(options: ListenerOptions) {
    this.#options = resolveListenerOptions(options);
    const { provider, host, cookieLifetime, maxHelloSize } = this.#options;
    this.#config = serverHandshakeConfig(options);
    const prefixes = new SourcePrefix(this.#options.ipv4PrefixLength, this.#options.ipv6PrefixLength);
    this.#limits = new ConnectionLimits(
      this.#slots,
      this.#options,
      prefixes,
      (path) => host.address(path),
      this.#counters,
    );
    this.#cookieKeys = new CookieKeys(provider, this.#options.cookieKeys, cookieLifetime);
    const { tickets: count, ticketKeys, ticketLifetime: lifetime, wallClock } = this.#options;
    this.#ticketKeys = new TicketKeys(provider, ticketKeys, lifetime);
    const { sessionSettings } = this.#config;
    const { maxEarlyData, earlyDataWindow } = this.#options;
    this.#tickets = this.#config.tickets
      ? new TicketIssuer(provider, this.#ticketKeys, {
          count,
          lifetime,
          maxEarlyData,
          earlyDataWindow,
          sessionSettings,
          wallClock,
        })
      : undefined;
    this.#reassemblyBudget = new ReassemblyBudget(this.#options.maxReassembly);
    this.#responses = new StatelessResponses(this.#counters);
    const handshakes: ListenerContext = {
      provider,
      cookies: new CookieAuthenticator(provider, this.#cookieKeys, cookieLifetime, this.#options.wallClock),
      responses: this.#responses,
      tickets: this.#tickets,
      counters: this.#counters,
      address: (path) => host.address(path),
      requiresCookie: (helloLength) => this.#clientHellos.requiresCookie(helloLength),
      permitsEarlyData: (path) => this.#clientHellos.permitsEarlyData(path),
      accept: (accepted) => this.#accept(accepted),
      refused: (path, error) => host.refused?.(path, error),
    };
    const { compactAfter, trace } = this.#options;
    // New machines would report their first transitions again.
    const compacts = compactAfter !== Number.POSITIVE_INFINITY && !trace;
    this.#owner = {
      options: this.#options,
      compaction: compacts ? this.#compactionAfter(compactAfter) : undefined,
      reschedule: (connection) => this.#afterInput(connection),
    };
    const hashKey = new Uint8Array(8);
    provider.random(hashKey);
    const { connectionIds } = this.#options;
    this.#connectionIds = connectionIds && new ConnectionIdRouter(provider, connectionIds, hashKey, this.#counters);
    const reassembly = new ClientHelloReassembly(
      { slots: this.#options.maxFragmentedHellos, maxHelloSize, hashKey, prefixes },
      this.#counters,
    );
    this.#clientHellos = new ClientHelloReceiver({
      options: this.#options,
      config: this.#config,
      reassembly,
      slots: this.#slots,
      connections: this.#connections,
      limits: this.#limits,
      counters: this.#counters,
      handshakes,
      legacyPeers: new LegacyPeers(this.#options, prefixes),
      isClosing: () => this.#closing !== undefined,
      takeAccepted: () => {
        const accepted = this.#accepted;
        this.#accepted = undefined;
        return accepted;
      },
      deliverRecords: (connection, slab, at, end, path) => this.#deliverRecords(connection, slab, at, end, path),
    });
  }

  get size(): number {
    return this.#slots.size;
  }

  owns(path: number): boolean {
    return this.#connections.isUsed(path);
  }

  batches(path: number, first: number): boolean {
    if (!isProtectedRecord(first) || this.#connections.pending(path) !== NO_SLOT) return false;
    const slot = this.#connections.current(path);
    // A compact connection without an object is.
    return slot !== NO_SLOT && this.#slots.peek(slot)?.authenticated !== false;
  }

  get statistics(): Statistics {
    const sum = createCounters();
    addCounters(sum, this.#counters);
    for (const slot of this.#slots.slots()) {
      const store = this.#owner.compaction?.store;
      if (store?.has(slot)) store.addStatistics(slot, sum);
      else addCounters(sum, this.#slots.get(slot).statistics);
    }
    return sum;
  }

  get bufferStatistics(): BufferStatistics {
    return this.#options.buffers.statistics;
  }

  setCookieKeys(keys: readonly Uint8Array[]): void {
    this.#cookieKeys.set(keys);
  }

  setTicketKeys(keys: readonly Uint8Array[]): void {
    this.#ticketKeys.set(keys);
  }

  close(now: number): void {
    this.#now = now;
    this.#closing ??= this.#slots.slots();
    this.#closeSome();
  }

  get isClosingMore(): boolean {
    return this.#isClosingMore;
  }

  get told(): number {
    return this.#told;
  }

  /** Closes some connections: a compact one needs its parts for that, and all of them would fill the memory. */
  #closeSome(): void {
    let left = MOST_AT_ONCE;
    // Also after an exception of one of them.
    this.#isClosingMore = true;
    while (left-- > 0) {
      const next = this.#closing?.next();
      if (next === undefined || next.done) {
        this.#isClosingMore = false;
        return;
      }
      this.#told++;
      this.#slots.get(next.value).close(this.#now);
    }
  }

  abandon(now: number): void {
    this.#now = now;
    this.#closing ??= this.#slots.slots();
    this.#isClosingMore = false;
    const store = this.#owner.compaction?.store;
    for (const slot of this.#slots.slots()) {
      const connection = this.#slots.peek(slot);
      if (store?.has(slot) && connection === undefined) this.#forget(slot, store);
      else connection?.abandon(now);
    }
    this.#cookieKeys.forget();
    this.#ticketKeys.forget();
  }

  handleDatagrams(batch: DatagramBatch, now: number): void {
    this.#now = now;
    const router = this.#connectionIds;
    router?.beginBatch();
    let next = 0;
    for (let index = 0; index < batch.count; index = next) {
      const at = batch.at[index] as number;
      const end = at + (batch.length[index] as number);
      const path = batch.path[index] as number;
      next = index + 1;
      if (router?.selects(batch.slab, at, end)) {
        const slot = router.route(index, batch.slab, at, end);
        if (slot !== NO_SLOT) next = this.#deliverMany(this.#slots.get(slot), batch, index);
        continue;
      }
      const current = this.#slots.find(this.#connections.current(path));
      if (current !== undefined) {
        if (this.#isOnlyFor(current, batch, index)) next = this.#deliverMany(current, batch, index);
        else this.#receiveKnown(current, batch.slab, at, end);
        continue;
      }
      this.#counters.datagramsReceived += 1;
      this.#counters.bytesReceived += end - at;
      this.#clientHellos.receiveUnknown(path, batch.slab, at, end, now);
    }
  }

  handleTimeout(now: number): void {
    this.#now = now;
    if (this.#isClosingMore) this.#closeSome();
    // What is left has a deadline in the past, so the host calls again after its poll.
    let left = MOST_AT_ONCE;
    for (let due = this.#scheduler.due(now); due !== undefined && left-- > 0; due = this.#scheduler.due(now)) {
      if (now >= due.nextTimeout) due.handleTimeout(now);
      due.compactIfIdle(now);
      this.#schedule(due);
    }
  }

  respond(response: ApplicationResponse, now: number): void {
    checkResponse(response);
    this.#now = now;
    const connection = this.#requests.get(response.id);
    if (connection === undefined) this.#counters.responsesIgnored += 1;
    else connection.respond(response, now);
  }

  datagramTooLong(path: number, size: number, now: number): void {
    this.#now = now;
    for (const slot of [this.#connections.current(path), this.#connections.pending(path)]) {
      this.#slots.find(slot)?.datagramTooLong(path, size, now);
    }
  }

  poll(sink: OutputSink): boolean {
    if (this.#polling) return false;
    this.#polling = true;
    try {
      this.#connectionIds?.returnUnrouted(sink);
      if (!this.#responses.write(sink) || !this.#amplification.flush(sink)) return true;
      return this.#scheduler.poll(sink);
    } finally {
      this.#polling = false;
    }
  }

  nextDeadline(): number {
    return this.#isClosingMore ? this.#now : this.#scheduler.deadline;
  }

  /**
   * Gives datagram `index` to the connection, and with it those after it on the same path that are for the same connection.
   * Returns the index of the first one that it did not get.
   */
  #deliverMany(connection: DtlsConnection, batch: DatagramBatch, index: number): number {
    const path = batch.path[index] as number;
    let end = index + 1;
    if (path !== connection.path || !connection.receivesMany || !connection.authenticated) {
      const at = batch.at[index] as number;
      this.#deliver(connection, batch.slab, at, at + (batch.length[index] as number), path);
      return end;
    }
    if (end < batch.count && batch.path[end] === path) {
      // Until the connection gets them, the tables do not change.
      const isOnly = this.#connections.current(path) === connection.slot && this.#connections.pending(path) === NO_SLOT;
      while (end < batch.count && batch.path[end] === path && this.#isFor(connection, isOnly, batch, end)) end += 1;
    }
    const next = connection.handleMany(batch, index, end, this.#now);
    this.#received(connection);
    return next;
  }

  /** Whether the connection would get datagram `index`, on its path, alone. `isOnly`: no other connection is on the path. */
  #isFor(connection: DtlsConnection, isOnly: boolean, batch: DatagramBatch, index: number): boolean {
    const at = batch.at[index] as number;
    const end = at + (batch.length[index] as number);
    const router = this.#connectionIds;
    if (router?.selects(batch.slab, at, end) === true) return router.find(batch.slab, at, end) === connection.slot;
    return isOnly && (at === end || batch.slab[at] !== ContentType.handshake);
  }

  /** Whether datagram `index` contains no ClientHello, and no other handshake is on the path of the current connection. */
  #isOnlyFor({ path }: DtlsConnection, batch: DatagramBatch, index: number): boolean {
    const isEmpty = batch.length[index] === 0;
    const first = batch.slab[batch.at[index] as number];
    return (isEmpty || first !== ContentType.handshake) && this.#connections.pending(path) === NO_SLOT;
  }

  /** Gives the datagram to the current connection. A pending one receives a copy first, as decryption is in place. */
  #receiveKnown(current: DtlsConnection, slab: Uint8Array, at: number, end: number): void {
    const { path } = current;
    if (at < end && slab[at] === ContentType.handshake && this.#receiveHelloOnPath(path, slab, at, end)) return;
    const pending = this.#slots.find(this.#connections.pending(path));
    if (pending !== undefined) {
      // Not slice(): that of a Buffer shares its memory.
      this.#deliver(pending, new Uint8Array(slab.subarray(at, end)), 0, end - at, path);
      if (this.#connections.current(path) === pending.slot) return;
    }
    this.#deliver(current, slab, at, end, path);
  }

  /**
   * Handles a ClientHello on the path of a connection, whose client may start a new handshake; RFC 9147 section 5.11.
   * The connection receives only true repetitions: it would take a new ClientHello for a repetition and send its old
   * ServerHello.
   */
  #receiveHelloOnPath(path: number, slab: Uint8Array, at: number, end: number): boolean {
    // The current connection counts other content.
    if (this.#clientHellos.receiveOnPath(path, slab, at, end, this.#now) !== 'consumed') return false;
    const retransmitted = this.#clientHellos.takeRetransmitted();
    if (retransmitted !== undefined) {
      this.#deliver(retransmitted, slab, at, end, path);
    } else {
      this.#counters.datagramsReceived += 1;
      this.#counters.bytesReceived += end - at;
    }
    return true;
  }

  #deliver(connection: DtlsConnection, slab: Uint8Array, at: number, end: number, path: number): void {
    connection.countDatagram(end - at);
    this.#deliverRecords(connection, slab, at, end, path);
  }

  #deliverRecords(connection: DtlsConnection, slab: Uint8Array, at: number, end: number, path: number): void {
    // Only what arrives from its own path: any sender can copy a connection id.
    const isLimited = path === connection.path && this.#amplification.isLimited(connection);
    if (isLimited) this.#amplification.received(connection, end - at);
    connection.handleRecords(slab, at, end, path, this.#now);
    this.#received(connection);
  }

  /** The connection received datagrams. */
  #received(connection: DtlsConnection): void {
    if (connection.isRefused) this.#limits.refused(connection);
    if (connection.lastReceivedAt === this.#now) this.#limits.received(connection, this.#now);
    this.#reassemblyBudget.enforce(this.#now);
    connection.received(this.#now);
    this.#afterInput(connection);
  }

  #accept({ path, hello, addressValidated, ...start }: AcceptedHandshake): HandshakeContext {
    const slot = this.#slots.allocate();
    const connection = this.#create(slot, this.#slots.generation(slot));
    this.#slots.set(slot, connection);
    connection.start(this.#contextOf(connection, path, start), this.#now);
    this.#limits.begin(connection, this.#now);
    this.#replace(this.#connections.add(slot, path, hello, addressValidated ? cookieTimestamp(hello) : undefined));
    const current = this.#connections.current(path);
    // Two handshakes in parallel would accept each other's flights.
    if (addressValidated && current !== slot && this.#slots.peek(current)?.handshaking) {
      this.#replace(this.#connections.promote(path));
    }
    if (!addressValidated && this.#options.cookies !== 'never') this.#amplification.received(connection, hello.length);
    this.#accepted = connection;
    this.#schedule(connection);
    return connection.context;
  }

  #create(slot: number, generation: number): DtlsConnection {
    const { compaction } = this.#owner;
    const connection = new DtlsConnection(this.#owner, slot, generation);
    if (compaction?.store.has(slot)) connection.hostNumber = compaction.store.hostNumber(slot);
    return connection;
  }

  #compactionAfter(compactAfter: number): Compaction {
    const store = new IdleStore();
    const slots = this.#slots;
    const { host } = this.#options;
    return {
      store,
      idleTime: (isNew) => idleTime(compactAfter, slots.size - store.size, isNew),
      contextOf: (connection, path, start) => this.#contextOf(connection, path, start),
      isStored: ({ slot, generation }) => slots.has(slot, generation) && store.has(slot),
      claim(connection) {
        const { slot, generation } = connection;
        const current = slots.peek(slot);
        if (!slots.has(slot, generation) || (current !== undefined && current !== connection)) return false;
        slots.set(slot, connection);
        return true;
      },
      compacted(connection) {
        if (host.holds?.(connection) === false) slots.drop(connection.slot);
      },
    };
  }

  #contextOf(connection: DtlsConnection, path: number, start: HandshakeStart): ConnectionContext {
    return {
      path,
      start,
      connectionIds: this.#connectionIds?.registryOf(connection.slot),
      nextRequestId: () => this.#registerRequest(connection),
      requestClosed: (id) => this.#requests.delete(id),
      tickets: this.#tickets,
      requestedCertificates: this.#config,
      sessionSettings: this.#config.sessionSettings,
      pathChanged: () => {
        this.#connections.move(connection.slot, connection.path);
        this.#limits.move(connection, this.#now);
      },
      reassemblyResized: (bytes) => this.#reassemblyBudget.resize(connection, bytes),
      remainingCredit: () => this.#amplification.remaining(connection),
    };
  }

  #registerRequest(connection: DtlsConnection): number {
    const id = this.#nextRequest;
    this.#nextRequest += 1;
    this.#requests.set(id, connection);
    return id;
  }

  /** The input or response may have authenticated the client. */
  #afterInput(connection: DtlsConnection): void {
    this.#schedule(connection);
    if (!connection.handshaking) this.#connections.handshakeCompleted(connection.slot);
    if (!connection.authenticated) return;
    if (this.#amplification.isLimited(connection)) this.#amplification.validated(connection);
    const { path } = connection;
    if (this.#connections.pending(path) === connection.slot) this.#replace(this.#connections.promote(path));
    this.#limits.complete(connection, this.#now);
  }

  /** Ends a connection that another one replaced on the path. NO_SLOT: there is none. */
  #replace(slot: number): void {
    const replaced = this.#slots.find(slot);
    if (replaced === undefined) return;
    this.#limits.remove(replaced);
    replaced.replace(this.#now);
  }

  #schedule(connection: DtlsConnection): void {
    const { slot, generation } = connection;
    if (this.#slots.has(slot, generation) && this.#connections.has(slot)) this.#scheduler.schedule(connection);
  }

  /** A connection has ended, and its last output is written. */
  #remove(connection: DtlsConnection): void {
    this.#limits.remove(connection);
    this.#connections.remove(connection.slot);
    this.#amplification.validated(connection);
    addCounters(this.#counters, connection.statistics);
    this.#slots.release(connection.slot);
    this.#trim();
  }

  /** Forgets a compact connection that the host does not refer to. */
  #forget(slot: number, store: IdleStore): void {
    store.addStatistics(slot, this.#counters);
    store.discard(slot);
    this.#connections.remove(slot);
    this.#scheduler.remove(slot);
    this.#slots.release(slot);
    this.#trim();
  }

  /** After a burst: no connection is left. */
  #trim(): void {
    if (this.#slots.size === 0) this.#options.buffers.trim();
  }
}
