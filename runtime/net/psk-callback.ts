import type { HashName } from '../crypto/provider.ts';
import type { SocketAddress } from './address.ts';

/** What a `pskCallback` gets beside the identity. */
export interface PskClient {
  /** The name that the client requested; undefined: none. */
  readonly servername: string | undefined;
  readonly remoteAddress: SocketAddress | undefined;
  /** The context with which the client imported the key (RFC 9258); undefined: it did not. The application owns it. */
  readonly importContext: Uint8Array | undefined;
  /** The hash of the cipher suite. A key of another hash is not used, unless it is imported. */
  readonly hash: HashName;
  /** Aborted when the result has no effect any more: the session has ended, or the time limit has passed. */
  readonly signal: AbortSignal;
}

/** An external pre-shared key. The library copies it. */
export interface FoundPsk {
  /** At least 16 bytes. */
  readonly key: Uint8Array;
  /** The hash of the key. Default sha256. */
  readonly hash?: HashName | undefined;
}

/** What a `pskCallback` finds. Bytes are a key of SHA-256. */
export type PskResult = Uint8Array | FoundPsk | null | undefined;

/**
 * Called with the identities of a client, at most 8, one after the other, until one is known. `identity` belongs to the
 * application. It need not be text, and anyone can send any. Nine tenths of the remaining handshake time are for all calls
 * together. After that, and when a call throws, rejects or returns anything else, the handshake continues as if no identity
 * were known, and the endpoint reports the event `pskerror`.
 */
export type PskCallback = (client: PskClient, identity: Uint8Array) => PskResult | PromiseLike<PskResult>;
