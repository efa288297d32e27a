import { getSystemErrorName } from 'node:util';
import { SystemError } from '../../errors/system-error.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';

/** The address of a call. */
interface Target {
  readonly address: string;
  readonly port: number;
}

/** The error of a system call, with the message and the properties that Node gives its own. `errno` is negative. */
export function systemFailure(errno: number, syscall: string, target?: Target): SystemError {
  const code = getSystemErrorName(errno);
  const where = target === undefined ? '' : ` ${target.address}:${target.port}`;
  const failure = new WirechartError(code, `${syscall} ${code}${where}`);
  return new SystemError(Object.assign(failure, { errno, syscall }, target));
}
