import { HandshakeType, handshakeTypeName } from '../../../generated/dtls13/registries/handshake-type.ts';
import { PeerError } from '../../errors/peer-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import type { Direction } from '../handshake/application-secrets.ts';
import type { SessionSecrets } from '../handshake/handshake-context.ts';
import type { ReadEpoch, WriteEpoch } from '../record/epoch.ts';
import type { FlightMessage, Flights } from '../reliability/flights.ts';
import { ConnectionIdUpdates } from './connection-id-updates.ts';
import type { ConnectionIds } from './connection-ids.ts';
import { KeyUpdates } from './key-updates.ts';
import type { PostHandshakeContext } from './post-handshake-context.ts';
import { type RekeyLimits, RekeyPolicy } from './rekey-policy.ts';
import { SessionTickets, type TicketSource } from './session-tickets.ts';

/** The parts of the connection that the exchanges after the handshake use. */
export interface PostHandshakeParts {
  readonly flights: Flights;
  readonly secrets: Omit<SessionSecrets, 'exporter'>;
  /** Undefined: this side is a client, or issues no tickets. */
  readonly tickets: TicketSource | undefined;
  /** The digest of a client's settings, for its sessions. */
  sessionContext(): Uint8Array;
  /** How long the previous keys for receiving are kept, in milliseconds. */
  readonly lingerTime: number;
  readonly rekeyLimits: RekeyLimits;
  /** Our direction is not closed. */
  isOpen(): boolean;
  readonly connectionIds: ConnectionIds;
  /** Spare connection ids of the peer that we want to have. */
  readonly wantedSpares: number;
  /** The epoch in which we send. */
  writeEpoch(): WriteEpoch;
  /** The newest epoch in which we receive. */
  readEpoch(): ReadEpoch;
}

/** A flight that waits until a KeyUpdate is acknowledged. */
interface WaitingFlight {
  readonly messages: readonly FlightMessage[];
  readonly acknowledged: () => void;
}

/**
 * The messages after the handshake; RFC 9846 section 4.7, RFC 9147 sections 8 and 9.
 *
 * 1. `receive` checks epoch and type of a message of the peer, and gives it to its exchange.
 * 2. `send` starts a flight for a message of ours. While an update of the keys runs, messages wait: a KeyUpdate is the
 *    last message of its epoch.
 */
export class PostHandshake {
  readonly keyUpdates: KeyUpdates;
  #tickets: SessionTickets | undefined;
  #connectionIds: ConnectionIdUpdates | undefined;
  readonly #context: PostHandshakeContext;
  readonly #parts: PostHandshakeParts;
  readonly #rekeyPolicy: RekeyPolicy;
  #waiting: WaitingFlight[] = [];

  constructor(context: PostHandshakeContext, parts: PostHandshakeParts) {
    this.#context = context;
    this.#parts = parts;
    const { flights, lingerTime } = parts;
    const secrets = parts.secrets.application;
    this.#rekeyPolicy = new RekeyPolicy(parts.rekeyLimits, context.now());
    this.keyUpdates = new KeyUpdates({
      secrets,
      lingerTime,
      now: () => context.now(),
      installRead: (epoch, protection) => context.installRead(epoch, protection),
      replaceWrite: (epoch, protection) => context.replaceWrite(epoch, protection),
      dropRead: (epoch) => context.dropRead(epoch),
      abort: (error, alert) => context.abort(error, alert),
      updated: (direction, epoch) => this.#updated(direction, epoch),
      traceTransition: (machine, edge) => context.traceTransition(machine, edge),
      messagesOutstanding: () => flights.outstanding,
      canSend: () => flights.messagesLeft > this.#waitingMessages && parts.isOpen(),
      send: (type, body, acknowledged) => this.#transmit({ messages: [{ type, body }], acknowledged }),
      updateCompleted: () => this.#transmitWaiting(),
    });
  }

