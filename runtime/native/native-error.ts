import { ConfigError } from '../errors/config-error.ts';
import { SystemError } from '../errors/system-error.ts';
import { WirechartError } from '../errors/wirechart-error.ts';

/**
 * The error of this library for one that the addon threw: ConfigError for an argument, SystemError for a failed system
 * call, WirechartError otherwise. What the addon did not throw is returned as it is.
 */
export function nativeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const failure: NodeJS.ErrnoException = thrown;
  switch (failure.code) {
    case 'NATIVE_TYPE':
    case 'NATIVE_RANGE':
    case 'NATIVE_DETACHED':
      return argumentError(thrown);
    case 'NATIVE_CLOSED':
      return new WirechartError('ERR_DTLS_CLOSED', thrown.message, { cause: thrown });
    case 'NATIVE_UNSUPPORTED':
    case 'NATIVE_CRYPTO':
    case 'NATIVE_INTERNAL':
      return new WirechartError('ERR_WIRECHART_NATIVE', thrown.message, { cause: thrown });
    default:
      return failure.syscall === undefined ? thrown : new SystemError(failure);
  }
}

/** The message begins with the name of the argument. */
function argumentError(thrown: Error): ConfigError {
  const [name = '', ...reason] = thrown.message.split(' ');
  return new ConfigError(name, reason.join(' '), { cause: thrown });
}
