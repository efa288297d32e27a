import { DerReader } from '../../der/der-reader.ts';
import { DerTag } from '../../der/der-tag.ts';
import { encodeObjectIdentifier } from '../../der/object-identifier.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { isBytes, isObject } from '../../errors/option-checks.ts';
import { valueText } from '../../errors/value-text.ts';
import { isFilterIllegal, type OidFilter } from '../handshake/oid-filters.ts';

/** The longest list of an extension, in bytes; RFC 9846 sections 4.3.4 and 4.3.5. */
const MAX_LIST = 65_535;

/** The names of the option `certificateAuthorities`, as copies; none for undefined. Throws ConfigError. */
export function certificateAuthoritiesOf(option: readonly Uint8Array[] | undefined): readonly Uint8Array[] {
  if (option === undefined) return [];
  const name = 'certificateAuthorities';
  if (!Array.isArray(option)) throw new ConfigError(name, 'must be an array of names in DER');
  let length = 0;
  // A copy, because `map` skips holes.
  const names = [...option].map((each: unknown) => {
    if (!isBytes(each) || !isName(each)) throw new ConfigError(name, 'must be names in DER');
    length += 2 + each.length;
    return new Uint8Array(each);
  });
  if (length > MAX_LIST) throw new ConfigError(name, `has ${length} bytes; at most ${MAX_LIST}`);
  return names;
}

/** The filters of the option `oidFilters`, as copies; none for undefined. Throws ConfigError. */
export function oidFiltersOf(option: readonly OidFilter[] | undefined): readonly OidFilter[] {
  if (option === undefined) return [];
  if (!Array.isArray(option)) throw new ConfigError('oidFilters', 'must be an array');
  const seen = new Set<string>();
  let length = 0;
  const filters = [...option].map((filter: unknown) => {
    if (!isObject(filter)) throw new ConfigError('oidFilters', 'must have objects with `oid` and `values`');
    const { oid, values } = filter;
    const der = typeof oid === 'string' ? encodeObjectIdentifier(oid) : undefined;
    if (typeof oid !== 'string' || der === undefined) {
      throw new ConfigError('oidFilters', `${valueText(oid)} is not an object identifier in dotted decimal`);
    }
    if (!isBytes(values)) throw new ConfigError('oidFilters', 'the values must be bytes');
    if (seen.has(oid)) throw new ConfigError('oidFilters', `${oid} occurs twice`);
    if (isFilterIllegal({ oid, values })) {
      throw new ConfigError('oidFilters', `the values of ${oid} are not DER, or include anyExtendedKeyUsage`);
    }
    seen.add(oid);
    length += 3 + der.length + values.length;
    return { oid, values: new Uint8Array(values) };
  });
  if (length > MAX_LIST) throw new ConfigError('oidFilters', `has ${length} bytes; at most ${MAX_LIST}`);
  return filters;
}

/** Whether the bytes are one SEQUENCE in DER, as a Name is. */
function isName(der: Uint8Array): boolean {
  try {
    const reader = new DerReader(der);
    reader.expect(DerTag.SEQUENCE);
    return reader.done;
  } catch {
    return false;
  }
}
