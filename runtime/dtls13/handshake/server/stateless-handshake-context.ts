import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import type { Handshake, HandshakeContext, HandshakeHost } from '../handshake-context.ts';

/** What a server has to know of a ClientHello it did not keep, when the next one comes. */
export interface CookieContents {
  readonly cipherSuite: CipherSuite;
  /** Code point of the group that was asked for; 0 when the client's share was fine. */
  readonly selectedGroup: number;
  /** Digest of the first ClientHello, by the hash of the suite. */
  readonly clientHelloHash: Uint8Array;
}

/** What a ClientHello with a cookie tells about the HelloRetryRequest it answers. */
export interface SecondClientHelloSelection {
  /** The suite that we would choose of its offer, as we did before. */
  readonly cipherSuite: CipherSuite;
  /** Code point of the group of its only share: the one that was asked for, if one was. 0: it has none or several. */
  readonly singleShareGroup: number;
}

/**
 * Where a server's handshake stands until its client has shown that it is where it says: nothing is kept for it, its
 * answers go out and are forgotten. RFC 9147 section 5.1.
 */
export interface StatelessHandshakeContext extends HandshakeHost {
  /** Whether a client has to come back with a cookie before it gets in. */
  readonly cookieRequired: boolean;
  /** Makes the cookie for this client. `binding`: the bytes that its next ClientHello must not change. */
  createCookie(contents: CookieContents, binding: Uint8Array): Uint8Array;
  /** Undefined for what we did not give to this client, for this `binding`, a short time ago. */
  verifyCookie(
    cookie: Uint8Array,
    selection: SecondClientHelloSelection,
    binding: Uint8Array,
  ): CookieContents | undefined;
  /** Sends a HelloRetryRequest, body only. */
  sendHelloRetryRequest(body: Uint8Array): void;
  /** Makes the connection that the handshake goes on in. */
  accept(handshake: Handshake): HandshakeContext;
}
