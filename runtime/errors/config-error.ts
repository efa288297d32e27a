import { WirechartError } from './wirechart-error.ts';

/** The caller is at fault: an option, a key or an argument cannot be used. */
export class ConfigError extends WirechartError {
  declare readonly code: 'ERR_WIRECHART_CONFIG';
  /** The option or argument as the caller spells it: `privateKey`. */
  readonly option: string;
  /** What is wrong with it; the message is `option: reason`. */
  readonly reason: string;

  constructor(option: string, reason: string, options?: ErrorOptions) {
    super('ERR_WIRECHART_CONFIG', `${option}: ${reason}`, options);
    this.option = option;
    this.reason = reason;
  }
}
