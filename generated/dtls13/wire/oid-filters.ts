// Code generated from spec/dtls13/wire/oid_filters.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, totalSize, type Writer } from '../../../runtime/wire/index.ts';

/** Extensions that the client's certificate must have. RFC 9846 section 4.3.5. */
export interface OidFilters {
  readonly filters: readonly OidFilter[];
}

export const OidFilters: Codec<OidFilters> = {
  name: 'OIDFilterExtension',
  decode(reader: Reader): OidFilters {
    const lenFilters = reader.uint16(reader.reserve(2, 'OIDFilterExtension.filters'));
    const filtersEnd = reader.enter(lenFilters, 'OIDFilterExtension.filters');
    const filters: OidFilter[] = [];
    while (reader.remaining > 0) filters.push(OidFilter.decode(reader));
    reader.leave(filtersEnd, 'OIDFilterExtension.filters');
    return { filters };
  },
  encode(writer: Writer, value: OidFilters): void {
    const at = writer.reserve(2, 'OIDFilterExtension.filters');
    const filtersAt = writer.position;
    for (const item of value.filters) OidFilter.encode(writer, item);
    const filtersSize = writer.position - filtersAt;
    if (filtersSize > 65535) throw outOfRange('OIDFilterExtension.filters', filtersSize, 0, 65535);
    writer.uint16(at, filtersSize);
  },
  size(value: OidFilters): number {
    return 2 + totalSize(value.filters, OidFilter);
  },
  validate(value: OidFilters): void {
    for (const item of value.filters) OidFilter.validate(item);
    const filtersSize = totalSize(value.filters, OidFilter);
    if (filtersSize > 65535) throw outOfRange('OIDFilterExtension.filters', filtersSize, 0, 65535);
  },
};

/** One certificate extension with the required values. RFC 9846 section 4.3.5. */
export interface OidFilter {
  /** An object identifier in DER. */
  readonly certificateExtensionOid: Uint8Array;
  /** The value in DER; empty if any value matches. */
  readonly certificateExtensionValues: Uint8Array;
}

function checkOidFilter(value: OidFilter): void {
  if (value.certificateExtensionOid.length < 1 || value.certificateExtensionOid.length > 255) {
    throw outOfRange('OIDFilter.certificate_extension_oid', value.certificateExtensionOid.length, 1, 255);
  }
  if (value.certificateExtensionValues.length > 65535) {
    throw outOfRange('OIDFilter.certificate_extension_values', value.certificateExtensionValues.length, 0, 65535);
  }
}

export const OidFilter: Codec<OidFilter> = {
  name: 'OIDFilter',
  decode(reader: Reader): OidFilter {
    const certificateExtensionOid = reader.opaque8('OIDFilter.certificate_extension_oid', 1, 255);
    const certificateExtensionValues = reader.opaque16('OIDFilter.certificate_extension_values', 0, 65535);
    return { certificateExtensionOid, certificateExtensionValues };
  },
  encode(writer: Writer, value: OidFilter): void {
    checkOidFilter(value);
    writer.uint8(writer.reserve(1, 'OIDFilter.certificate_extension_oid'), value.certificateExtensionOid.length);
    writer.put(value.certificateExtensionOid, 'OIDFilter.certificate_extension_oid');
    writer.uint16(writer.reserve(2, 'OIDFilter.certificate_extension_values'), value.certificateExtensionValues.length);
    writer.put(value.certificateExtensionValues, 'OIDFilter.certificate_extension_values');
  },
  size(value: OidFilter): number {
    return 3 + value.certificateExtensionOid.length + value.certificateExtensionValues.length;
  },
  validate(value: OidFilter): void {
    checkOidFilter(value);
  },
};
