import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import type { SignatureSchemeName } from '../../crypto/provider.ts';
import { equalBytes } from '../../wire/index.ts';
import type { Certificate } from './certificate.ts';
import { certificateFields, mayCertificateSign } from './certificate-fields.ts';
import type { OidFilters } from './oid-filters.ts';

/** What a peer requires of our certificate. Views into its message. */
export interface CertificateCriteria {
  /** Code points of signature_algorithms. */
  readonly schemes: readonly number[];
  /** Code points of signature_algorithms_cert; undefined: those of `schemes`. */
  readonly certificateSchemes: readonly number[] | undefined;
  /** The names of certificate_authorities, in DER; empty: any authority. */
  readonly authorities: readonly Uint8Array[];
  /** Undefined: the peer sent none, or is a client. */
  readonly filters: OidFilters | undefined;
}

/** One of our certificates, and a scheme of its key that the peer accepts. */
export interface SelectedCertificate {
  readonly certificate: Certificate;
  readonly scheme: SignatureSchemeName;
}

/**
 * Selects the certificate for a peer; RFC 9846 section 4.5.1.2.
 *
 * 1. Its key may sign, with a scheme that the peer accepts; the first such scheme of the key is used.
 * 2. It matches the filters, and a name of the authorities if it has `matchIssuer`.
 * 3. Of these, the first one whose chain has only signatures that the peer accepts and is issued by a listed authority;
 *    otherwise the first one with such signatures, the first one from such an authority, or the first one.
 *
 * Undefined: none can be used.
 */
export function selectCertificate(
  certificates: readonly Certificate[],
  criteria: CertificateCriteria,
): SelectedCertificate | undefined {
  let best: SelectedCertificate | undefined;
  let bestRank = -1;
  for (const certificate of certificates) {
    const scheme = usableScheme(certificate, criteria);
    if (scheme === undefined) continue;
    // The names are not compared where there is no choice.
    const rank = certificates.length === 1 ? 0 : rankOf(certificate, criteria);
    if (rank > bestRank) {
      best = { certificate, scheme };
      bestRank = rank;
    }
  }
  return best;
}

function usableScheme(certificate: Certificate, criteria: CertificateCriteria): SignatureSchemeName | undefined {
  const { chain, privateKey, matchIssuer = false } = certificate;
  const scheme = privateKey.signatureSchemes.find((name) => criteria.schemes.includes(SignatureScheme[name]));
  const [leaf] = chain;
  if (scheme === undefined || leaf === undefined || !mayCertificateSign(leaf)) return undefined;
  if (criteria.filters?.matches(leaf) === false) return undefined;
  return matchIssuer && !isIssuedBy(chain, criteria.authorities) ? undefined : scheme;
}

function rankOf({ chain }: Certificate, criteria: CertificateCriteria): number {
  const isAccepted = hasAcceptedSignatures(chain, criteria.certificateSchemes ?? criteria.schemes);
  return (isAccepted ? 2 : 0) + (isIssuedBy(chain, criteria.authorities) ? 1 : 0);
}

/** Whether the peer accepts the signatures of the chain. It does not verify those of self-signed certificates. */
function hasAcceptedSignatures(chain: readonly Uint8Array[], accepted: readonly number[]): boolean {
  return chain.every((der) => {
    const fields = certificateFields(der);
    return fields === undefined || fields.selfIssued || fields.signatureSchemes.some((each) => accepted.includes(each));
  });
}

function isIssuedBy(chain: readonly Uint8Array[], authorities: readonly Uint8Array[]): boolean {
  return chain.some((der) => {
    const issuer = certificateFields(der)?.issuer;
    return issuer !== undefined && authorities.some((name) => equalBytes(name, issuer));
  });
}
