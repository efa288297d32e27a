import type { X509Certificate } from 'node:crypto';
import { loadCertificates, type PemOrDer } from './pem.ts';

/**
 * The certificates a path may end in. Any certificate can be an anchor, self-signed or not: whoever lists it
 * vouches for it. Parse once, use for many chains.
 */
export class TrustAnchors {
  readonly #bySubject = new Map<string, X509Certificate[]>();
  readonly #fingerprints = new Set<string>();

  /** Without a source nobody is trusted. `option` is named in the ConfigError for something that does not parse. */
  constructor(source?: PemOrDer | readonly PemOrDer[], option = 'ca') {
    if (source === undefined) return;
    for (const certificate of loadCertificates(option, source)) {
      if (this.has(certificate)) continue;
      this.#fingerprints.add(certificate.fingerprint256);
      const namesakes = this.#bySubject.get(certificate.subject);
      if (namesakes === undefined) this.#bySubject.set(certificate.subject, [certificate]);
      else namesakes.push(certificate);
    }
  }

  get size(): number {
    return this.#fingerprints.size;
  }

  /** Whether exactly this certificate is an anchor. */
  has(certificate: X509Certificate): boolean {
    return this.#fingerprints.has(certificate.fingerprint256);
  }

  /** Anchors whose name is the issuer's; whether one of them really signed is for the caller to check. */
  issuersOf(certificate: X509Certificate): readonly X509Certificate[] {
    return this.#bySubject.get(certificate.issuer) ?? [];
  }
}
