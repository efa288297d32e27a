import {
  ConnectionIdActiveOwnIdsState,
  ConnectionIdActivePeerIdsState,
  ConnectionIdEvent,
  ConnectionIdMachine,
  type ConnectionIdPort,
} from '../../../generated/dtls13/machines/connection-id.ts';
import { ConnectionIdUsage } from '../../../generated/dtls13/registries/connection-id-usage.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { NewConnectionId } from '../../../generated/dtls13/wire/new-connection-id.ts';
import { RequestConnectionId } from '../../../generated/dtls13/wire/request-connection-id.ts';
import { PeerError } from '../../errors/peer-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import { decodeAll, encodeToBytes } from '../../wire/index.ts';
import type { ConnectionIds } from './connection-ids.ts';
import type { PostHandshakeContext } from './post-handshake-context.ts';

/** Requests in a row that may remain without an id. A peer that continues to request ids ends the connection. */
const MAX_FRUITLESS_REQUESTS = 8;

/** The parts of the connection that the exchanges of connection ids need. */
export interface ConnectionIdUpdatesContext extends Pick<PostHandshakeContext, 'abort' | 'report' | 'traceTransition'> {
  readonly ids: ConnectionIds;
  /** Spare ids of the peer that we want to have. */
  readonly wantedSpares: number;
  /** Whether another message may be sent: message_seq has a value for it. */
  canSend(): boolean;
  /** Sends a message. */
  send(type: number, body: Uint8Array, acknowledged: () => void): void;
}

/**
 * Exchanges of connection ids, as in the connection id chart; RFC 9147 section 9.
 *
 * Ids of the peer: STABLE until some are required; REQUESTED, AWAIT_IDS or AWAIT_ACK until the request is acknowledged
 * and fulfilled. Only then the next request is sent.
 *
 * Our ids: STABLE until the application issues some or the peer requests some; AWAIT_ACK until the NewConnectionId is
 * acknowledged. Only then the next one is sent.
 */
export class ConnectionIdUpdates implements ConnectionIdPort {
  readonly #context: ConnectionIdUpdatesContext;
  readonly #machine: ConnectionIdMachine;
  /** Ids that the application requests with the next RequestConnectionId. */
  #requested = 0;
  /** The next RequestConnectionId requests the spare ids that are missing then. */
  #replenishes = false;
  /** Requests of the peer that are not answered, with the number of ids of each. */
  #unanswered: number[] = [];
  /** Ids that the application issues with the next NewConnectionId, as spare ones or for immediate use. */
  #spares = 0;
  #immediate = 0;
  #fruitless = 0;
  /** The ids of the message that is received. */
  #received: readonly Uint8Array[] = [];
  #isImmediate = false;
  #error: PeerError | undefined;

  constructor(context: ConnectionIdUpdatesContext) {
    this.#context = context;
    this.#machine = new ConnectionIdMachine(this);
    this.#machine.start();
  }

