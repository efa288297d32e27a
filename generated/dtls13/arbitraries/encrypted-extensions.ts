// Code generated from spec/dtls13/wire/encrypted_extensions.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { EncryptedExtension } from '../wire/encrypted-extension.ts';
import type { EncryptedExtensions } from '../wire/encrypted-extensions.ts';
import { make } from './building-blocks.ts';
import { arbitraryEncryptedExtension } from './encrypted-extension.ts';

/** Valid values. */
export function arbitraryEncryptedExtensions(): fc.Arbitrary<EncryptedExtensions> {
  return make.record({
    extensions: make.list(arbitraryEncryptedExtension(), 0, 8, EncryptedExtension.extensionType),
  });
}
