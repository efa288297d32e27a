import { ParsedCertificate } from '../certificates/parsed-certificate.ts';
import { loadCertificates, type PemOrDer } from '../certificates/pem.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { ConfigError } from '../errors/config-error.ts';

/**
 * The names that the option `certificateAuthorities` sends: those of `ca` for true, or its own in DER. Undefined: none.
 * Throws ConfigError.
 */
export function authorityNames(
  option: boolean | readonly Uint8Array[] | undefined,
  ca: PemOrDer | readonly PemOrDer[] | undefined,
): readonly Uint8Array[] | undefined {
  if (option === undefined || option === false) return undefined;
  if (option !== true) return option;
  if (ca === undefined) throw new ConfigError('certificateAuthorities', 'needs `ca`, whose names it sends');
  return loadCertificates('ca', ca).map(({ raw }) => subjectOf(new Uint8Array(raw)));
}

function subjectOf(der: Uint8Array): Uint8Array {
  try {
    return new ParsedCertificate(der).subject;
  } catch (cause) {
    if (!(cause instanceof CertificateError)) throw cause;
    throw new ConfigError('ca', `has a certificate that cannot be read: ${cause.message}`, { cause });
  }
}
