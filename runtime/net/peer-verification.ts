import { type ChainPolicy, decideChain } from '../certificates/decision.ts';
import type { Answer, Question } from '../dtls13/endpoint.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import type { SocketAddress } from './address.ts';
import { clock } from './clock.ts';
import { type DtlsSession, judge } from './dtls-session.ts';

/** A peer's certificates, for the application to have its say about. */
export interface PeerToVerify {
  /** DER, end entity first. The application's to keep. */
  readonly chain: readonly Uint8Array[];
  /** The name the server was asked for; undefined where there is none, and for a client's certificates. */
  readonly servername: string | undefined;
  readonly remoteAddress: SocketAddress | undefined;
  /** What this library has against the chain; only with `rejectUnauthorized: false` is the application asked then. */
  readonly error: CertificateError | undefined;
  /** Aborted when the answer does not matter any more: the session has ended, or time is up. */
  readonly signal: AbortSignal;
}

/**
 * Asked about every chain that was not refused already. Returning, or resolving, accepts it. Throwing, or rejecting,
 * refuses it: a CertificateError chooses the alert by its reason (`REVOKED`: certificate_revoked), everything else is
 * certificate_unknown and the `cause` of a CertificateError with the reason `REFUSED`.
 */
export type VerifyPeer = (peer: PeerToVerify) => void | PromiseLike<void>;

export interface VerificationPlan {
  readonly policy: ChainPolicy;
  readonly verifyPeer: VerifyPeer | undefined;
  /** Milliseconds. */
  readonly handshakeTimeout: number;
}

/** Judges the chains of one endpoint's peers: this library first, then the application. */
export class PeerVerification {
  readonly #plan: VerificationPlan;

  constructor(plan: VerificationPlan) {
    this.#plan = plan;
  }

  /** Calls `respond` once, now or later; never after the session has ended. */
  verify(question: Question, session: DtlsSession, respond: (answer: Answer) => void): void {
    const { id, chain } = question;
    const { policy, verifyPeer } = this.#plan;
    const refuse = (error: CertificateError): void => {
      session[judge](chain, error);
      respond({ id, accept: false, alert: error.alert, error });
    };
    const decision = decideChain(chain, policy, clock());
    if (!decision.accept) {
      refuse(decision.error);
      return;
    }
    const { publicKey, authorizationError } = decision;
    const accept = (): void => {
      session[judge](chain, authorizationError);
      respond({ id, accept: true, publicKey });
    };
    if (verifyPeer === undefined) {
      accept();
      return;
    }
    const end = new AbortController();
    const limit = this.#timeLeft(session);
    let settled = false;
    const once = (act: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      act();
      end.abort();
    };
    const timer = setTimeout(() => {
      const error = new TimeoutError('verifyPeer', limit);
      once(() => respond({ id, accept: false, alert: 'certificate_unknown', error }));
    }, limit);
    // The socket decides whether the process lives on.
    timer.unref();
    const over = (): void => once(() => {});
    session.closed.then(over, over);
    const refused = (reason: unknown): void => once(() => refuse(refusal(reason)));
    try {
      const verdict = verifyPeer({
        chain: chain.map((der) => der.slice()),
        servername: policy.purpose === 'server' ? policy.servername : undefined,
        remoteAddress: session.remoteAddress,
        error: authorizationError,
        signal: end.signal,
      });
      if (verdict === undefined) once(accept);
      else Promise.resolve(verdict).then(() => once(accept), refused);
    } catch (reason) {
      refused(reason);
    }
  }

  /** Nine tenths of what the handshake has left, so that there is time to tell the peer. In milliseconds. */
  #timeLeft(session: DtlsSession): number {
    const left = session.stats.createdAt + this.#plan.handshakeTimeout - clock();
    return Math.max(1, Math.floor(left * 0.9));
  }
}

function refusal(reason: unknown): CertificateError {
  if (reason instanceof CertificateError) return reason;
  const text = reason instanceof Error ? reason.message : String(reason);
  return new CertificateError('REFUSED', `verifyPeer refused the certificate: ${text}`, { cause: reason });
}
