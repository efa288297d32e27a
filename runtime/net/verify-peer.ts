import type { CertificateError } from '../errors/certificate-error.ts';
import type { SocketAddress } from './address.ts';

/** The certificates of a peer, for `verifyPeer`. */
export interface PeerToVerify {
  /** As the peer sent them: DER, end entity first. The application owns the bytes. */
  readonly chain: readonly Uint8Array[];
  /**
   * The validated path: DER, end entity first, trust anchor last; a single entry where the end entity is itself in `ca`,
   * none where `error` is set. The application owns the bytes. Compare pins and lists of issuers with this path: a peer
   * may send certificates that do not belong to it.
   */
  readonly path: readonly Uint8Array[];
  /**
   * The OCSP response about the first certificate in DER, with `requestOCSP`; undefined: the peer sent none, or a session
   * is resumed. The library does not verify it. The application owns the bytes.
   */
  readonly ocspResponse: Uint8Array | undefined;
  /** The name of the requested server; undefined where there is none, and for a client's certificates. */
  readonly servername: string | undefined;
  readonly remoteAddress: SocketAddress | undefined;
  /** Why this library does not trust the chain; only with `rejectUnauthorized: false`. */
  readonly error: CertificateError | undefined;
  /** Aborted when the result has no effect any more: the session has ended, or the time limit has passed. */
  readonly signal: AbortSignal;
}

/**
 * Called with every chain that this library did not refuse. Only `undefined`, returned or resolved, accepts the chain.
 * An Error that is returned, resolved, thrown or rejected refuses it. It is the `cause` of the CertificateError that the
 * session ends with: a CertificateError keeps its reason, which selects the alert (`REVOKED`: certificate_revoked); for
 * any other error the reason is `REFUSED` and the alert certificate_unknown. Any other value that is returned or
 * resolved, true and false included, refuses the chain with a ConfigError (verifyPeer).
 */
// biome-ignore lint/suspicious/noConfusingVoidType: an async function without a return gives a promise of void
export type VerifyPeer = (peer: PeerToVerify) => void | Error | PromiseLike<void | Error>;
