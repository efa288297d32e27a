import { HandshakeType, handshakeTypeName } from '../../../generated/dtls13/registries/handshake-type.ts';
import { PeerError } from '../../errors/peer-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import type { Direction } from '../handshake/application-secrets.ts';
import type { Certificate } from '../handshake/certificate.ts';
import type { SessionSecrets } from '../handshake/handshake-context.ts';
import type { ReadEpoch, WriteEpoch } from '../record/epoch.ts';
import type { FlightMessage, Flights } from '../reliability/flights.ts';
import { ClientAuthRequests, type ClientAuthRequestsContext } from './client-auth-requests.ts';
import { ClientAuthResponses } from './client-auth-responses.ts';
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
  /** Of a client, most preferred first; of a server, none. */
  readonly certificates: readonly Certificate[];
  /** Longest time for the rest of a client's response and its verification, in milliseconds. */
  readonly completionTimeout: number;
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
  /** At most so many messages. */
  readonly length: number;
  /** Creates the messages when they are sent. */
  messages(): readonly FlightMessage[];
  acknowledged(): void;
  /** The flight is sent; `end` stops its retransmission. */
  sent?(end: () => void): void;
}

/** The messages of a client's response to a CertificateRequest. */
const RESPONSE_TYPES: ReadonlySet<number> = new Set([
  HandshakeType.certificate,
  HandshakeType.certificate_verify,
  HandshakeType.finished,
]);

