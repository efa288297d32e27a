import { WirechartError } from './wirechart-error.ts';

/** The application data of the caller does not fit into one record of the path. The connection stays open. */
export class MessageTooLargeError extends WirechartError {
  declare readonly code: 'ERR_DTLS_MESSAGE_TOO_LARGE';
  /** Length of the data, in bytes. */
  readonly length: number;
  /** The current maximum, in bytes: `maxMessageSize`. */
  readonly limit: number;

  constructor(length: number, limit: number) {
    super('ERR_DTLS_MESSAGE_TOO_LARGE', `${length} bytes do not fit into one record; the limit is ${limit} bytes`);
    this.length = length;
    this.limit = limit;
  }
}
