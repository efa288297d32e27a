// Code generated from spec/dtls13/wire/signature_scheme_list.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { SignatureScheme } from '../registries/signature-scheme.ts';
import type { SignatureSchemeList } from '../wire/signature-scheme-list.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitrarySignatureSchemeList(): fc.Arbitrary<SignatureSchemeList> {
  return make.record({
    supportedSignatureAlgorithms: make.list(make.codePoints(SignatureScheme, 65535), 1, 150),
  });
}
