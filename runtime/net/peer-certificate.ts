import { X509Certificate } from 'node:crypto';
import type { CertificateError } from '../errors/certificate-error.ts';

/** The certificates that a peer sent, and the result of their verification. */
export class PeerCertificate {
  readonly #chain: readonly Uint8Array[];
  /** Why the chain is not trusted; undefined: it is. */
  readonly error: CertificateError | undefined;

  /** `chain`: DER, end entity first. */
  constructor(chain: readonly Uint8Array[], error: CertificateError | undefined) {
    this.#chain = chain;
    this.error = error;
  }

  /** DER, end entity first; the caller owns the copies. */
  get chain(): readonly Uint8Array[] {
    return this.#chain.map((der) => der.slice());
  }

  /** The end entity certificate; undefined where there is none that can be parsed. */
  get x509(): X509Certificate | undefined {
    const [first] = this.#chain;
    if (first === undefined) return undefined;
    try {
      return new X509Certificate(first);
    } catch {
      return undefined;
    }
  }
}
