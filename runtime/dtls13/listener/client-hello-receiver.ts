import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { NO_SLOT } from '../../slab/columns.ts';
import type { DtlsConnection } from '../connection/connection.ts';
import type { ServerHandshakeConfig } from '../handshake/handshake-config.ts';
import { isLegacyClientHello } from '../handshake/server/legacy-client-hello.ts';
import { ServerHandshake } from '../handshake/server/server-handshake.ts';
import type { ResolvedListenerOptions } from '../options/listener-options.ts';
import { isProtectedRecord } from '../record/unified-header.ts';
import type { Counters } from '../statistics.ts';
import { AMPLIFICATION_FACTOR } from './amplification-limit.ts';
import { ClientHelloReader, type Disposition } from './client-hello-reader.ts';
import type { ClientHelloReassembly } from './client-hello-reassembly.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import type { ConnectionSlots } from './connection-slots.ts';
import type { ConnectionTable } from './connection-table.ts';
import { cookieTimestamp } from './cookie-timestamp.ts';
import { EarlyDatagrams } from './early-datagrams.ts';
import type { LegacyPeers } from './legacy-peers.ts';
import {
  type ListenerContext,
  type ReassembledClientHello,
  StatelessHandshakeHandler,
} from './stateless-handshake-handler.ts';

/** What the receiver needs from its listener. */
export interface ClientHelloReceiverContext {
  readonly options: ResolvedListenerOptions;
  readonly config: ServerHandshakeConfig;
  readonly reassembly: ClientHelloReassembly;
  readonly slots: ConnectionSlots;
  readonly connections: ConnectionTable;
  readonly limits: ConnectionLimits;
  readonly counters: Counters;
  readonly handshakes: ListenerContext;
  /** The peers of another stack. */
  readonly legacyPeers: LegacyPeers;
  isClosing(): boolean;
  /** Removes and returns the connection that `handshakes.accept` created. */
  takeAccepted(): DtlsConnection | undefined;
  /** Gives records of the datagram that is received, or that arrived before, to a connection. */
  deliverRecords(connection: DtlsConnection, slab: Uint8Array, at: number, end: number, path: number): void;
}

/** `known`: its address is in the table. `found`: its ClientHello, which is complete, does not offer DTLS 1.3. */
type LegacyPeer = 'unknown' | 'known' | 'found';

/**
 * Approximate minimum length in bytes of the server's first flight without certificates. The amplification limit
 * applies to its real length.
 */
const FLIGHT_OVERHEAD = 600;

/**
 * Receives the ClientHellos that belong to no connection, decides whether they are answered, and gives the records around
 * them to the connections that they create; RFC 9147 sections 5.1 and 5.11.
 */
export class ClientHelloReceiver {
  readonly #context: ClientHelloReceiverContext;
  readonly #reader: ClientHelloReader;
  readonly #earlyDatagrams: EarlyDatagrams;
  #now = 0;
  /** What is known about the sender of the datagram that is received; undefined: there is no other stack for it. */
  #legacyPeer: LegacyPeer | undefined;
  /** The connection whose ClientHello the current one repeats. */
  #retransmitted: DtlsConnection | undefined;

  constructor(context: ClientHelloReceiverContext) {
    this.#context = context;
    const { counters, reassembly } = context;
    this.#earlyDatagrams = new EarlyDatagrams(counters);
    this.#reader = new ClientHelloReader(
      {
        address: (path) => this.#address(path),
        received: (hello) => this.#receive(hello),
        followed: (path, remainder) => {
          if (!this.#keep(path, remainder)) counters.discarded.unassociated += 1;
        },
      },
      reassembly,
    );
  }

