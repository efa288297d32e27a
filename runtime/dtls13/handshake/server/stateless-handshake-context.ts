import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import type { TicketContents } from '../../../../generated/dtls13/wire/ticket-contents.ts';
import type { Handshake, HandshakeContext, HandshakeHost, TicketFreshness } from '../handshake-context.ts';

/** What a server that kept no state must know about the first ClientHello when the second one arrives. */
export interface CookieContents {
  readonly cipherSuite: CipherSuite;
  /** Code point of the requested group; 0: the client's key share was acceptable. */
  readonly selectedGroup: number;
  /** Digest of the first ClientHello, by the hash of the suite. */
  readonly clientHelloHash: Uint8Array;
}

/** The selection that a second ClientHello leads to, which must equal that of the HelloRetryRequest. */
export interface SecondClientHelloSelection {
  /** The suite that the server selects from the offer. */
  readonly cipherSuite: CipherSuite;
  /**
   * Code point of the group of its only key share, which is the requested group if one was requested. 0: none or
   * several.
   */
  readonly singleShareGroup: number;
}

/**
 * The context of a server's handshake until the client's address is validated: it keeps no state and sends each
 * response once. RFC 9147 section 5.1.
 */
export interface StatelessHandshakeContext extends HandshakeHost {
  /** Whether the client must return a cookie before the handshake is accepted. */
  readonly cookieRequired: boolean;
  /** Creates the cookie for this client. `binding`: the bytes that the second ClientHello must not change. */
  createCookie(contents: CookieContents, binding: Uint8Array): Uint8Array;
  /** The contents of a valid cookie; undefined: it was made for another client or `binding`, or it expired. */
  verifyCookie(
    cookie: Uint8Array,
    selection: SecondClientHelloSelection,
    binding: Uint8Array,
  ): CookieContents | undefined;
  /** The contents of a valid ticket of this server, which belong to the caller; undefined: it is another identity. */
  openTicket(ticket: Uint8Array): TicketContents | undefined;
  /** Whether early data could be accepted now from the sender of this ClientHello, without a cookie. */
  readonly earlyDataPermitted: boolean;
  /** When a ClientHello with an opened ticket could have been accepted; undefined: it may be an old one. */
  ticketFreshness(ticket: TicketContents, obfuscatedTicketAge: number): TicketFreshness | undefined;
  /** Sends a HelloRetryRequest, body only. */
  sendHelloRetryRequest(body: Uint8Array): void;
  /** Creates the connection in which the handshake continues. */
  accept(handshake: Handshake): HandshakeContext;
}
