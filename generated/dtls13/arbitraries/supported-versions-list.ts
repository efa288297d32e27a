// Code generated from spec/dtls13/wire/supported_versions_list.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { ProtocolVersion } from '../registries/protocol-version.ts';
import type { SupportedVersionsList } from '../wire/supported-versions-list.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitrarySupportedVersionsList(): fc.Arbitrary<SupportedVersionsList> {
  return make.record({
    versions: make.list(make.codePoints(ProtocolVersion, 65535), 1, 127),
  });
}
