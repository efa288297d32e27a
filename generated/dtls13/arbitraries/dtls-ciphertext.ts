// Code generated from spec/dtls13/wire/dtls_ciphertext.ksy. DO NOT EDIT.
import fc from 'fast-check';
import type { DtlsCiphertext } from '../wire/dtls-ciphertext.ts';
import { make } from './building-blocks.ts';
import { arbitraryUnifiedHeader } from './unified-header.ts';

/** Valid values, given lenConnectionId. */
export function arbitraryDtlsCiphertext(lenConnectionId: number): fc.Arbitrary<DtlsCiphertext> {
  const first = make.record({
    unifiedHdr: arbitraryUnifiedHeader(lenConnectionId),
  });
  return make.extended(first, (value) => ({
    encryptedRecord: make.bytes(
      value.unifiedHdr.length !== undefined ? value.unifiedHdr.length : 0,
      value.unifiedHdr.length !== undefined ? value.unifiedHdr.length : 300,
    ),
  }));
}

/** What arbitraryDtlsCiphertext must be given. */
export function arbitraryDtlsCiphertextParams(): fc.Arbitrary<[lenConnectionId: number]> {
  return fc.tuple(make.integer(0, 255));
}
