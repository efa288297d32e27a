import { CertificateError } from '../errors/certificate-error.ts';
import { ConfigError } from '../errors/config-error.ts';
import { equalBytes } from '../wire/index.ts';
import { bytesKey } from './bytes-key.ts';
import { ParsedCertificate } from './parsed-certificate.ts';
import { loadCertificates, type PemOrDer } from './pem.ts';

/**
 * The certificates a path may end in; RFC 5280 section 6.1.1. Any certificate can be an anchor, self-signed or not.
 * Load once, use for many chains.
 */
export class TrustAnchors {
  /** The certificates of the source in its order, with duplicates. */
  readonly certificates: readonly ParsedCertificate[];
  readonly #bySubject = new Map<string, ParsedCertificate[]>();
  #size = 0;

  /** Without a source there are no anchors. Throws ConfigError, naming `option`, for a source that cannot be parsed. */
  constructor(source?: PemOrDer | readonly PemOrDer[], option = 'ca') {
    const certificates = source === undefined ? [] : loadCertificates(option, source);
    this.certificates = certificates.map(({ raw }) => parse(new Uint8Array(raw), option));
    for (const anchor of this.certificates) {
      const namesakes = this.#bySubject.get(anchor.subjectKey);
      if (namesakes?.some(({ der }) => equalBytes(der, anchor.der))) continue;
      if (namesakes === undefined) this.#bySubject.set(anchor.subjectKey, [anchor]);
      else namesakes.push(anchor);
      this.#size++;
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Whether exactly this certificate is an anchor. */
  has(certificate: ParsedCertificate): boolean {
    return this.named(certificate.subject).some(({ der }) => equalBytes(der, certificate.der));
  }

  /** Anchors with this subject (DER of a Name, compared byte for byte; RFC 5280 section 4.1.2.6). */
  named(subject: Uint8Array): readonly ParsedCertificate[] {
    return this.#bySubject.get(bytesKey(subject)) ?? [];
  }
}

function parse(der: Uint8Array, option: string): ParsedCertificate {
  try {
    return new ParsedCertificate(der);
  } catch (cause) {
    const message = cause instanceof CertificateError ? cause.message : 'it cannot be parsed';
    throw new ConfigError(option, `contains a certificate that cannot be used: ${message}`, { cause });
  }
}
