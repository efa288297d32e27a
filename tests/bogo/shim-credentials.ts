import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CryptoProvider, PrivateKey, SignatureSchemeName } from 'wirechart/crypto';
import type { Certificate } from 'wirechart/dtls13/core';
import { SignatureScheme } from 'wirechart/dtls13/wire';
import { PskCredentials } from './psk-credentials.ts';
import type { CredentialFlags, ShimFlags } from './shim-flags.ts';
import { shimProvider } from './shim-provider.ts';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** The number of the credential that the flags describe without starting it. */
const DEFAULT_CREDENTIAL = -1;

/** A key with the schemes that the flags allow, of the credential with this number. */
interface ShimKey extends PrivateKey {
  readonly key: PrivateKey;
  readonly number: number;
}

/** The provider and the certificates of the flags, limited to the signature schemes that the flags allow. */
export class ShimCredentials {
  readonly provider: CryptoProvider;
  /** Most preferred first. */
  readonly certificates: readonly Certificate[];
  readonly psks: PskCredentials;
  /** The number of the credential that made a signature; undefined: none did. */
  selected: number | undefined;

  constructor(flags: ShimFlags) {
    this.psks = new PskCredentials(flags);
    const provider = shimProvider();
    const { capabilities } = provider;
    const { credentials = [], 'verify-prefs': verify } = flags;
    this.provider = {
      ...provider,
      capabilities: {
        ...capabilities,
        signatureSchemes: verify === undefined ? capabilities.signatureSchemes : verify.map(schemeName),
      },
      sign: (scheme, privateKey, message) => {
        const { key, number } = privateKey as ShimKey;
        this.selected = number;
        return provider.sign(scheme, key, message);
      },
    };
    this.certificates = [...credentials.entries(), [DEFAULT_CREDENTIAL, flags] as const].flatMap(([number, given]) =>
      loadCertificate(given, number, provider),
    );
    // A callback that declines is a certificate without a response here.
    if (flags['decline-ocsp-callback']) {
      this.certificates = this.certificates.map((each) => ({ ...each, ocspResponse: undefined }));
    }
  }
}

/** The certificate of `-cert-file` and `-key-file`, or none. */
function loadCertificate(flags: CredentialFlags, number: number, provider: CryptoProvider): readonly Certificate[] {
  const { 'cert-file': certFile, 'key-file': keyFile, 'signing-prefs': preferences } = flags;
  if (certFile === undefined || keyFile === undefined) return [];
  const blocks = readFileSync(certFile, 'latin1').match(PEM_CERTIFICATE) ?? [];
  const pkcs8 = createPrivateKey(readFileSync(keyFile)).export({ type: 'pkcs8', format: 'der' });
  const key = provider.importPrivateKey(new Uint8Array(pkcs8));
  const own = key.signatureSchemes;
  const signatureSchemes = preferences?.map(schemeName).filter((scheme) => own.includes(scheme)) ?? own;
  const privateKey: ShimKey = { signatureSchemes, key, number };
  const chain = blocks.map((block) => new Uint8Array(new X509Certificate(block).raw));
  const ocsp = flags['ocsp-response'];
  const ocspResponse = ocsp === undefined ? undefined : new Uint8Array(Buffer.from(ocsp, 'base64'));
  return [{ chain, privateKey, matchIssuer: flags['must-match-issuer'], ocspResponse }];
}

/** Throws Error for a code point that the registry does not have. */
function schemeName(codePoint: number): SignatureSchemeName {
  const name = Object.entries(SignatureScheme).find(([, value]) => value === codePoint)?.[0];
  if (name === undefined) throw new Error(`unknown signature scheme ${codePoint}`);
  return name as SignatureSchemeName;
}
