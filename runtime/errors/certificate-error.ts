import { ConfigError } from './config-error.ts';
import { WirechartError } from './wirechart-error.ts';

/** Why a certificate or a chain is rejected. */
export type CertificateReason =
  /** Not DER, not X.509, or above a limit of size or number. */
  | 'MALFORMED'
  /** `notAfter` is in the past. */
  | 'EXPIRED'
  /** `notBefore` is in the future. */
  | 'NOT_YET_VALID'
  /** No path from the certificate to a trust anchor. */
  | 'UNKNOWN_ISSUER'
  /** The certificate is self-signed and is not a trust anchor. */
  | 'SELF_SIGNED'
  /** An issuer's signature does not verify. */
  | 'BAD_SIGNATURE'
  /** An issuer is not a CA, or the path is longer than its path length constraint. */
  | 'NOT_A_CA'
  /** The key usage does not permit the authentication of this side of TLS. */
  | 'WRONG_USAGE'
  /** The certificate is for other names or addresses. */
  | 'NAME_MISMATCH'
  /** An issuer's name constraints do not permit a name of the certificate. */
  | 'NAME_NOT_PERMITTED'
  /** The key or the signature algorithm is too weak. */
  | 'WEAK'
  /** A critical extension that this library does not process. */
  | 'UNSUPPORTED'
  /** The certificate is revoked, by a list in `crl` or by `verifyPeer`. */
  | 'REVOKED'
  /** `crl` is set, and none of its lists is current, signed by the issuer and applicable to this certificate. */
  | 'REVOCATION_UNKNOWN'
  /** The peer's OCSP response is missing or not acceptable, by `verifyPeer`. */
  | 'BAD_STATUS_RESPONSE'
  /** The application rejected it in `verifyPeer`. `cause` is what it threw. */
  | 'REFUSED';

/** The alerts about certificates; RFC 9846 section 6.2. */
export type CertificateAlert =
  | 'bad_certificate'
  | 'unsupported_certificate'
  | 'certificate_revoked'
  | 'bad_certificate_status_response'
  | 'certificate_expired'
  | 'certificate_unknown'
  | 'unknown_ca';

const alerts: Readonly<Record<CertificateReason, CertificateAlert>> = {
  MALFORMED: 'bad_certificate',
  EXPIRED: 'certificate_expired',
  NOT_YET_VALID: 'certificate_expired',
  UNKNOWN_ISSUER: 'unknown_ca',
  SELF_SIGNED: 'unknown_ca',
  BAD_SIGNATURE: 'bad_certificate',
  NOT_A_CA: 'bad_certificate',
  WRONG_USAGE: 'unsupported_certificate',
  NAME_MISMATCH: 'bad_certificate',
  NAME_NOT_PERMITTED: 'bad_certificate',
  WEAK: 'bad_certificate',
  UNSUPPORTED: 'unsupported_certificate',
  REVOKED: 'certificate_revoked',
  REVOCATION_UNKNOWN: 'certificate_unknown',
  BAD_STATUS_RESPONSE: 'bad_certificate_status_response',
  REFUSED: 'certificate_unknown',
};

/** A certificate is rejected. `code` is `ERR_DTLS_CERTIFICATE_` and the reason. */
export class CertificateError extends WirechartError {
  readonly reason: CertificateReason;
  /** Name of the alert that is sent when the certificate is rejected: `unknown_ca`. */
  readonly alert: CertificateAlert;

  /** Throws ConfigError for an unknown reason. */
  constructor(reason: CertificateReason, message: string, options?: ErrorOptions) {
    if (!Object.hasOwn(alerts, reason)) throw new ConfigError('reason', `${String(reason)} is not a CertificateReason`);
    super(`ERR_DTLS_CERTIFICATE_${reason}`, message, options);
    this.reason = reason;
    this.alert = alerts[reason];
  }
}
