import { CertificateError } from '../errors/certificate-error.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import type { PathWork } from './path-work.ts';
import type { RevocationList } from './revocation-list.ts';
import type { RevocationLists } from './revocation-lists.ts';

/**
 * Checks every certificate of a path against the lists of its issuer, the end entity first; RFC 5280 section 6.3. As in
 * node:tls and OpenSSL (X509_V_FLAG_CRL_CHECK_ALL) each one must be covered by a current list that its issuer signed; a
 * self-issued anchor by its own list. The last certificate of a path is not checked where it is not self-issued: the
 * key of its issuer is unknown.
 *
 * Throws CertificateError: REVOKED, or REVOCATION_UNKNOWN where no list covers a certificate.
 */
export function checkRevocation(
  path: readonly ParsedCertificate[],
  lists: RevocationLists,
  now: number,
  work: PathWork,
): void {
  for (const [index, certificate] of path.entries()) {
    const issuer = path[index + 1] ?? (certificate.selfIssued ? certificate : undefined);
    if (issuer === undefined) continue;
    let problem = 'there is no revocation list of its issuer';
    let isCovered = false;
    for (const list of lists.issuedBy(certificate.issuer)) {
      if (!list.covers(certificate)) continue;
      // A certificate on an outdated list remains revoked.
      const isNamed = list.has(certificate.serialNumber);
      const age = ageOf(list, now);
      // A signature is checked only where the result depends on it: many outdated lists would exhaust the limit of
      // checks.
      if (!isNamed && (isCovered || age !== undefined)) problem = age ?? problem;
      else if (!list.isSignedBy(issuer, work)) problem = 'the revocation list is not signed by its issuer';
      else if (isNamed) throw new CertificateError('REVOKED', `${certificate.name}: revoked by its issuer`);
      else isCovered = true;
    }
    if (!isCovered) throw new CertificateError('REVOCATION_UNKNOWN', `${certificate.name}: ${problem}`);
  }
}

/** Why a list is not current; undefined: it is. */
function ageOf({ thisUpdate, nextUpdate }: RevocationList, now: number): string | undefined {
  if (now < thisUpdate) return 'the revocation list is not valid yet';
  return now >= nextUpdate ? 'the revocation list is out of date' : undefined;
}
