import type { CertificateRequestOptions } from '../dtls13/options/certificate-request-options.ts';
import { ConfigError } from '../errors/config-error.ts';
import { type Deferred, deferred } from './deferred.ts';
import type { PeerCertificate } from './peer-certificate.ts';
import { notOpen, type SessionCarrier } from './session-carrier.ts';

/**
 * The requests of `requestCertificate()` to which the client has not responded, and the certificates whose signature has
 * not arrived; RFC 9846 section 4.7.2.
 */
export class CertificateRequests {
  readonly #pending = new Map<number, Deferred<readonly Uint8Array[]>>();
  readonly #verified = new Map<number, PeerCertificate>();

  /**
   * Resolves with the chain of the client, empty where it has no certificate. `carrier` is undefined where the session is
   * not open. Throws ConfigError, WirechartError.
   */
  start(carrier: SessionCarrier | undefined, options: CertificateRequestOptions): Promise<readonly Uint8Array[]> {
    if (carrier?.verifiesPeers === false) throw new ConfigError('requestCert', 'must be set for requestCertificate()');
    const request = carrier?.driver.requestCertificate(carrier.connection, options);
    if (request === undefined) throw notOpen();
    const responded = deferred<readonly Uint8Array[]>();
    this.#pending.set(request, responded);
    return responded.promise;
  }

  /** The chain is verified; the client has not proven yet that it has the key. */
  verified(request: number, certificate: PeerCertificate): void {
    this.#verified.set(request, certificate);
  }

  /** The response is complete. Returns the certificate; undefined: the client has none. */
  responded(request: number): PeerCertificate | undefined {
    const certificate = this.#verified.get(request);
    this.#verified.delete(request);
    this.#pending.get(request)?.resolve(certificate?.chain ?? []);
    this.#pending.delete(request);
    return certificate;
  }

  /** The session ended: no response comes any more. */
  end(reason: () => Error): void {
    for (const responded of this.#pending.values()) responded.reject(reason());
    this.#pending.clear();
    this.#verified.clear();
  }
}
