import type { Credentials } from '../certificates/credentials.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Certificate } from '../dtls13/index.ts';
import { ConfigError } from '../errors/config-error.ts';

/** Gives the key to the provider. Throws ConfigError (`key`) for one that this provider cannot use. */
export function importCredentials(provider: CryptoProvider, { chain, privateKey }: Credentials): Certificate {
  try {
    return { chain, privateKey: provider.importPrivateKey(privateKey) };
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    throw new ConfigError('key', `the provider ${provider.name} cannot sign with it: ${cause.message}`, { cause });
  }
}