function flightOf(type: number, body: Uint8Array, acknowledged: () => void): WaitingFlight {
  return { length: 1, messages: () => [{ type, body }], acknowledged };
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
  #clientAuthRequests: ClientAuthRequests | undefined;
  #clientAuthResponses: ClientAuthResponses | undefined;

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
      keys: context.keys,
      abort: (error, alert) => context.abort(error, alert),
      updated: (direction, epoch) => this.#updated(direction, epoch),
      traceTransition: (machine, edge) => context.traceTransition(machine, edge),
      messagesOutstanding: () => flights.outstanding,
      canSend: () => flights.messagesLeft > this.#waitingMessages && parts.isOpen(),
      send: (type, body, acknowledged) => this.#transmit(flightOf(type, body, acknowledged)),
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
      canSend: () => this.#messagesLeft > 0,
      send: (type, body, acknowledged) => this.send(type, body, acknowledged),
    });
    return this.#connectionIds;
  }

  /** Requests of a server. Created when they are first used: few connections authenticate clients later. */
  get clientAuthRequests(): ClientAuthRequests {
    const parts = this.#parts;
    this.#clientAuthRequests ??= new ClientAuthRequests({
      ...this.#authContext(!this.#context.isClient),
      now: () => this.#context.now(),
      report: (event) => this.#context.report(event),
      application: this.#context.application,
      completionTimeout: parts.completionTimeout,
      canSend: () => this.#messagesLeft > 0,
      verifyData: (transcriptHash) => parts.secrets.application.verifyData('read', transcriptHash),
      send: (body) => this.#sendRequest(HandshakeType.certificate_request, body),
    });
    return this.#clientAuthRequests;
  }

  /** Responses of a client. Created when they are first used. */
  get #responses(): ClientAuthResponses {
    const parts = this.#parts;
    this.#clientAuthResponses ??= new ClientAuthResponses({
      ...this.#authContext(this.#context.isClient),
      certificates: parts.certificates,
      verifyData: (transcriptHash) => parts.secrets.application.verifyData('write', transcriptHash),
      send: (length, messages, acknowledged) => this.#sendResponse(length, messages, acknowledged),
    });
    return this.#clientAuthResponses;
  }

  /** `isAllowed`: this side has the role for it. */
  #authContext(
    isAllowed: boolean,
  ): Pick<ClientAuthRequestsContext, 'provider' | 'transcript' | 'abort' | 'traceTransition'> {
    const context = this.#context;
    return {
      provider: context.provider,
      transcript: isAllowed ? this.#parts.secrets.transcript : undefined,
      abort: (error, alert) => context.abort(error, alert),
      traceTransition: (machine, edge, instance) => context.traceTransition(machine, edge, instance),
    };
  }

  /** When `expire` is due. */
  get deadline(): number {
    const requests = this.#clientAuthRequests?.deadline ?? Number.POSITIVE_INFINITY;
    const deadline = Math.min(this.keyUpdates.deadline, requests);
    return this.#mayRekey ? Math.min(deadline, this.#rekeyPolicy.deadline(this.#parts.readEpoch())) : deadline;
  }

  /** Receives one complete message of this epoch, in sequence. True: a response is sent at once. Throws WireError. */
  receive(type: number, epoch: number, body: Uint8Array): boolean {
    if (epoch < this.keyUpdates.readEpoch) {
      this.#violated('OUTDATED_TRAFFIC_KEYS', 'unexpected_message', 'RFC 9147 section 8', handshakeTypeName(type));
      return false;
    }
    const isPartOfResponse = !this.#context.isClient && RESPONSE_TYPES.has(type);
    if (this.#clientAuthRequests?.isResponding === true && !isPartOfResponse) {
      const detail = `${handshakeTypeName(type)} inside a response`;
      this.#violated('UNEXPECTED_MESSAGE', 'unexpected_message', 'RFC 9846 section 4.7.2', detail);
      return false;
    }
    switch (type) {
      case HandshakeType.key_update:
        this.keyUpdates.receive(body);
        return false;
      case HandshakeType.new_connection_id:
        this.connectionIds.receiveNewConnectionId(body);
        return false;
      case HandshakeType.request_connection_id:
        this.connectionIds.receiveRequest(body);
        return false;
      case HandshakeType.new_session_ticket:
        this.tickets.receive(body);
        return false;
      case HandshakeType.certificate_request:
        // Our direction is closed: there is no response.
        if (this.#context.isClient) return this.#parts.isOpen() && this.#responses.receive(body);
        break;
    }
    if (isPartOfResponse && this.#clientAuthRequests !== undefined) {
      this.#clientAuthRequests.receive(type, body);
      return false;
    }
    const detail = `${handshakeTypeName(type)} after the handshake`;
    this.#violated('UNEXPECTED_MESSAGE', 'unexpected_message', 'RFC 9846 section 4.7', detail);
    return false;
  }

  /** Sends a message, as soon as the rules about KeyUpdate allow. `acknowledged`: the peer has received all of it. */
  send(type: number, body: Uint8Array, acknowledged: () => void): void {
    this.sendFlight([{ type, body }], acknowledged);
  }

  /** Sends a flight, as soon as the rules about KeyUpdate allow. `acknowledged`: the peer has received all of it. */
  sendFlight(messages: readonly FlightMessage[], acknowledged: () => void): void {
    this.#sendOrQueue({ length: messages.length, messages: () => messages, acknowledged });
  }

  /** Sends a message that the response of the peer acknowledges. Returns what is called when the response arrives. */
  #sendRequest(type: number, body: Uint8Array): () => void {
    let endFlight = (): void => {};
    this.#sendOrQueue({
      ...flightOf(type, body, () => {}),
      sent: (end) => {
        endFlight = end;
      },
    });
    return () => {
      endFlight();
      this.messageAcknowledged();
    };
  }

  #sendResponse(length: number, messages: () => readonly FlightMessage[], acknowledged: () => void): boolean {
    if (this.#messagesLeft < length) {
      const error = new WirechartError('ERR_DTLS_MESSAGES_EXHAUSTED', 'no message_seq is left for a response');
      this.#context.abort(error, 'internal_error');
      return false;
    }
    return this.#sendOrQueue({ length, messages, acknowledged });
  }

  /** False: the flight waits. */
  #sendOrQueue(flight: WaitingFlight): boolean {
    const isSent = !this.keyUpdates.isRunning;
    if (isSent) this.#transmit(flight);
    else this.#waiting.push(flight);
    return isSent;
  }

  get #waitingMessages(): number {
    return this.#waiting.reduce((sum, { length }) => sum + length, 0);
  }

  /** Values of message_seq that no waiting message needs. */
  get #messagesLeft(): number {
    return this.#parts.flights.messagesLeft - this.#waitingMessages - (this.keyUpdates.isUnsent ? 1 : 0);
  }

  /** A message of ours was acknowledged, in the handshake or after it. */
  messageAcknowledged(): void {
    if (!this.#parts.flights.outstanding) this.keyUpdates.messagesAcknowledged();
  }

  expire(now: number): void {
    this.keyUpdates.expire(now);
    this.#clientAuthRequests?.expire(now);
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
    this.#clientAuthRequests?.stop();
    this.#clientAuthResponses?.stop();
    this.#waiting = [];
    this.#parts.secrets.application.zeroize();
  }

  get #mayRekey(): boolean {
    return !this.keyUpdates.isRunning && !this.keyUpdates.isLastWriteEpoch();
  }

  #updated(direction: Direction, epoch: number): void {
    this.#rekeyPolicy.updated(direction, this.#context.now());
    this.#context.keysUpdated(direction, epoch);
  }

  #transmit({ messages, acknowledged, sent }: WaitingFlight): void {
    const end = this.#parts.flights.send(messages(), this.#parts.writeEpoch(), () => {
      acknowledged();
      this.messageAcknowledged();
    });
    sent?.(end);
  }

  #transmitWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const flight of waiting) this.#sendOrQueue(flight);
  }

  #violated(reason: PeerReason, alert: string, rule: string, detail: string): void {
    this.#context.abort(new PeerError(reason, alert, rule, detail), alert);
  }
}
