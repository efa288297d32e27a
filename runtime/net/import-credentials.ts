import { createPrivateKey } from 'node:crypto';
import type { Credentials } from '../certificates/credentials.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Certificate } from '../dtls13/index.ts';
import { ConfigError } from '../errors/config-error.ts';

/** The keys of the signature schemes whose names start with a prefix. */
const KEY_KINDS = {
  ecdsa_secp256r1: 'P-256',
  ecdsa_secp384r1: 'P-384',
  ecdsa_secp521r1: 'P-521',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  rsa_: 'RSA with 2048 to 8192 bits',
  mldsa: 'ML-DSA',
} as const;

/** Imports the key into the provider. Throws ConfigError (`key`) for a key that the provider cannot use. */
export function importCredentials(provider: CryptoProvider, { chain, privateKey }: Credentials): Certificate {
  try {
    return { chain, privateKey: provider.importPrivateKey(privateKey) };
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    const { signatureSchemes } = provider.capabilities;
    const usable = Object.entries(KEY_KINDS).filter(([prefix]) =>
      signatureSchemes.some((name) => name.startsWith(prefix)),
    );
    const kinds = usable.map(([, kind]) => kind).join(', ');
    const reason =
      `is ${kindOf(privateKey)}, and the provider ${provider.name} signs with keys of ${kinds}: make one with ` +
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
