import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CryptoProvider, PrivateKey, SignatureSchemeName } from 'wirechart/crypto';
import { createOpensslProvider } from 'wirechart/crypto/openssl';
import { mlKem } from 'wirechart/crypto/post-quantum';
import type { Certificate } from 'wirechart/dtls13/core';
import { SignatureScheme } from 'wirechart/dtls13/wire';
import type { ShimFlags } from './shim-flags.ts';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** A key with fewer schemes than its provider supports for it. */
interface LimitedKey extends PrivateKey {
  readonly unlimited: PrivateKey;
}

/** OpenSSL's provider, limited to the signature schemes that the flags allow for verification and for signing. */
export function shimProvider({ 'verify-prefs': verify, 'signing-prefs': sign }: ShimFlags): CryptoProvider {
  const provider = createOpensslProvider({ mlKem });
  const { capabilities } = provider;
  const signatureSchemes = verify === undefined ? capabilities.signatureSchemes : verify.map(schemeName);
  return {
    ...provider,
    capabilities: { ...capabilities, signatureSchemes },
    importPrivateKey: (pkcs8): LimitedKey => {
      const unlimited = provider.importPrivateKey(pkcs8);
      const own = unlimited.signatureSchemes;
      const schemes = sign === undefined ? own : sign.map(schemeName).filter((scheme) => own.includes(scheme));
      return { signatureSchemes: schemes, unlimited };
    },
    sign: (scheme, key, message) => provider.sign(scheme, (key as LimitedKey).unlimited, message),
  };
}

/** The chain and key of `-cert-file` and `-key-file`; undefined: the flags name none. */
export function shimCertificate(flags: ShimFlags, provider: CryptoProvider): Certificate | undefined {
  const { 'cert-file': certFile, 'key-file': keyFile } = flags;
  if (certFile === undefined || keyFile === undefined) return undefined;
  const blocks = readFileSync(certFile, 'latin1').match(PEM_CERTIFICATE) ?? [];
  const pkcs8 = createPrivateKey(readFileSync(keyFile)).export({ type: 'pkcs8', format: 'der' });
  return {
    chain: blocks.map((block) => new Uint8Array(new X509Certificate(block).raw)),
    privateKey: provider.importPrivateKey(new Uint8Array(pkcs8)),
  };
}

/** Throws Error for a code point that the registry does not have. */
function schemeName(codePoint: number): SignatureSchemeName {
  const name = Object.entries(SignatureScheme).find(([, value]) => value === codePoint)?.[0];
  if (name === undefined) throw new Error(`unknown signature scheme ${codePoint}`);
  return name as SignatureSchemeName;
}
