import { type ChainOptions, verifyChain } from '../certificates/verify-chain.ts';
import type { ApplicationResponse, ChainRequest } from '../dtls13/endpoint.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { ConfigError } from '../errors/config-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import type { WirechartError } from '../errors/wirechart-error.ts';
import { clock, wallClock } from './clock.ts';
import { type DtlsSession, setPeerCertificate } from './dtls-session.ts';
import { PeerCertificate } from './peer-certificate.ts';
import { isError, textOf } from './thrown-value.ts';
import type { VerifyPeer } from './verify-peer.ts';

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
  verify(request: ChainRequest, session: DtlsSession, respond: (response: ApplicationResponse) => void): void {
    const { id, chain, ocspResponse, certificateRequest } = request;
    const { policy, verifyPeer } = this.#options;
    const result = verifyChain(chain, policy, wallClock());
    if (!result.accept) {
      session[setPeerCertificate](new PeerCertificate(chain, result.error), certificateRequest);
      respond({ id, accept: false, alert: result.alert, error: result.error });
      return;
    }
    const { publicKey, path, notAfter, authorizationError } = result;
    const respondWith = (refusal: WirechartError | undefined): void => {
      if (refusal === undefined) {
        session[setPeerCertificate](new PeerCertificate(chain, authorizationError), certificateRequest);
        respond({ id, accept: true, publicKey, notAfter });
        return;
      }
      const error = refusal instanceof CertificateError ? refusal : refused(refusal.message, refusal);
      session[setPeerCertificate](new PeerCertificate(chain, error), certificateRequest);
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
        ocspResponse: ocspResponse?.slice(),
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
function timeLimit({ deadline }: ChainRequest): number {
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