  /** Receives the datagram `slab[at, end)` of a path without a connection. What is not used is counted. */
  receiveUnknown(path: number, slab: Uint8Array, at: number, end: number, now: number): void {
    this.#now = now;
    const { options, counters } = this.#context;
    const { discarded } = counters;
    const isClosing = this.#context.isClosing();
    if (!isClosing && options.host.legacyDatagram !== undefined && this.#passOn(path, slab.subarray(at, end))) return;
    const disposition = isClosing ? 'other' : this.#reader.receive(path, slab, at, end, now);
    if (disposition === 'other' && !this.#keep(path, slab.subarray(at, end))) discarded.unassociated += 1;
    else if (disposition === 'malformed') discarded.malformed += 1;
  }

  /** Gives a datagram to the other stack. False: it is for us. */
  #passOn(path: number, datagram: Uint8Array): boolean {
    const isLegacy = this.#context.legacyPeers.use(this.#address(path), this.#now);
    if (datagram[0] !== ContentType.handshake) {
      if (isLegacy) this.#context.options.host.legacyDatagram?.(path, datagram);
      return isLegacy;
    }
    this.#legacyPeer = isLegacy ? 'known' : 'unknown';
    const disposition = this.#reader.receive(path, datagram, 0, datagram.length, this.#now);
    // A part of a ClientHello may belong to one that offers DTLS 1.3, and may be for the other stack.
    if (this.#endLegacyPeer() !== 'unknown') this.#context.options.host.legacyDatagram?.(path, datagram);
    else if (disposition === 'malformed') this.#context.counters.discarded.malformed += 1;
    else if (disposition === 'other') this.#context.counters.discarded.unassociated += 1;
    return true;
  }

  #endLegacyPeer(): LegacyPeer | undefined {
    const legacyPeer = this.#legacyPeer;
    this.#legacyPeer = undefined;
    return legacyPeer;
  }

  /** Whether the datagram that is received goes to the other stack, because of a complete ClientHello in it. */
  #findLegacy({ path, body }: ReassembledClientHello): boolean {
    const { legacyPeers } = this.#context;
    if (this.#legacyPeer === undefined) return false;
    const isFound = isLegacyClientHello(body);
    this.#legacyPeer = isFound ? 'found' : 'unknown';
    if (isFound) legacyPeers.add(this.#address(path), this.#now);
    else legacyPeers.delete(this.#address(path));
    return isFound;
  }

  /**
   * Receives the datagram `slab[at, end)` of a path with a connection, whose client may start a new handshake. Unless the
   * result is 'consumed', the datagram belongs to the connection.
   */
  receiveOnPath(path: number, slab: Uint8Array, at: number, end: number, now: number): Disposition {
    this.#now = now;
    return this.#reader.receive(path, slab, at, end, now);
  }

  /** The connection whose ClientHello the received one repeats; undefined: it is a new one. The next call has no result. */
  takeRetransmitted(): DtlsConnection | undefined {
    const retransmitted = this.#retransmitted;
    this.#retransmitted = undefined;
    return retransmitted;
  }

  /** Whether the answer to a first ClientHello of this length in bytes is a cookie. */
  requiresCookie(helloLength: number): boolean {
    const { options, limits, config } = this.#context;
    if (options.cookies !== 'as-needed') return options.cookies === 'always';
    if (limits.areHandshakesHalfFull) return true;
    const chains = config.certificates.map(({ chain }) => chain.reduce((bytes, { length }) => bytes + length, 0));
    return Math.max(0, ...chains) + FLIGHT_OVERHEAD > AMPLIFICATION_FACTOR * helloLength;
  }

  /**
   * Whether early data from this path can be accepted without a cookie: a forged address can cause as many handshakes as
   * half of the table has room for, and none beside another connection of its client.
   */
  permitsEarlyData(path: number): boolean {
    const { config, limits, connections } = this.#context;
    return config.maxEarlyData > 0 && !limits.areHandshakesHalfFull && connections.current(path) === NO_SLOT;
  }

  #address(path: number): Uint8Array {
    return this.#context.options.host.address(path);
  }

  /**
   * Handles a complete ClientHello, then the records that arrived before it was complete and those that follow it in its
   * datagram.
   */
  #receive(hello: ReassembledClientHello): void {
    const { connections, counters, deliverRecords, slots } = this.#context;
    const { path, body, remainder } = hello;
    if (this.#findLegacy(hello)) return;
    this.#retransmitted = slots.find(connections.withClientHello(path, body));
    if (this.#retransmitted !== undefined) return;
    const accepted = this.#answer(hello);
    const kept = this.#earlyDatagrams.take(this.#address(path), this.#now);
    const records = remainder.length > 0 ? [...kept, remainder] : kept;
    if (accepted === undefined) {
      counters.discarded.unassociated += records.length;
      return;
    }
    accepted.startFlight();
    for (const each of records) deliverRecords(accepted, each, 0, each.length, path);
  }

  /** The server chart decides the answer. Returns the connection that it created. */
  #answer(hello: ReassembledClientHello): DtlsConnection | undefined {
    const { path, body } = hello;
    const { config, counters, handshakes } = this.#context;
    const { discarded } = counters;
    if (this.#context.isClosing()) {
      discarded.unassociated += 1;
      return undefined;
    }
    if (!this.#hasRoom(hello)) {
      discarded.noRoom += 1;
      return undefined;
    }
    if (this.#isReplayed(hello)) {
      discarded.replayed += 1;
      return undefined;
    }
    // Any sender can forge a ClientHello without a cookie, so one pending connection of this kind is the maximum.
    if (this.#skipsAddressValidation(hello) && this.#hasResponsivePending(path)) {
      discarded.unassociated += 1;
      return undefined;
    }
    if (hello.messageSeq === 0) this.#postponeRetransmissions(path);
    const handshake = new ServerHandshake(new StatelessHandshakeHandler(handshakes, hello), config);
    if (hello.endsRecord) handshake.receive(HandshakeType.client_hello, body);
    else {
      const detail = 'in the record of the ClientHello';
      handshake.violated('UNEXPECTED_MESSAGE', 'unexpected_message', 'RFC 9846 section 5.1', detail);
    }
    return this.#context.takeAccepted();
  }

  /**
   * Restarts the retransmit timers of unfinished handshakes on the path, because the client may start a new handshake.
   * A ServerHello of the old handshake that arrives after the HelloRetryRequest would end the new one.
   */
  #postponeRetransmissions(path: number): void {
    const { connections, slots } = this.#context;
    const current = connections.current(path);
    if (current === NO_SLOT) return;
    slots.get(current).postponeRetransmission(this.#now);
    slots.find(connections.pending(path))?.postponeRetransmission(this.#now);
    connections.cookieIssued(path, this.#context.handshakes.cookies.issuedAt(this.#now));
  }

  /** Whether this ClientHello leads to a connection although the client's address is not validated. */
  #skipsAddressValidation({ messageSeq, body }: ReassembledClientHello): boolean {
    return messageSeq === 0 && !this.requiresCookie(body.length);
  }

  /**
   * Whether the pending connection of this path has a validated or responding client, or one that may still respond
   * within a client's retransmit timeout.
   */
  #hasResponsivePending(path: number): boolean {
    const pending = this.#context.slots.find(this.#context.connections.pending(path));
    if (pending === undefined) return false;
    if (pending.lastReceivedAt !== undefined || this.#context.connections.hasValidatedPending(path)) return true;
    return this.#now - pending.startedAt < this.#context.options.initialTimeout;
  }

  /** Whether a connection could be added, checked before any cost. A replaced session makes room for its successor. */
  #hasRoom(hello: ReassembledClientHello): boolean {
    const { path, messageSeq, now } = hello;
    const { connections, slots } = this.#context;
    const replacesSession = slots.find(connections.current(path))?.authenticated === true;
    if (!replacesSession && !this.#context.limits.hasRoomForSession(path, now)) return false;
    const isAnsweredStatelessly = messageSeq === 0 && !this.#skipsAddressValidation(hello);
    return isAnsweredStatelessly || this.#context.limits.hasRoomForHandshake(path, now);
  }

  /** Whether the ClientHello is a replay from an earlier handshake of the client whose handshake is unfinished. */
  #isReplayed({ path, messageSeq, body }: ReassembledClientHello): boolean {
    if (messageSeq === 0 || this.#context.connections.current(path) === NO_SLOT) return false;
    const issued = cookieTimestamp(body);
    return issued !== undefined && this.#context.connections.isOutdated(path, issued);
  }

  /**
   * Keeps protected records of a client whose first ClientHello is incomplete, until it is complete. Nothing is kept if
   * the answer will be a cookie: if one is required, and early data is not accepted. False: they are not kept.
   */
  #keep(path: number, records: Uint8Array): boolean {
    if (this.#context.isClosing() || !isProtectedRecord(records[0])) return false;
    const length = this.#reader.incompleteLength(path, this.#now);
    if (length === undefined || (this.requiresCookie(length) && !this.permitsEarlyData(path))) return false;
    this.#earlyDatagrams.add(this.#address(path), records, this.#now);
    return true;
  }
}
