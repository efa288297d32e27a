import { WirechartError } from './wirechart-error.ts';

/** The peer did not answer in time. */
export class TimeoutError extends WirechartError {
  /** The duration of the wait, in milliseconds. */
  readonly milliseconds: number;

  /** `what` names the wait as a noun: `handshake`, `close`. */
  constructor(what: string, milliseconds: number, options?: ErrorOptions) {
    super('ERR_DTLS_TIMEOUT', `${what}: no answer for ${Math.round(milliseconds)} ms`, options);
    this.milliseconds = milliseconds;
  }
}
