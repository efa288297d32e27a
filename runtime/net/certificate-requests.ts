import { type Deferred, deferred } from './deferred.ts';
import type { PeerCertificate } from './peer-certificate.ts';

/** The promises of `requestCertificate()`, and the certificates whose signature has not arrived. */
export class CertificateRequests {
  readonly #waiters = new Map<number, Deferred<readonly Uint8Array[]>>();
  readonly #verified = new Map<number, PeerCertificate>();

  /** Resolves with the chain of the client, empty where it has no certificate. */
  wait(request: number): Promise<readonly Uint8Array[]> {
    const responded = deferred<readonly Uint8Array[]>();
    this.#waiters.set(request, responded);
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
    this.#waiters.get(request)?.resolve(certificate?.chain ?? []);
    this.#waiters.delete(request);
    return certificate;
  }

  /** The session ended: no response comes any more. */
  end(reason: Error): void {
    for (const responded of this.#waiters.values()) responded.reject(reason);
    this.#waiters.clear();
    this.#verified.clear();
  }
}
