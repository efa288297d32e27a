// The inputs of an endpoint.
import type { ApplicationResponse } from '../../runtime/dtls13/index.ts';

/** One input of an endpoint and its `now`: fractional milliseconds since the Unix epoch. */
export type EndpointInput = { readonly now: number } & EndpointInputContent;

/** What an endpoint receives: from the host software, from the link, or from its own deadline. */
export type EndpointInputContent =
  /** Creates the endpoint; a client sends its ClientHello. */
  | { readonly kind: 'start' }
  /** The payload of one UDP datagram, and the number of the client's address. */
  | { readonly kind: 'datagram'; readonly path: number; readonly data: Uint8Array }
  /** The endpoint's next deadline has been reached. */
  | { readonly kind: 'timeout' }
  | { readonly kind: 'response'; readonly response: ApplicationResponse }
  /** Application data to send as one datagram. */
  | { readonly kind: 'send'; readonly data: Uint8Array }
  /** Only at the client: application data to send before the handshake is complete; RFC 9846 section 2.3. */
  | { readonly kind: 'sendEarly'; readonly data: Uint8Array }
  /** Updates the keys for sending, and asks the peer to update its own; RFC 9147 section 8. */
  | { readonly kind: 'updateKeys' }
  /** Only at the client: sends from another address of its own; RFC 9147 section 9. */
  | { readonly kind: 'migrate'; readonly path: number }
  /** Only at the server: requests the certificate of the client; RFC 9846 section 4.7.2. */
  | { readonly kind: 'requestCertificate' }
  | { readonly kind: 'close' };
