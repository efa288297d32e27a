// Code generated from spec/dtls13/wire/selected_version.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { ProtocolVersion } from '../registries/protocol-version.ts';
import type { SelectedVersion } from '../wire/selected-version.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitrarySelectedVersion(): fc.Arbitrary<SelectedVersion> {
  return make.record({
    selectedVersion: make.codePoints(ProtocolVersion, 65535),
  });
}