  /**
   * Requests `count` ids of the peer. Throws WirechartError (ERR_DTLS_NO_CONNECTION_IDS, ERR_DTLS_MESSAGES_EXHAUSTED).
   */
  request(count: number): void {
    if (!this.#context.ids.sends) throw noConnectionIds('the peer');
    this.#checkMessagesLeft();
    this.#requested = Math.max(this.#requested, count);
    this.#advance();
  }

  /** Issues `count` of our ids. Throws WirechartError (ERR_DTLS_NO_CONNECTION_IDS, ERR_DTLS_MESSAGES_EXHAUSTED). */
  issue(count: number, immediate: boolean): void {
    if (!this.#context.ids.receives) throw noConnectionIds('this side');
    this.#checkMessagesLeft();
    if (immediate) this.#immediate = Math.max(this.#immediate, count);
    else this.#spares = Math.max(this.#spares, count);
    this.#advance();
  }

  /** Uses the next spare id of the peer, and requests another one. False: there is none. */
  useNext(): boolean {
    const { ids } = this.#context;
    if (!ids.useNext()) return false;
    this.#reportPeerIds();
    this.replenish();
    return true;
  }

  /** Requests the spare ids that are missing. */
  replenish(): void {
    this.#replenishes = true;
    this.#advance();
  }

  /** A NewConnectionId of the peer. Throws WireError. */
  receiveNewConnectionId(body: Uint8Array): void {
    const { cids, usage } = decodeAll(NewConnectionId, body);
    this.#received = cids.map(({ cid }) => cid);
    this.#isImmediate = usage === ConnectionIdUsage.cid_immediate;
    this.#machine.send(this.#isImmediate ? ConnectionIdEvent.immediateIdsReceived : ConnectionIdEvent.spareIdsReceived);
    this.#received = [];
    this.#advance();
  }

  /** A RequestConnectionId of the peer. Throws WireError. */
  receiveRequest(body: Uint8Array): void {
    const { requestedCids } = decodeAll(RequestConnectionId, body);
    // The connection goes on without further ids.
    if (this.#context.ids.receives && !this.#context.canSend()) return;
    this.#unanswered.push(requestedCids);
    this.#machine.send(ConnectionIdEvent.idsRequested);
  }

  /** No exchange runs or waits, and there is no count of fruitless requests to remember. */
  get isIdle(): boolean {
    const { activePeerIdsState, activeOwnIdsState } = this.#machine;
    const isStable =
      activePeerIdsState === ConnectionIdActivePeerIdsState.STABLE &&
      activeOwnIdsState === ConnectionIdActiveOwnIdsState.STABLE;
    const isWaiting = this.#unanswered.length > 0 || this.#spares > 0 || this.#immediate > 0 || this.#requested > 0;
    return isStable && !isWaiting && this.#fruitless === 0;
  }

  /** Stops at the end of the connection. */
  stop(): void {
    this.#machine.send(ConnectionIdEvent.stopped);
  }

  // Guards and actions of the connection id chart.

  transition(edge: number): void {
    this.#context.traceTransition('connectionId', edge);
  }

  sendsNoIds(): boolean {
    return !this.#context.ids.sends;
  }

  receivesNoIds(): boolean {
    return !this.#context.ids.receives;
  }

  idsIllegal(): boolean {
    const isUnusable = this.#isImmediate && this.#received.length === 0;
    return isUnusable || this.#received.some(({ length }) => length === 0);
  }

  tooManyRequests(): boolean {
    return this.#fruitless + this.#unanswered.length > MAX_FRUITLESS_REQUESTS;
  }

  sendRequestConnectionId(): void {
    const requestedCids = this.#requiredIds;
    this.#requested = 0;
    this.#replenishes = false;
    const body = encodeToBytes(RequestConnectionId, { requestedCids });
    this.#context.send(HandshakeType.request_connection_id, body, () => {
      this.#machine.send(ConnectionIdEvent.requestAcknowledged);
      this.#advance();
    });
  }

  sendNewConnectionId(): void {
    const { ids } = this.#context;
    const request = this.#unanswered.shift();
    const isImmediate = request === undefined && this.#immediate > 0;
    const count = request ?? (isImmediate ? this.#immediate : this.#spares);
    if (isImmediate) this.#immediate = 0;
    else if (request === undefined) this.#spares = 0;
    const issued = ids.issue(count);
    if (request !== undefined) this.#fruitless = issued.length === 0 ? this.#fruitless + 1 : 0;
    const usage = isImmediate && issued.length > 0 ? ConnectionIdUsage.cid_immediate : ConnectionIdUsage.cid_spare;
    const body = encodeToBytes(NewConnectionId, { cids: issued.map((cid) => ({ cid })), usage });
    this.#context.send(HandshakeType.new_connection_id, body, () => {
      this.#machine.send(ConnectionIdEvent.issueAcknowledged);
      this.#advance();
    });
  }

  keepSpareIds(): void {
    this.#context.ids.addSpares(this.#received);
    this.#reportPeerIds();
  }

  useNewId(): void {
    this.#context.ids.replacePeerIds(this.#received);
    this.#reportPeerIds();
  }

  fatal(alert: string, ref: string, reason: PeerReason): void {
    this.#error = new PeerError(reason, alert, ref);
  }

  abort(): void {
    const error = this.#error as PeerError;
    this.#context.abort(error, error.alert);
  }

  /** Starts the exchanges that waited for the end of another one. */
  #advance(): void {
    if (!this.#context.canSend()) return;
    const { activePeerIdsState, activeOwnIdsState } = this.#machine;
    if (this.#requiredIds > 0 && activePeerIdsState === ConnectionIdActivePeerIdsState.STABLE) {
      this.#machine.send(ConnectionIdEvent.requestRequired);
      if (!this.#context.canSend()) return;
    }
    const isIssueRequired = this.#unanswered.length > 0 || this.#spares > 0 || this.#immediate > 0;
    if (isIssueRequired && activeOwnIdsState === ConnectionIdActiveOwnIdsState.STABLE) {
      this.#machine.send(ConnectionIdEvent.issueRequired);
    }
  }

  /** Throws WirechartError. */
  #checkMessagesLeft(): void {
    if (this.#context.canSend()) return;
    throw new WirechartError('ERR_DTLS_MESSAGES_EXHAUSTED', 'every message_seq is used; open a new connection');
  }

  /** Ids for the next RequestConnectionId. */
  get #requiredIds(): number {
    const { ids, wantedSpares } = this.#context;
    const missing = this.#replenishes && ids.sends ? wantedSpares - ids.spareCount : 0;
    return Math.max(this.#requested, missing);
  }

  #reportPeerIds(): void {
    const { state } = this.#context.ids;
    if (state === undefined) return;
    this.#context.report({ kind: 'connectionIds', peer: state.peer, spares: state.spares.length });
  }
}

function noConnectionIds(whose: string): WirechartError {
  return new WirechartError('ERR_DTLS_NO_CONNECTION_IDS', `${whose} has no connection ids on this connection`);
}
