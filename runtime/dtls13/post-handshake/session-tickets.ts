import {
  SessionTicketEvent,
  SessionTicketMachine,
  type SessionTicketPort,
} from '../../../generated/dtls13/machines/session-ticket.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import { NewSessionTicketExtension } from '../../../generated/dtls13/wire/new-session-ticket-extension.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { PeerError } from '../../errors/peer-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import { decodeAll, encodeToBytes } from '../../wire/index.ts';
import { hasMisplacedExtension } from '../handshake/extension-rules.ts';
import type { SessionSecrets } from '../handshake/handshake-context.ts';
import { Session } from '../handshake/psk/session.ts';
import type { SessionParameters } from '../handshake/psk/session-parameters.ts';
import type { FlightMessage } from '../reliability/flights.ts';
import type { PostHandshakeContext } from './post-handshake-context.ts';

/** No ticket is used longer, whatever its lifetime; RFC 9846 section 4.7.1. */
const MAX_LIFETIME = 7 * 24 * 3600 * 1000;
/** Sessions that a connection reports. A server has no reason to send more tickets. */
const MAX_SESSIONS = 32;
/** A longer ticket may not fit into a ClientHello next to external keys, a cookie and the other extensions. */
const MAX_TICKET = 16_384;

/** A ticket and what its NewSessionTicket says about it. */
export interface IssuedTicket {
  readonly ticket: Uint8Array;
  /** Seconds. */
  readonly lifetime: number;
  readonly ticketAgeAdd: number;
}

/** Makes the tickets of a server. */
export interface TicketSource {
  /** Tickets for each connection. */
  readonly count: number;
  /** Bytes of early data that the client may send with a ticket; 0: none. RFC 9846 section 4.3.10. */
  readonly maxEarlyData: number;
  /** A ticket with this key, which is borrowed; undefined: the session must not be prolonged, or does not fit. */
  issue(session: SessionParameters, psk: Uint8Array, now: number): IssuedTicket | undefined;
}

/** The parts of the connection that tickets need. */
export interface SessionTicketsContext
  extends Pick<PostHandshakeContext, 'isClient' | 'now' | 'abort' | 'report' | 'traceTransition'> {
  /** Undefined: the connection has no tickets. */
  readonly resumption: SessionSecrets['resumption'];
  /** Undefined: this side is a client, or issues none. */
  readonly source: TicketSource | undefined;
  /** The digest of the client's settings. */
  sessionContext(): Uint8Array;
  /** Sends a flight. */
  send(messages: readonly FlightMessage[], acknowledged: () => void): void;
}

/**
 * Tickets of one connection, as in the session ticket chart; RFC 9846 section 4.7.1.
 *
 * A server issues its tickets at once after the handshake, and overwrites the resumption secret. A client reports each
 * ticket as a session. It discards the sessions again if the connection fails; RFC 9846 section 6.
 */
export class SessionTickets implements SessionTicketPort {
  readonly #context: SessionTicketsContext;
  readonly #machine: SessionTicketMachine;
  readonly #sessions: Session[] = [];
  #received: NewSessionTicket | undefined;
  #error: PeerError | undefined;

  constructor(context: SessionTicketsContext) {
    this.#context = context;
    this.#machine = new SessionTicketMachine(this);
    this.#machine.start();
  }

  /** Sends the tickets of a server. */
  issue(): void {
    this.#machine.send(SessionTicketEvent.issueRequired);
  }

  /** A NewSessionTicket of the peer. Throws WireError, and InternalError where the provider fails. */
  receive(body: Uint8Array): void {
    this.#received = decodeAll(NewSessionTicket, body);
    try {
      this.#machine.send(SessionTicketEvent.ticketReceived);
    } catch (cause) {
      throw new InternalError('the session ticket', cause);
    } finally {
      this.#received = undefined;
    }
  }

