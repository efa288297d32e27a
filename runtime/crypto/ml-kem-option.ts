import { ConfigError } from '../errors/config-error.ts';
import type { MlKem } from './ml-kem.ts';

/** Throws ConfigError for a value of the option `mlKem` that is not an implementation. */
export function checkMlKem(mlKem: MlKem | undefined): void {
  if (mlKem === undefined) return;
  const { generateKeyPair, encapsulate } = mlKem;
  if (typeof generateKeyPair === 'function' && typeof encapsulate === 'function') return;
  throw new ConfigError('mlKem', 'must be `mlKem` of wirechart/crypto/post-quantum');
}
