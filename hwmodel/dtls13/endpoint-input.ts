import type { ApplicationResponse } from '../../runtime/dtls13/index.ts';

/** What an endpoint was told, and the `now` it was told with: fractional milliseconds since the Unix epoch. */
export type Input = { readonly now: number } & InputContent;

export type InputContent =
  /** The client begins. */
  | { readonly kind: 'start' }
  | { readonly kind: 'datagram'; readonly data: Uint8Array }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'response'; readonly response: ApplicationResponse }
  /** Application data to send as one datagram. */
  | { readonly kind: 'send'; readonly data: Uint8Array }
  | { readonly kind: 'close' };
