import { ConfigError } from '../errors/config-error.ts';
import { checkString } from '../errors/option-checks.ts';
import { loadCertificates, loadPrivateKey, type PemOrDer } from './pem.ts';

/** The local certificate chain and its private key. */
export interface Credentials {
  /** DER, end entity first. Owned by the caller. */
  readonly chain: Uint8Array[];
  /** PKCS #8 DER; secret. */
  readonly privateKey: Uint8Array;
}

/**
 * Reads `cert` and `key` and checks that they belong together.
 * Throws ConfigError, naming the option at fault.
 */
export function loadCredentials(
  cert: PemOrDer | readonly PemOrDer[] | undefined,
  key: PemOrDer | undefined,
  passphrase?: string,
): Credentials {
  if (cert === undefined) throw new ConfigError('cert', 'is missing: a private key needs its certificate');
  if (key === undefined) throw new ConfigError('key', 'is missing: the certificate needs its private key');
  checkString('passphrase', passphrase);
  const chain = loadCertificates('cert', cert);
  const privateKey = loadPrivateKey('key', key, passphrase);
  if (chain[0]?.checkPrivateKey(privateKey) !== true) {
    throw new ConfigError('key', 'does not belong to the first certificate of `cert`');
  }
  return {
    chain: chain.map((certificate) => new Uint8Array(certificate.raw)),
    privateKey: new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })),
  };
}
