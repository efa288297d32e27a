// Code generated from spec/dtls13/wire/dtls_inner_plaintext.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { ContentType } from '../registries/content-type.ts';
import type { DtlsInnerPlaintext } from '../wire/dtls-inner-plaintext.ts';
import { make } from './building-blocks.ts';

/** Valid values, given lenContent. */
export function arbitraryDtlsInnerPlaintext(lenContent: number): fc.Arbitrary<DtlsInnerPlaintext> {
  return make.record({
    content: make.bytes(lenContent, lenContent),
    type: make.where(make.codePoints(ContentType, 255), (item) => item !== 0),
    zeros: make.bytes(0, 300),
  });
}

/** What arbitraryDtlsInnerPlaintext must be given. */
export function arbitraryDtlsInnerPlaintextParams(): fc.Arbitrary<[lenContent: number]> {
  return fc.tuple(make.integer(0, 300));
}
