import { type ChainOptions, verifyChain } from '../certificates/verify-chain.ts';
import type { ApplicationRequest, ApplicationResponse } from '../dtls13/endpoint.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { ConfigError } from '../errors/config-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import type { WirechartError } from '../errors/wirechart-error.ts';
import type { SocketAddress } from './address.ts';
import { clock, wallClock } from './clock.ts';
import { type DtlsSession, setAuthorization } from './dtls-session.ts';
import { isError, textOf } from './thrown-value.ts';

/** A peer's certificates, for the application to decide about. */
export interface PeerToVerify {
  /** As the peer sent them: DER, end entity first. The application's to keep. */
  readonly chain: readonly Uint8Array[];
  /**
   * The path that was validated: DER, end entity first, trust anchor last; a single entry where the end entity is
   * itself in `ca`, none where `error` says why. The application's to keep. Pins and lists of issuers are compared with
   * it: a peer may send certificates that no path needs.
   */
  readonly path: readonly Uint8Array[];
  /** The name the server was asked for; undefined where there is none, and for a client's certificates. */
  readonly servername: string | undefined;
  readonly remoteAddress: SocketAddress | undefined;
  /** Why this library refuses the chain; only with `rejectUnauthorized: false` is the application asked then. */
  readonly error: CertificateError | undefined;
  /** Aborted when the answer does not matter any more: the session has ended, or time is up. */
  readonly signal: AbortSignal;
}

/**
 * Asked about every chain that was not refused already. Only `undefined`, returned or resolved, accepts the chain.
 * An Error refuses it, however it comes: returned, resolved, thrown or rejected with. It is the `cause` of the
 * CertificateError that the session ends with: a CertificateError keeps its reason, which chooses the alert
 * (`REVOKED`: certificate_revoked); for everything else the reason is `REFUSED` and the alert certificate_unknown.
 * Anything else that is returned or resolved, true and false included, refuses it with a ConfigError (verifyPeer).
 */
// biome-ignore lint/suspicious/noConfusingVoidType: an async function without a return gives a promise of void
export type VerifyPeer = (peer: PeerToVerify) => void | Error | PromiseLike<void | Error>;

export interface CertificateVerifierOptions {
  readonly policy: ChainOptions;
  readonly verifyPeer: VerifyPeer | undefined;
}

/** Judges the chains of one endpoint's peers: this library first, then the application. */
export class CertificateVerifier {
  readonly #options: CertificateVerifierOptions;

  constructor(plan: CertificateVerifierOptions) {
    this.#options = plan;
  }

  /** Calls `respond` once, now or later; never after the session has ended. */
  verify(question: ApplicationRequest, session: DtlsSession, respond: (answer: ApplicationResponse) => void): void {
    const { id, chain } = question;
    const { policy, verifyPeer } = this.#options;
    const decision = verifyChain(chain, policy, wallClock());
    if (!decision.accept) {
      session[setAuthorization](chain, decision.error);
      respond({ id, accept: false, alert: decision.alert, error: decision.error });
      return;
    }
    const { publicKey, path, authorizationError } = decision;
    const answer = (refusal: WirechartError | undefined): void => {
      if (refusal === undefined) {
        session[setAuthorization](chain, authorizationError);
        respond({ id, accept: true, publicKey });
        return;
      }
      const error = refusal instanceof CertificateError ? refusal : refused(refusal.message, refusal);
      session[setAuthorization](chain, error);
      respond({ id, accept: false, alert: error.alert, error: refusal });
    };
    if (verifyPeer === undefined) {
      answer(undefined);
      return;
    }
    const limit = timeLeft(question);
    const asking = new AbortController();
    const settle = (act: () => void): void => {
      if (asking.signal.aborted) return;
      clearTimeout(timer);
      // First, so that nothing the answer leads to finds the question open.
      asking.abort();
      act();
    };
    const timer = setTimeout(() => settle(() => answer(new TimeoutError('verifyPeer', limit))), limit);
    // The socket decides whether the process lives on.
    timer.unref();
    const over = (): void => settle(() => {});
    session.closed.then(over, over);
    const thrown = (reason: unknown): void => settle(() => answer(refusalOf(reason)));
    const returned = (verdict: unknown): void => settle(() => answer(refusalIn(verdict)));
    let verdict: unknown;
    try {
      verdict = verifyPeer({
        chain: chain.map((der) => der.slice()),
        path,
        servername: policy.purpose === 'server' ? policy.servername : undefined,
        remoteAddress: session.remoteAddress,
        error: authorizationError,
        signal: asking.signal,
      });
    } catch (reason) {
      thrown(reason);
      return;
    }
    if (verdict === undefined) returned(verdict);
    // The constructor takes whatever a thenable does: throw, settle twice, or have a `then` that cannot be read.
    else new Promise((resolve) => resolve(verdict)).then(returned, thrown);
  }
}

/** Nine tenths of what the handshake has left, so that there is time to tell the peer. In milliseconds. */
function timeLeft({ deadline }: ApplicationRequest): number {
  return Math.max(1, Math.floor((deadline - clock()) * 0.9));
}

/** What is wrong with something `verifyPeer` returned; undefined: nothing. */
function refusalIn(verdict: unknown): WirechartError | undefined {
  if (verdict === undefined) return undefined;
  if (isError(verdict)) return refusalOf(verdict);
  const reason = `returned ${textOf(verdict)}: return nothing to accept the peer, throw or return an Error to refuse it`;
  return new ConfigError('verifyPeer', reason);
}

/** The error for something `verifyPeer` threw. A new one each time: the application may use its own many times. */
function refusalOf(reason: unknown): CertificateError {
  const text = textOf(reason);
  try {
    if (reason instanceof CertificateError) return new CertificateError(reason.reason, text, { cause: reason });
  } catch {
    // A Proxy, or a getter of a class made from ours: an error like any other.
  }
  return refused(`verifyPeer refused the certificate: ${text}`, reason);
}

function refused(message: string, cause: unknown): CertificateError {
  return new CertificateError('REFUSED', message, { cause });
}
