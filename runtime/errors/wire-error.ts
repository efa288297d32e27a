import { WirechartError } from './wirechart-error.ts';

/** What can be wrong with bytes, or with a value that should become bytes. */
export type WireErrorCode =
  /** The input ends before the field does. */
  | 'ERR_WIRE_TRUNCATED'
  /** Bytes are left over where a field, a list or a message had to end. */
  | 'ERR_WIRE_TRAILING'
  /** A number or a length lies outside what the field can hold. */
  | 'ERR_WIRE_RANGE'
  /** The field could hold the value, but the protocol forbids it. */
  | 'ERR_WIRE_ILLEGAL_VALUE'
  /** The buffer to write into is too small. */
  | 'ERR_WIRE_NO_SPACE';

/** The bytes are at fault. Thrown by generated codecs, and by nothing else for bad input. */
export class WireError extends WirechartError {
  declare readonly code: WireErrorCode;
  /** The field in the spelling of its RFC, with its message: `ClientHello.legacy_session_id`. */
  readonly field: string;

  constructor(code: WireErrorCode, field: string, reason: string) {
    super(code, `${field}: ${reason}`);
    this.field = field;
  }
}
