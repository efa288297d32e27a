// Code generated from spec/dtls13/wire/oid_filters.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { OidFilter, OidFilters } from '../wire/oid-filters.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryOidFilters(): fc.Arbitrary<OidFilters> {
  return make.record({
    filters: make.list(arbitraryOidFilter(), 0, 8),
  });
}

/** Valid values. */
export function arbitraryOidFilter(): fc.Arbitrary<OidFilter> {
  return make.record({
    certificateExtensionOid: make.bytes(1, 255),
    certificateExtensionValues: make.bytes(0, 300),
  });
}
