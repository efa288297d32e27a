import { type ChainOptions, verifyChain } from '../certificates/verify-chain.ts';
import type { ApplicationRequest, ApplicationResponse } from '../dtls13/endpoint.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { ConfigError } from '../errors/config-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import type { WirechartError } from '../errors/wirechart-error.ts';
import type { SocketAddress } from './address.ts';
import { clock, wallClock } from './clock.ts';
import { type DtlsSession, setPeerCertificate } from './dtls-session.ts';
import { PeerCertificate } from './peer-certificate.ts';
import { isError, textOf } from './thrown-value.ts';

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

export interface CertificateVerifierOptions {
  readonly policy: ChainOptions;
  readonly verifyPeer: VerifyPeer | undefined;
}

/** Verifies the chains of one endpoint's peers: this library first, then the application. */
export class CertificateVerifier {
  readonly #options: CertificateVerifierOptions;

  constructor(options: CertificateVerifierOptions) {
    this.#options = options;
  }

  /** Calls `respond` once, now or later, but not after the session has ended. */
  verify(request: ApplicationRequest, session: DtlsSession, respond: (response: ApplicationResponse) => void): void {
    const { id, chain } = request;
    const { policy, verifyPeer } = this.#options;
    const result = verifyChain(chain, policy, wallClock());
    if (!result.accept) {
      session[setPeerCertificate](new PeerCertificate(chain, result.error));
      respond({ id, accept: false, alert: result.alert, error: result.error });
      return;
    }
    const { publicKey, path, authorizationError } = result;
    const respondWith = (refusal: WirechartError | undefined): void => {
      if (refusal === undefined) {
        session[setPeerCertificate](new PeerCertificate(chain, authorizationError));
        respond({ id, accept: true, publicKey });
        return;
      }
      const error = refusal instanceof CertificateError ? refusal : refused(refusal.message, refusal);
      session[setPeerCertificate](new PeerCertificate(chain, error));
      respond({ id, accept: false, alert: error.alert, error: refusal });
    };
    if (verifyPeer === undefined) {
      respondWith(undefined);
      return;
    }
    const limit = timeLimit(request);
    const pending = new AbortController();
    const settle = (act: () => void): void => {
      if (pending.signal.aborted) return;
      clearTimeout(timer);
      // First, so that code called by the response finds the request closed.
      pending.abort();
      act();
    };
    const timer = setTimeout(() => settle(() => respondWith(new TimeoutError('verifyPeer', limit))), limit);
    // Only the socket keeps the process alive.
    timer.unref();
    const over = (): void => settle(() => {});
    session.closed.then(over, over);
    const thrown = (reason: unknown): void => settle(() => respondWith(refusalOf(reason)));
    const returned = (value: unknown): void => settle(() => respondWith(refusalIn(value)));
    let value: unknown;
    try {
      value = verifyPeer({
        chain: chain.map((der) => der.slice()),
        path,
        servername: policy.purpose === 'server' ? policy.servername : undefined,
        remoteAddress: session.remoteAddress,
        error: authorizationError,
        signal: pending.signal,
      });
    } catch (reason) {
      thrown(reason);
      return;
    }
    if (value === undefined) returned(value);
    // The constructor handles every thenable: one that throws, that settles twice or whose `then` cannot be read.
    else new Promise((resolve) => resolve(value)).then(returned, thrown);
  }
}

/** Nine tenths of the remaining handshake time, in milliseconds: the alert needs time too. */
function timeLimit({ deadline }: ApplicationRequest): number {
  return Math.max(1, Math.floor((deadline - clock()) * 0.9));
}

/** The error for a value that `verifyPeer` returned; undefined: the chain is accepted. */
function refusalIn(value: unknown): WirechartError | undefined {
  if (value === undefined) return undefined;
  if (isError(value)) return refusalOf(value);
  const reason = `returned ${textOf(value)}: return nothing to accept the peer, throw or return an Error to refuse it`;
  return new ConfigError('verifyPeer', reason);
}

/** The error for a value that `verifyPeer` threw. A new one each time: the application may throw the same one again. */
function refusalOf(reason: unknown): CertificateError {
  const text = textOf(reason);
  try {
    if (reason instanceof CertificateError) return new CertificateError(reason.reason, text, { cause: reason });
  } catch {
    // A Proxy or a getter that throws: treated like any other error.
  }
  return refused(`verifyPeer refused the certificate: ${text}`, reason);
}

function refused(message: string, cause: unknown): CertificateError {
  return new CertificateError('REFUSED', message, { cause });
}
