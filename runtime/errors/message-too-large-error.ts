import { WirechartError } from './wirechart-error.ts';

/** The caller is at fault: application data that does not fit into one record of the path. The connection goes on. */
export class MessageTooLargeError extends WirechartError {
  declare readonly code: 'ERR_DTLS_MESSAGE_TOO_LARGE';
  /** Length of the data, in bytes. */
  readonly length: number;
  /** The most that fits at this time, in bytes: `maxMessageSize`. */
  readonly limit: number;

  constructor(length: number, limit: number) {
    super('ERR_DTLS_MESSAGE_TOO_LARGE', `${length} bytes do not fit into one record; the limit is ${limit} bytes`);
    this.length = length;
    this.limit = limit;
  }
}
