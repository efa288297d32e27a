// Code generated from spec/dtls13/wire/extension.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { ExtensionType } from '../registries/extension-type.ts';
import type { Extension } from '../wire/extension.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryExtension(): fc.Arbitrary<Extension> {
  return make.record({
    extensionType: make.codePoints(ExtensionType, 65535),
    extensionData: make.bytes(0, 300),
  });
}
