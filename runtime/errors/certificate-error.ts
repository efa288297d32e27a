import { WirechartError } from './wirechart-error.ts';

/** Why a certificate or a chain is not accepted. */
export type CertificateReason =
  /** Not DER, not X.509, or over the limits of size and number. */
  | 'MALFORMED'
  /** `notAfter` lies in the past. */
  | 'EXPIRED'
  /** `notBefore` lies in the future. */
  | 'NOT_YET_VALID'
  /** No path from the certificate to a trust anchor. */
  | 'UNKNOWN_ISSUER'
  /** The certificate signed itself and is not a trust anchor. */
  | 'SELF_SIGNED'
  /** An issuer's signature does not verify. */
  | 'BAD_SIGNATURE'
  /** An issuer is not allowed to issue, or not that deep. */
  | 'NOT_A_CA'
  /** The certificate is for another purpose than authenticating this side of TLS. */
  | 'WRONG_USAGE'
  /** The certificate is for other names or addresses. */
  | 'NAME_MISMATCH'
  /** An issuer's name constraints do not permit a name of the certificate. */
  | 'NAME_NOT_PERMITTED'
  /** The key or the signature algorithm is too weak. */
  | 'WEAK'
  /** A critical extension that this library does not process. */
  | 'UNSUPPORTED'
  /** The issuer has taken it back. Only the application asks about that, in `verifyPeer`. */
  | 'REVOKED'
  /** The application refused it, in `verifyPeer`. `cause` is what it threw. */
  | 'REFUSED';

/** A certificate is at fault. `code` is `ERR_DTLS_CERTIFICATE_` and the reason. */
export class CertificateError extends WirechartError {
  readonly reason: CertificateReason;

  constructor(reason: CertificateReason, message: string, options?: ErrorOptions) {
    super(`ERR_DTLS_CERTIFICATE_${reason}`, message, options);
    this.reason = reason;
  }
}
