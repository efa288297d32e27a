import { CertificateError } from '../errors/certificate-error.ts';
import { bytesKey } from './bytes-key.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import { PATH_LIMITS, type PathWork } from './path-work.ts';
import { readSignatureScheme, type SignatureScheme } from './signature-scheme.ts';

/**
 * The signature checks of one validation: each signature is checked once with each key, up to the limit; RFC 5280
 * section 6.1.3.
 */
export class SignatureChecks {
  readonly #work: PathWork;
  /** By certificate, then by the issuer's key. */
  readonly #results = new Map<ParsedCertificate, Map<string, boolean>>();

  constructor(work: PathWork) {
    this.#work = work;
  }

  /** Whether the limit is reached. */
  get exhausted(): boolean {
    return this.#work.signatureChecks >= PATH_LIMITS.signatureChecks;
  }

  /** Whether a check showed that `issuer` did not sign `subject`. */
  isKnownInvalid(subject: ParsedCertificate, issuer: ParsedCertificate): boolean {
    const known = this.#results.get(subject);
    return known !== undefined && known.get(bytesKey(issuer.spki)) === false;
  }

  /** Throws CertificateError unless `issuer` signed `subject`, with an accepted algorithm. */
  check(subject: ParsedCertificate, issuer: ParsedCertificate): void {
    const known = this.#results.get(subject) ?? new Map<string, boolean>();
    this.#results.set(subject, known);
    const key = bytesKey(issuer.spki);
    let valid = known.get(key);
    if (valid === undefined) {
      const scheme = schemeOf(subject);
      if (this.exhausted) throw new CertificateError('BAD_SIGNATURE', 'too many signatures that do not verify');
      this.#work.signatureChecks++;
      valid = issuer.publicKey.verifies(scheme, subject.tbs, subject.signature);
      known.set(key, valid);
    }
    if (!valid) throw new CertificateError('BAD_SIGNATURE', `${subject.name}: not signed by ${issuer.name}`);
  }
}

function schemeOf(certificate: ParsedCertificate): SignatureScheme {
  try {
    return readSignatureScheme(certificate.signatureAlgorithm);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    throw new CertificateError(error.reason, `${certificate.name}: ${error.message}`, { cause: error });
  }
}
