import { CertificateError } from '../errors/certificate-error.ts';
import { ConfigError } from '../errors/config-error.ts';
import { checkString } from '../errors/option-checks.ts';
import { KeyUsage } from './certificate-extensions.ts';
import { ParsedCertificate } from './parsed-certificate.ts';
import { loadCertificates, loadPrivateKey, type PemOrDer } from './pem.ts';
import { readSignatureScheme } from './signature-scheme.ts';

/** The local certificate chain and its private key. */
export interface Credentials {
  /** DER, end entity first. Owned by the caller. */
  readonly chain: Uint8Array[];
  /** PKCS #8 DER; secret. */
  readonly privateKey: Uint8Array;
}

/**
 * Reads `cert` and `key` and checks that they belong together, and that no certificate is signed with SHA-1 or weaker (RFC
 * 9846 section 4.5.1.2), and that the key may sign. Throws ConfigError, naming the option at fault.
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
  const ders = chain.map((certificate) => new Uint8Array(certificate.raw));
  for (const [index, der] of ders.entries()) {
    if (isWeaklySigned(der)) {
      throw new ConfigError('cert', `certificate ${index + 1} is signed with SHA-1 or another weak algorithm`);
    }
  }
  if (!maySign(ders[0] as Uint8Array)) {
    throw new ConfigError('cert', 'its key usage does not allow signatures: a peer would refuse it');
  }
  return {
    chain: ders,
    privateKey: new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })),
  };
}

/** RFC 9846 section 4.5.1.2: digitalSignature is set, if there is a key usage. */
function maySign(der: Uint8Array): boolean {
  try {
    const { keyUsage } = new ParsedCertificate(der).details.extensions;
    return keyUsage === undefined || (keyUsage & KeyUsage.digitalSignature) !== 0;
  } catch {
    // Whatever is unusual about it, the peer decides.
    return true;
  }
}

/** The signature of a self-issued certificate is not what a peer relies on. */
function isWeaklySigned(der: Uint8Array): boolean {
  try {
    const certificate = new ParsedCertificate(der);
    if (!certificate.selfIssued) readSignatureScheme(certificate.signatureAlgorithm);
    return false;
  } catch (error) {
    // Whatever else is unusual about it, the peer decides.
    return error instanceof CertificateError && error.reason === 'WEAK';
  }
}
