import type { X509Certificate } from 'node:crypto';
import { CertificateError } from '../errors/certificate-error.ts';

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/**
 * Checks that a certificate is for the host that was asked for: a DNS name against dNSName, an address against
 * iPAddress (RFC 9525 section 6). The subject's common name is not looked at (section 2), and a wildcard stands
 * for one whole leftmost label only (section 6.3).
 *
 * Throws CertificateError (NAME_MISMATCH).
 */
export function checkIdentity(certificate: X509Certificate, servername: string): void {
  const host = servername.endsWith('.') ? servername.slice(0, -1) : servername;
  // A wildcard belongs into certificates; as what is asked for it would be found there letter for letter.
  if (host !== '' && !host.includes('*') && matches(certificate, host)) return;
  const names = certificate.subjectAltName ?? 'no names';
  const printable = names.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, 300);
  throw new CertificateError('NAME_MISMATCH', `certificate is not for ${host}: it has ${printable}`);
}

function matches(certificate: X509Certificate, host: string): boolean {
  // A zone (`%eth0`) says which interface, not which host.
  const address = host.split('%', 1)[0] ?? host;
  try {
    if (IPV4.test(address) || address.includes(':')) return certificate.checkIP(address) !== undefined;
    return certificate.checkHost(host, { subject: 'never', partialWildcards: false }) !== undefined;
  } catch {
    // Not something that a certificate could be for, such as a name with a NUL in it.
    return false;
  }
}
