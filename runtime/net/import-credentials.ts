import { createPrivateKey } from 'node:crypto';
import type { Credentials } from '../certificates/credentials.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Certificate } from '../dtls13/index.ts';
import { ConfigError } from '../errors/config-error.ts';

/** Imports the key into the provider. Throws ConfigError (`key`) for a key that the provider cannot use. */
export function importCredentials(provider: CryptoProvider, { chain, privateKey }: Credentials): Certificate {
  try {
    return { chain, privateKey: provider.importPrivateKey(privateKey) };
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    const usable = ['keys on P-256'];
    const { signatureSchemes } = provider.capabilities;
    if (signatureSchemes.some((scheme) => scheme.startsWith('rsa_'))) usable.push('RSA keys of 2048 to 8192 bits');
    const reason =
      `is ${kindOf(privateKey)}, and the provider ${provider.name} signs with ${usable.join(' and ')}: make one with ` +
      '`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem`, and a certificate for it';
    throw new ConfigError('key', reason, { cause });
  }
}

/** The kind of a key for a message; `privateKey` is PKCS #8. */
function kindOf(privateKey: Uint8Array): string {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  const kind = (key.asymmetricKeyType ?? 'other').toUpperCase();
  if (namedCurve !== undefined) return `an ${kind} key on ${namedCurve}`;
  return modulusLength === undefined ? `of the kind ${kind}` : `an ${kind} key of ${modulusLength} bits`;
}
