// The inputs of an endpoint.
import type { ApplicationResponse } from '../../runtime/dtls13/index.ts';

/** One input of an endpoint and its `now`: fractional milliseconds since the Unix epoch. */
export type EndpointInput = { readonly now: number } & EndpointInputContent;

/** What an endpoint receives: from the host software, from the link, or from its own deadline. */
export type EndpointInputContent =
  /** Creates the endpoint; a client sends its ClientHello. */
  | { readonly kind: 'start' }
  /** The payload of one UDP datagram. */
  | { readonly kind: 'datagram'; readonly data: Uint8Array }
  /** The endpoint's next deadline has been reached. */
  | { readonly kind: 'timeout' }
  | { readonly kind: 'response'; readonly response: ApplicationResponse }
  /** Application data to send as one datagram. */
  | { readonly kind: 'send'; readonly data: Uint8Array }
  | { readonly kind: 'close' };
