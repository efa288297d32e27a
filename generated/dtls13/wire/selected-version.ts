// Code generated from spec/dtls13/wire/selected_version.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { ProtocolVersion } from '../registries/protocol-version.ts';

/** The version that the server selected. RFC 9846 section 4.3.1. */
export interface SelectedVersion {
  readonly selectedVersion: ProtocolVersion;
}

function checkSelectedVersion(value: SelectedVersion): void {
  if (value.selectedVersion >>> 0 !== value.selectedVersion || value.selectedVersion > 65535) {
    throw outOfRange('SupportedVersions.selected_version', value.selectedVersion, 0, 65535);
  }
}

export const SelectedVersion: Codec<SelectedVersion> = {
  name: 'SupportedVersions',
  decode(reader: Reader): SelectedVersion {
    const selectedVersion = reader.uint16(reader.reserve(2, 'SupportedVersions.selected_version'));
    return { selectedVersion };
  },
  encode(writer: Writer, value: SelectedVersion): void {
    checkSelectedVersion(value);
    writer.uint16(writer.reserve(2, 'SupportedVersions.selected_version'), value.selectedVersion);
  },
  size(): number {
    return 2;
  },
  validate(value: SelectedVersion): void {
    checkSelectedVersion(value);
  },
};
