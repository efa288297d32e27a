/**
 * The base class of every error that this library throws or reports. Applications match `code`, which is stable; messages
 * may change. The families of codes:
 *
 * - `ERR_DTLS_PEER_<ALERT>`: the peer broke a rule, and the alert was sent (PeerError).
 * - `ERR_DTLS_ALERT_<ALERT>`: the peer sent the alert (AlertError).
 * - `ERR_DTLS_CERTIFICATE_<REASON>`: a certificate is not accepted (CertificateError).
 * - `ERR_DTLS_...`: anything else that ends a session, or a call that its state does not allow.
 * - `ERR_WIRE_...`: bytes that do not decode, or a value that cannot be encoded (WireError).
 * - `ERR_WIRECHART_...`: a mistake of the caller, in a spec or in a model (ConfigError, SpecError, ModelError).
 * - `E...`: a code of the operating system, as in Node's own errors (SystemError).
 *
 * docs/reference/errors.md lists every code. An error of the application passes through as it is: the reason of an
 * aborted signal, the argument of `destroy()`.
 */
export class WirechartError extends Error {
  /** Stable identifier: `ERR_DTLS_CLOSED`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
