/**
 * The root of every error this library throws or hands over. Users match `code`, which is stable;
 * messages are for people and may change.
 */
export class WirechartError extends Error {
  /** Stable identifier: `ERR_WIRECHART_...`, `ERR_WIRE_...` or `ERR_DTLS_...`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
