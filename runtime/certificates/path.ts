import { CertificateError } from '../errors/certificate-error.ts';
import { checkAlone, checkEndEntity } from './certificate-rules.ts';
import { checkIdentity } from './identity.ts';
import { ParsedCertificate } from './parsed-certificate.ts';
import type { PathPolicy } from './path-policy.ts';
import { PathSearch } from './path-search.ts';
import { PATH_LIMITS, PathWork } from './path-work.ts';

/** A validated path. */
export interface ValidPath {
  /** SubjectPublicKeyInfo of the end entity, DER. */
  readonly publicKey: Uint8Array;
  /** DER, end entity first, trust anchor last; one entry where the end entity is itself an anchor. Views. */
  readonly path: readonly Uint8Array[];
  /** When the first certificate of the path but its anchor expires, in milliseconds since the Unix epoch. */
  readonly notAfter: number;
}

/**
 * Builds and checks a path from a peer's certificate to a trust anchor (RFC 5280 section 6, RFC 4158), in this order:
 *
 * 1. The end entity alone: form, dates, key, purpose, identity.
 * 2. Paths by names from the end entity to an anchor, of certificates that may issue. Key identifiers determine which
 *    of several issuers with one name is tried first.
 * 3. For each such path: path lengths, then signatures from the anchor down to the end entity, then name constraints,
 *    then revocation lists. The first path that passes all checks is the result.
 *
 * A certificate is read when a path reaches it, so certificates that no path needs are not checked. RFC 5280 section 6
 * is implemented without policies; revocation lists are those in `policy`, and none is fetched.
 *
 * `chain` is DER, end entity first; the rest may come in any order (RFC 9846 section 4.5.1 tolerates it). `work` counts
 * the operations. Throws CertificateError with the reason of the path that got furthest.
 */
export function validatePath(chain: readonly Uint8Array[], policy: PathPolicy, work = new PathWork()): ValidPath {
  return validateChain(readEndEntity(chain, work), chain, policy, work);
}

/** The first certificate of a chain. Throws CertificateError (MALFORMED). */
export function readEndEntity(chain: readonly Uint8Array[], work?: PathWork): ParsedCertificate {
  const [first] = chain;
  if (first === undefined) throw new CertificateError('MALFORMED', 'the peer sent no certificate');
  return new ParsedCertificate(first, work);
}

/** As `validatePath`, with the first certificate already parsed. */
export function validateChain(
  endEntity: ParsedCertificate,
  chain: readonly Uint8Array[],
  policy: PathPolicy,
  work: PathWork,
): ValidPath {
  const most = PATH_LIMITS.certificates;
  if (chain.length > most) {
    throw new CertificateError('MALFORMED', `${chain.length} certificates in one chain; at most ${most}`);
  }
  checkAlone(endEntity, policy.now, policy.purpose);
  checkEndEntity(endEntity);
  const { alternatives } = endEntity.details.extensions;
  if (policy.servername !== undefined) checkIdentity(alternatives, policy.servername);
  const path = new PathSearch(chain.slice(1), policy, work).from(endEntity);
  // The dates of the anchor are not checked.
  const notAfter = Math.min(...[endEntity, ...path.slice(1, -1)].map(({ details }) => details.notAfter));
  return { publicKey: keyOf(endEntity), path: path.map(({ der }) => der), notAfter };
}

/** SubjectPublicKeyInfo (DER) of a certificate. Throws CertificateError for a key that cannot be used. */
export function keyOf({ publicKey }: ParsedCertificate): Uint8Array {
  publicKey.check();
  return publicKey.spki;
}
