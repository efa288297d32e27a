import { WirechartError } from './wirechart-error.ts';

/** Why bytes cannot be decoded, or a value cannot be encoded. */
export type WireErrorCode =
  /** The input ends before the end of the field. */
  | 'ERR_WIRE_TRUNCATED'
  /** Bytes remain after the end of a field, a list or a message. */
  | 'ERR_WIRE_TRAILING'
  /** A number or a length is outside the range of the field. */
  | 'ERR_WIRE_RANGE'
  /** The field can hold the value, but the protocol forbids it. */
  | 'ERR_WIRE_ILLEGAL_VALUE'
  /** The output buffer is too small. */
  | 'ERR_WIRE_NO_SPACE';

/** Bytes cannot be decoded, or a value cannot be encoded. Generated codecs throw no other error for invalid input. */
export class WireError extends WirechartError {
  declare readonly code: WireErrorCode;
  /** The field as its RFC names it, with its message: `ClientHello.legacy_session_id`. */
  readonly field: string;

  constructor(code: WireErrorCode, field: string, reason: string) {
    super(code, `${field}: ${reason}`);
    this.field = field;
  }
}
