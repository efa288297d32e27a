// Code generated from spec/dtls13/wire/supported_versions_list.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { ProtocolVersion } from '../registries/protocol-version.ts';

/** Versions that the client supports, in order of preference. RFC 9846 section 4.3.1. */
export interface SupportedVersionsList {
  readonly versions: readonly ProtocolVersion[];
}

function checkSupportedVersionsList(value: SupportedVersionsList): void {
  for (const item of value.versions) {
    if (item >>> 0 !== item || item > 65535) throw outOfRange('SupportedVersions.versions', item, 0, 65535);
  }
  if (value.versions.length < 1 || value.versions.length > 127) {
    throw outOfRange('SupportedVersions.versions', value.versions.length, 1, 127);
  }
}

export const SupportedVersionsList: Codec<SupportedVersionsList> = {
  name: 'SupportedVersions',
  decode(reader: Reader): SupportedVersionsList {
    const lenVersions = reader.uint8(reader.reserve(1, 'SupportedVersions.versions'));
    if (lenVersions < 2 || lenVersions > 254) throw outOfRange('SupportedVersions.versions', lenVersions, 2, 254);
    const versions = reader.uint16List(lenVersions, 'SupportedVersions.versions');
    return { versions };
  },
  encode(writer: Writer, value: SupportedVersionsList): void {
    checkSupportedVersionsList(value);
    writer.uint8(writer.reserve(1, 'SupportedVersions.versions'), value.versions.length * 2);
    writer.uint16List(value.versions, 'SupportedVersions.versions');
  },
  size(value: SupportedVersionsList): number {
    return 1 + value.versions.length * 2;
  },
  validate(value: SupportedVersionsList): void {
    checkSupportedVersionsList(value);
  },
};
