import type { OidFilter as OidFilterEntry } from '../../../generated/dtls13/wire/oid-filters.ts';
import { DerReader } from '../../der/der-reader.ts';
import { certificateFields, EXTENDED_KEY_USAGE, KEY_USAGE, keyPurposes, keyUsageBits } from './certificate-fields.ts';

/** anyExtendedKeyUsage; RFC 5280 section 4.2.1.12. */
const ANY_PURPOSE = '2.5.29.37.0';

/** An extension that a client's certificate must have; RFC 9846 section 4.3.5. */
export interface OidFilter {
  /** The identifier of the certificate extension, in dotted decimal: `2.5.29.37` for the extended key usage. */
  readonly oid: string;
  /**
   * The DER value of the extension that the certificate must have, or a part of it: key usages that must be set, purposes
   * that must be listed. Empty: any value.
   */
  readonly values: Uint8Array;
}

/** A filter as it is compared: undefined for an extension whose values we do not know. */
type Comparison = ((extension: Uint8Array | undefined) => boolean) | undefined;

/**
 * The filters of a CertificateRequest; RFC 9846 section 4.3.5. Key usage and extended key usage are recognized; others
 * are skipped.
 */
export class OidFilters {
  /** An identifier occurs twice, a value is not DER, or it includes anyExtendedKeyUsage. */
  readonly illegal: boolean;
  readonly #comparisons: readonly (readonly [oid: string, matches: (extension: Uint8Array | undefined) => boolean])[];

  constructor(entries: readonly OidFilterEntry[]) {
    const comparisons: [string, (extension: Uint8Array | undefined) => boolean][] = [];
    const seen = new Set<string>();
    let illegal = false;
    for (const { certificateExtensionOid, certificateExtensionValues: values } of entries) {
      const oid = dotted(certificateExtensionOid);
      if (oid === undefined) continue;
      illegal ||= seen.has(oid) || isFilterIllegal({ oid, values });
      seen.add(oid);
      const matches = comparisonOf(oid, values);
      if (matches !== undefined) comparisons.push([oid, matches]);
    }
    this.illegal = illegal;
    this.#comparisons = comparisons;
  }

  /** Whether the certificate, in DER, has everything that the filters require. */
  matches(der: Uint8Array): boolean {
    if (this.#comparisons.length === 0) return true;
    const fields = certificateFields(der);
    return this.#comparisons.every(([oid, matches]) => matches(fields?.extensions.get(oid)));
  }
}

/** Whether the value of a filter breaks a rule of its extension. */
export function isFilterIllegal({ oid, values }: OidFilter): boolean {
  if (values.length === 0) return false;
  if (oid === KEY_USAGE) return keyUsageBits(values) === undefined;
  if (oid !== EXTENDED_KEY_USAGE) return false;
  const purposes = keyPurposes(values);
  return purposes === undefined || purposes.includes(ANY_PURPOSE);
}

function comparisonOf(oid: string, values: Uint8Array): Comparison {
  const isAny = values.length === 0;
  if (oid === KEY_USAGE) {
    const required = keyUsageBits(values) ?? 0;
    return (extension) => extension !== undefined && (isAny || (required & ~(keyUsageBits(extension) ?? 0)) === 0);
  }
  if (oid !== EXTENDED_KEY_USAGE) return undefined;
  const required = keyPurposes(values) ?? [];
  return (extension) => {
    if (extension === undefined) return false;
    const purposes = keyPurposes(extension) ?? [];
    return isAny || required.every((purpose) => purposes.includes(purpose));
  };
}

/** Undefined: not an OBJECT IDENTIFIER in DER, so an extension that we do not know. */
function dotted(der: Uint8Array): string | undefined {
  try {
    const reader = new DerReader(der);
    const oid = reader.oid();
    return reader.done ? oid : undefined;
  } catch {
    return undefined;
  }
}
