import { CertificateError } from '../errors/certificate-error.ts';
import { KeyUsage } from './certificate-extensions.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';

/** The role that a certificate authenticates: its owner is the TLS server or the TLS client. */
export type Purpose = 'server' | 'client';

/** serverAuth and clientAuth; RFC 5280 section 4.2.1.12. */
const PURPOSES: Readonly<Record<Purpose, string>> = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' };
const ANY_PURPOSE = '2.5.29.37.0';

/**
 * Checks a certificate of a path by itself: extensions, dates, key, purpose (RFC 5280 section 6.1.3).
 * `now`: milliseconds since the Unix epoch. Throws CertificateError.
 */
export function checkAlone(certificate: ParsedCertificate, now: number, purpose: Purpose): void {
  const { details } = certificate;
  const { unprocessed, extendedKeyUsage } = details.extensions;
  if (unprocessed.length > 0) {
    throw new CertificateError(
      'UNSUPPORTED',
      `${certificate.name}: extension ${unprocessed.join(', ')} is not supported`,
    );
  }
  if (!(now >= details.notBefore)) {
    throw new CertificateError('NOT_YET_VALID', `${certificate.name}: not valid before ${dateText(details.notBefore)}`);
  }
  // notAfter is the last second of the validity period.
  if (!(now < details.notAfter + 1000)) {
    throw new CertificateError('EXPIRED', `${certificate.name}: expired ${dateText(details.notAfter)}`);
  }
  if (!details.publicKey.strong)
    throw new CertificateError('WEAK', `${certificate.name}: its key is too weak or of an unusual size`);
  // The list of an issuer limits the certificates below it, as in the web PKI and in Go.
  const wanted = PURPOSES[purpose];
  if (extendedKeyUsage !== undefined && !extendedKeyUsage.some((oid) => oid === wanted || oid === ANY_PURPOSE)) {
    throw new CertificateError('WRONG_USAGE', `${certificate.name}: not for ${purpose} authentication`);
  }
}

/** The end entity's key signs CertificateVerify (RFC 9846 section 4.5.1.2). Throws CertificateError. */
export function checkEndEntity(certificate: ParsedCertificate): void {
  const { keyUsage } = certificate.details.extensions;
  if (keyUsage !== undefined && (keyUsage & KeyUsage.digitalSignature) === 0) {
    throw new CertificateError('WRONG_USAGE', `${certificate.name}: its key is not for signatures`);
  }
}

/** The certificate may issue certificates (RFC 5280 sections 4.2.1.3 and 4.2.1.9). Throws CertificateError. */
export function checkIssuer(certificate: ParsedCertificate): void {
  const { ca, keyUsage } = certificate.details.extensions;
  if (!ca || (keyUsage !== undefined && (keyUsage & KeyUsage.keyCertSign) === 0)) {
    throw new CertificateError('NOT_A_CA', `${certificate.name}: not allowed to issue certificates`);
  }
}

/**
 * Its path length permits the intermediates in `below`: the path from the end entity to the certificate before it.
 * Self-issued intermediates do not count (RFC 5280 section 4.2.1.9). Throws CertificateError.
 */
export function checkPathLength(certificate: ParsedCertificate, below: readonly ParsedCertificate[]): void {
  const { pathLength } = certificate.details.extensions;
  const intermediates = below.filter((each, index) => index > 0 && !each.selfIssued).length;
  if (intermediates <= pathLength) return;
  throw new CertificateError(
    'NOT_A_CA',
    `${certificate.name}: allows ${pathLength} intermediates, the path has ${intermediates}`,
  );
}

/** For messages. */
function dateText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
