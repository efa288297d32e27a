import { ConfigError } from '../errors/config-error.ts';
import type { PrivateKey, SignatureSchemeName } from './provider.ts';

/**
 * `key` as an instance of the provider's own class. Throws ConfigError (`privateKey`) where another provider imported
 * it or it cannot sign with `scheme`.
 */
export function requireSigningKey<Key extends PrivateKey>(
  key: PrivateKey,
  keyClass: new (...args: never[]) => Key,
  scheme: SignatureSchemeName,
): Key {
  if (!(key instanceof keyClass)) throw new ConfigError('privateKey', 'comes from another provider');
  if (!key.signatureSchemes.includes(scheme)) throw new ConfigError('privateKey', `cannot sign with ${scheme}`);
  return key;
}
