import { WirechartError } from './wirechart-error.ts';

/** An option, a key or an argument of the caller is invalid. */
export class ConfigError extends WirechartError {
  declare readonly code: 'ERR_WIRECHART_CONFIG';
  /** The name of the option or argument: `privateKey`. */
  readonly option: string;
  /** Why it is invalid; the message is `option: reason`. */
  readonly reason: string;

  constructor(option: string, reason: string, options?: ErrorOptions) {
    super('ERR_WIRECHART_CONFIG', `${option}: ${reason}`, options);
    this.option = option;
    this.reason = reason;
  }
}
