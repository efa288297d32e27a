import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../../generated/dtls13/registries/alert-level.ts';
import { MAX_SEQUENCE_NUMBER } from '../../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Alert } from '../../../generated/dtls13/wire/alert.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { TicketContents } from '../../../generated/dtls13/wire/ticket-contents.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import { encodeToBytes } from '../../wire/index.ts';
import type { HandshakeStart } from '../connection/connection-context.ts';
import type { HandshakeContext, TicketFreshness } from '../handshake/handshake-context.ts';
import type {
  CookieContents,
  SecondClientHelloSelection,
  StatelessHandshakeContext,
} from '../handshake/server/stateless-handshake-context.ts';
import type { Counters } from '../statistics.ts';
import type { CookieAuthenticator } from './cookie-authenticator.ts';
import type { StatelessResponses } from './stateless-responses.ts';
import type { TicketIssuer } from './ticket-issuer.ts';

/** Record numbers that an accepted connection reserves for its own unprotected records. */
const RESERVED_RECORD_NUMBERS = 2 ** 24;

/** A complete ClientHello. */
export interface ReassembledClientHello {
  readonly path: number;
  readonly body: Uint8Array;
  /** 0; 1: it answers a HelloRetryRequest. */
  readonly messageSeq: number;
  /** Number of the record that completed it. */
  readonly recordSequence: number;
  /** No other message follows it in this record; RFC 9846 section 5.1. */
  readonly endsRecord: boolean;
  /** What follows this record in the datagram. Borrowed like the body. */
  readonly remainder: Uint8Array;
  /** Milliseconds. */
  readonly now: number;
}

/** A handshake for which a connection is created. */
export interface AcceptedHandshake extends HandshakeStart {
  readonly path: number;
  /** The client returned a valid cookie, which validates its address. */
  readonly addressValidated: boolean;
  /** The ClientHello. Borrowed for the call. */
  readonly hello: Uint8Array;
}

/** What stateless handshakes need from their listener. */
export interface ListenerContext {
  readonly provider: CryptoProvider;
  readonly cookies: CookieAuthenticator;
  readonly responses: StatelessResponses;
  /** Undefined: tickets are not accepted. */
  readonly tickets: TicketIssuer | undefined;
  readonly counters: Counters;
  /** Canonical bytes of the remote address of a path. */
  address(path: number): Uint8Array;
  /** Whether the answer to a first ClientHello of this length is a cookie. */
  requiresCookie(helloLength: number): boolean;
  /** Whether early data from this path can be accepted now without a cookie. */
  permitsEarlyData(path: number): boolean;
  accept(accepted: AcceptedHandshake): HandshakeContext;
  /** A ClientHello was rejected with an alert. */
  refused(path: number, error: WirechartError): void;
}

/**
 * Handles one ClientHello without state; RFC 9147 section 5.1. Only an accepted connection is retained.
 *
 * 1. A first ClientHello: a HelloRetryRequest with a cookie, unless the listener requires none or the early data of the
 *    client may be accepted.
 * 2. A second ClientHello: its cookie is verified, which validates the address.
 * 3. `accept` creates the connection; `abort` sends an alert.
 */
export class StatelessHandshakeHandler implements StatelessHandshakeContext {
  readonly #listener: ListenerContext;
  readonly #hello: ReassembledClientHello;
  #addressValidated = false;

  constructor(listener: ListenerContext, hello: ReassembledClientHello) {
    this.#listener = listener;
    this.#hello = hello;
  }

  get provider(): CryptoProvider {
    return this.#listener.provider;
  }

  /** A second ClientHello must contain a cookie, because every HelloRetryRequest did. */
  get cookieRequired(): boolean {
    const { messageSeq, body } = this.#hello;
    return messageSeq === 1 || this.#listener.requiresCookie(body.length);
  }

  now(): number {
    return this.#hello.now;
  }

  createCookie(contents: CookieContents, binding: Uint8Array): Uint8Array {
    const { path, now } = this.#hello;
    return this.#listener.cookies.create(contents, this.#listener.address(path), binding, now);
  }

  verifyCookie(
    cookie: Uint8Array,
    selection: SecondClientHelloSelection,
    binding: Uint8Array,
  ): CookieContents | undefined {
    const { path, now, messageSeq } = this.#hello;
    // A cookie belongs to one handshake: it is not valid in a first ClientHello.
    if (messageSeq !== 1) return undefined;
    const contents = this.#listener.cookies.verify(cookie, selection, this.#listener.address(path), binding, now);
    this.#addressValidated = contents !== undefined;
    return contents;
  }

  get earlyDataPermitted(): boolean {
    const { path, messageSeq } = this.#hello;
    return messageSeq === 0 && this.#listener.permitsEarlyData(path);
  }

  ticketFreshness(ticket: TicketContents, obfuscatedTicketAge: number): TicketFreshness | undefined {
    return this.#listener.tickets?.freshness(ticket, obfuscatedTicketAge, this.#hello.now);
  }

  openTicket(ticket: Uint8Array): TicketContents | undefined {
    return this.#listener.tickets?.open(ticket, this.#hello.now);
  }

  sendHelloRetryRequest(body: Uint8Array): void {
    const message = { msgType: HandshakeType.server_hello, length: body.length, messageSeq: 0, fragmentOffset: 0 };
    if (this.#respond(ContentType.handshake, encodeToBytes(Handshake, { ...message, fragment: body }))) {
      this.#listener.counters.helloRetryRequests += 1;
    }
  }

  accept(handshake: HandshakeStart['handshake']): HandshakeContext {
    const { path, messageSeq, body } = this.#hello;
    const recordSequence = Math.min(this.#hello.recordSequence, MAX_SEQUENCE_NUMBER - RESERVED_RECORD_NUMBERS);
    return this.#listener.accept({
      path,
      handshake,
      messageSeq,
      recordSequence,
      addressValidated: this.#addressValidated,
      hello: body,
    });
  }

  /** Rejects the ClientHello with an alert and tells the host. */
  abort(error: WirechartError, alert: string | undefined): void {
    if (alert === undefined) return;
    const description = AlertDescription[alert as keyof typeof AlertDescription];
    if (this.#respond(ContentType.alert, encodeToBytes(Alert, { level: AlertLevel.fatal, description }))) {
      this.#listener.counters.hellosRefused += 1;
      this.#listener.refused(this.#hello.path, error);
    }
  }

  /** No connection exists that could report transitions. */
  traceTransition(): void {}

  /**
   * Queues a response with the record number of the ClientHello, so that responses to two ClientHellos have different
   * numbers.
   */
  #respond(type: ContentType, fragment: Uint8Array): boolean {
    const { path, recordSequence } = this.#hello;
    return this.#listener.responses.add(path, type, recordSequence, fragment);
  }
}
