import { HandshakeType, handshakeTypeName } from '../../../generated/dtls13/registries/handshake-type.ts';
import { PeerError } from '../../errors/peer-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import type { ApplicationSecrets, Direction } from '../handshake/application-secrets.ts';
import type { Certificate } from '../handshake/certificate.ts';
import type { SessionSecrets } from '../handshake/handshake-context.ts';
import type { ReadEpoch, WriteEpoch } from '../record/epoch.ts';
import type { Flights } from '../reliability/flights.ts';
import { ClientAuthRequests, type ClientAuthRequestsContext } from './client-auth-requests.ts';
import { ClientAuthResponses } from './client-auth-responses.ts';
import { ConnectionIdUpdates } from './connection-id-updates.ts';
import type { ConnectionIds } from './connection-ids.ts';
import { KeyUpdates } from './key-updates.ts';
import type { PostHandshakeContext } from './post-handshake-context.ts';
import { PostHandshakeFlights } from './post-handshake-flights.ts';
import { type RekeyLimits, RekeyPolicy, type RekeyState } from './rekey-policy.ts';
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

/** The messages of a client's response to a CertificateRequest. */
const RESPONSE_TYPES: ReadonlySet<number> = new Set([
  HandshakeType.certificate,
  HandshakeType.certificate_verify,
  HandshakeType.finished,
]);

/**
 * The messages after the handshake; RFC 9846 section 4.7, RFC 9147 sections 8 and 9.
 *
 * 1. `receive` checks epoch and type of a message of the peer, and gives it to its exchange.
 * 2. An exchange of ours sends its messages through `flights`.
 */
export class PostHandshake {
  readonly flights: PostHandshakeFlights;
  readonly keyUpdates: KeyUpdates;
  #tickets: SessionTickets | undefined;
  #connectionIds: ConnectionIdUpdates | undefined;
  readonly #context: PostHandshakeContext;
  readonly #parts: PostHandshakeParts;
  readonly #rekeyPolicy: RekeyPolicy;
  #clientAuthRequests: ClientAuthRequests | undefined;
  #clientAuthResponses: ClientAuthResponses | undefined;

  constructor(context: PostHandshakeContext, parts: PostHandshakeParts) {
    this.#context = context;
    this.#parts = parts;
    const { lingerTime } = parts;
    const secrets = parts.secrets.application;
    this.#rekeyPolicy = new RekeyPolicy(parts.rekeyLimits, context.now());
    this.flights = new PostHandshakeFlights({
      flights: parts.flights,
      writeEpoch: () => parts.writeEpoch(),
      keyUpdates: () => this.keyUpdates,
      abort: (error, alert) => context.abort(error, alert),
    });
    this.keyUpdates = new KeyUpdates({
      secrets,
      lingerTime,
      now: () => context.now(),
      keys: context.keys,
      abort: (error, alert) => context.abort(error, alert),
      updated: (direction, epoch) => this.#updated(direction, epoch),
      traceTransition: (machine, edge) => context.traceTransition(machine, edge),
      messagesOutstanding: () => this.flights.outstanding,
      canSend: () => this.flights.hasRoomForUpdate && parts.isOpen(),
      send: (type, body, acknowledged) => this.flights.sendUpdate(type, body, acknowledged),
      updateCompleted: () => this.flights.updateCompleted(),
    });
  }

  /** No exchange runs, waits, or can be asked for that needs the messages of the handshake. */
  get isIdle(): boolean {
    if (!this.keyUpdates.isIdle || this.#connectionIds?.isIdle === false) return false;
    return this.#clientAuthRequests === undefined && this.#parts.secrets.transcript === undefined;
  }

  /** The secrets of both directions. */
  get secrets(): ApplicationSecrets {
    return this.#parts.secrets.application;
  }

  get rekeyState(): RekeyState {
    return this.#rekeyPolicy.state;
  }

  /** The keys of these epochs are in use. Instead of all else. */
  restore(epochs: { readonly write: number; readonly read: number }, awaitsPeer: boolean, rekey: RekeyState): void {
    this.keyUpdates.restore(epochs.write, epochs.read, awaitsPeer);
    this.#rekeyPolicy.restore(rekey);
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
      send: (messages, acknowledged) => this.flights.sendFlight(messages, acknowledged),
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
      canSend: () => this.flights.messagesLeft > 0,
      send: (type, body, acknowledged) => this.flights.send(type, body, acknowledged),
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
      canSend: () => this.flights.messagesLeft > 0,
      verifyData: (transcriptHash) => parts.secrets.application.verifyData('read', transcriptHash),
      send: (body) => this.flights.sendRequest(HandshakeType.certificate_request, body),
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
      send: (length, messages, acknowledged) => this.flights.sendResponse(length, messages, acknowledged),
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
    this.flights.stop();
    this.#parts.secrets.application.zeroize();
  }

  get #mayRekey(): boolean {
    return !this.keyUpdates.isRunning && !this.keyUpdates.isLastWriteEpoch();
  }

  #updated(direction: Direction, epoch: number): void {
    this.#rekeyPolicy.updated(direction, this.#context.now());
    this.#context.keysUpdated(direction, epoch);
  }

  #violated(reason: PeerReason, alert: string, rule: string, detail: string): void {
    this.#context.abort(new PeerError(reason, alert, rule, detail), alert);
  }
}