  /** Created when it is first used. */
  get tickets(): SessionTickets {
    const context = this.#context;
    const parts = this.#parts;
    this.#tickets ??= new SessionTickets({
      isClient: context.isClient,
      resumption: parts.secrets.resumption,
      source: parts.tickets,
      sessionContext: () => parts.sessionContext(),
      now: () => context.now(),
      abort: (error, alert) => context.abort(error, alert),
      report: (event) => context.report(event),
      traceTransition: (machine, edge) => context.traceTransition(machine, edge),
      send: (messages, acknowledged) => this.sendFlight(messages, acknowledged),
    });
    return this.#tickets;
  }

  /** Sends the tickets of a server. */
  issueTickets(): void {
    const { secrets, tickets } = this.#parts;
    if (secrets.resumption !== undefined && tickets !== undefined && tickets.count > 0) this.tickets.issue();
  }

  /** Created when it is first used: few connections exchange ids. */
  get connectionIds(): ConnectionIdUpdates {
    const context = this.#context;
    this.#connectionIds ??= new ConnectionIdUpdates({
      ids: this.#parts.connectionIds,
      wantedSpares: this.#parts.wantedSpares,
      abort: (error, alert) => context.abort(error, alert),
      report: (event) => context.report(event),
      traceTransition: (machine, edge) => context.traceTransition(machine, edge),
      canSend: () => this.#parts.flights.messagesLeft > this.#waitingMessages + (this.keyUpdates.isUnsent ? 1 : 0),
      send: (type, body, acknowledged) => this.send(type, body, acknowledged),
    });
    return this.#connectionIds;
  }

  /** When `expire` is due. */
  get deadline(): number {
    const { deadline } = this.keyUpdates;
    return this.#mayRekey ? Math.min(deadline, this.#rekeyPolicy.deadline(this.#parts.readEpoch())) : deadline;
  }

  /** Receives one complete message of this epoch, in sequence. Throws WireError. */
  receive(type: number, epoch: number, body: Uint8Array): void {
    if (epoch < this.keyUpdates.readEpoch) {
      this.#violated('OUTDATED_TRAFFIC_KEYS', 'unexpected_message', 'RFC 9147 section 8', handshakeTypeName(type));
      return;
    }
    switch (type) {
      case HandshakeType.key_update:
        this.keyUpdates.receive(body);
        return;
      case HandshakeType.new_connection_id:
        this.connectionIds.receiveNewConnectionId(body);
        return;
      case HandshakeType.request_connection_id:
        this.connectionIds.receiveRequest(body);
        return;
      case HandshakeType.new_session_ticket:
        this.tickets.receive(body);
        return;
    }
    const detail = `${handshakeTypeName(type)} after the handshake`;
    this.#violated('UNEXPECTED_MESSAGE', 'unexpected_message', 'RFC 9846 section 4.7', detail);
  }

  /** Sends a message, as soon as the rules about KeyUpdate allow. `acknowledged`: the peer has received all of it. */
  send(type: number, body: Uint8Array, acknowledged: () => void): void {
    this.sendFlight([{ type, body }], acknowledged);
  }

  /** Sends a flight, as soon as the rules about KeyUpdate allow. `acknowledged`: the peer has received all of it. */
  sendFlight(messages: readonly FlightMessage[], acknowledged: () => void): void {
    if (this.keyUpdates.isRunning) this.#waiting.push({ messages, acknowledged });
    else this.#transmit({ messages, acknowledged });
  }

  /** A message of ours was acknowledged, in the handshake or after it. */
  messageAcknowledged(): void {
    if (!this.#parts.flights.outstanding) this.keyUpdates.messagesAcknowledged();
  }

  expire(now: number): void {
    this.keyUpdates.expire(now);
  }

  /** Updates the keys if one has reached a limit. True: there is output. */
  rekeyIfDue(): boolean {
    if (!this.#mayRekey) return false;
    const due = this.#rekeyPolicy.due(this.#parts.writeEpoch(), this.#parts.readEpoch(), this.#context.now());
    if (due === 'nothing') return false;
    this.keyUpdates.update(due === 'updateBoth');
    return true;
  }

  /** Stops at the end of the connection. `failed`: by an error. */
  stop(failed: boolean): void {
    this.keyUpdates.stop();
    this.#tickets?.stop(failed);
    this.#parts.secrets.resumption?.secret.zeroize();
    this.#connectionIds?.stop();
    this.#waiting = [];
    this.#parts.secrets.application.zeroize();
  }

  get #waitingMessages(): number {
    return this.#waiting.reduce((count, { messages }) => count + messages.length, 0);
  }

  get #mayRekey(): boolean {
    return !this.keyUpdates.isRunning && !this.keyUpdates.isLastWriteEpoch();
  }

  #updated(direction: Direction, epoch: number): void {
    this.#rekeyPolicy.updated(direction, this.#context.now());
    this.#context.keysUpdated(direction, epoch);
  }

  #transmit({ messages, acknowledged }: WaitingFlight): void {
    this.#parts.flights.send(messages, this.#parts.writeEpoch(), () => {
      acknowledged();
      this.messageAcknowledged();
    });
  }

  #transmitWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { messages, acknowledged } of waiting) this.sendFlight(messages, acknowledged);
  }

  #violated(reason: PeerReason, alert: string, rule: string, detail: string): void {
    this.#context.abort(new PeerError(reason, alert, rule, detail), alert);
  }
}