  /** Stops at the end of the connection. `failed`: by an error. */
  stop(failed: boolean): void {
    this.#machine.send(SessionTicketEvent.stopped);
    if (failed) for (const session of this.#sessions) session.discard();
  }

  // Guards and actions of the session ticket chart.

  transition(edge: number): void {
    this.#context.traceTransition('sessionTicket', edge);
  }

  isServer(): boolean {
    return !this.#context.isClient;
  }

  extensionMisplaced(): boolean {
    const { extensions } = this.#received as NewSessionTicket;
    return hasMisplacedExtension(extensions.map(NewSessionTicketExtension.extensionType), 'NST');
  }

  ticketUnusable(): boolean {
    const { ticket } = this.#received as NewSessionTicket;
    const isRefused = this.#context.resumption === undefined || this.#sessions.length >= MAX_SESSIONS;
    return isRefused || ticket.length > MAX_TICKET || this.#expires <= this.#context.now();
  }

  sendNewSessionTickets(): void {
    const { resumption, source, send } = this.#context;
    if (resumption === undefined || source === undefined) return;
    const messages: FlightMessage[] = [];
    for (let index = 0; index < source.count; index++) {
      const ticketNonce = Uint8Array.of(index);
      const psk = resumption.secret.ticketPsk(ticketNonce);
      const issued = source.issue(resumption.parameters, psk, this.#context.now());
      psk.fill(0);
      if (issued === undefined) continue;
      const { ticket, lifetime: ticketLifetime, ticketAgeAdd } = issued;
      const extensions = earlyDataExtension(source.maxEarlyData);
      const message = { ticketLifetime, ticketAgeAdd, ticketNonce, ticket, extensions };
      messages.push({ type: HandshakeType.new_session_ticket, body: encodeToBytes(NewSessionTicket, message) });
    }
    resumption.secret.zeroize();
    if (messages.length === 0) return;
    send(messages, () => this.#machine.send(SessionTicketEvent.ticketsAcknowledged));
  }

  reportSession(): void {
    const { resumption } = this.#context;
    if (resumption === undefined) return;
    const { ticketAgeAdd, ticketNonce, ticket, extensions } = this.#received as NewSessionTicket;
    const earlyData = extensions.find((extension) => extension.kind === 'early_data');
    const { cipherSuite, authenticated, alpnProtocol, pskIdentity, chain } = resumption.parameters;
    const session = new Session({
      cipherSuite,
      received: Math.floor(this.#context.now()),
      expires: Math.floor(this.#expires),
      authenticated: Math.floor(authenticated),
      ticketAgeAdd,
      maxEarlyData: earlyData?.extensionData.maxEarlyDataSize ?? 0,
      psk: resumption.secret.ticketPsk(ticketNonce),
      context: this.#context.sessionContext(),
      alpnProtocol,
      pskIdentity,
      ticket: new Uint8Array(ticket),
      chain: chain.map((certData) => ({ certData })),
    });
    this.#sessions.push(session);
    this.#context.report({ kind: 'session', session });
  }

  fatal(alert: string, ref: string, reason: PeerReason): void {
    const detail = reason === 'UNEXPECTED_MESSAGE' ? 'new_session_ticket after the handshake' : 'new_session_ticket';
    this.#error = new PeerError(reason, alert, ref, detail);
  }

  abort(): void {
    const error = this.#error as PeerError;
    this.#context.abort(error, error.alert);
  }

  /** When the received ticket can no longer be used, in milliseconds since the Unix epoch. */
  get #expires(): number {
    const { ticketLifetime } = this.#received as NewSessionTicket;
    const parameters = this.#context.resumption?.parameters;
    const authenticated = parameters?.authenticated ?? 0;
    const end = this.#context.now() + ticketLifetime * 1000;
    return Math.min(end, authenticated + MAX_LIFETIME, parameters?.notAfter ?? end);
  }
}

function earlyDataExtension(maxEarlyDataSize: number): NewSessionTicketExtension[] {
  return maxEarlyDataSize === 0 ? [] : [{ kind: 'early_data', extensionData: { maxEarlyDataSize } }];
}
