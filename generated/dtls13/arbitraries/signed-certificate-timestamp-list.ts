// Code generated from spec/dtls13/wire/signed_certificate_timestamp_list.ksy. DO NOT EDIT.
import fc from 'fast-check';
import type { SerializedSct, SignedCertificateTimestampList } from '../wire/signed-certificate-timestamp-list.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitrarySignedCertificateTimestampList(): fc.Arbitrary<SignedCertificateTimestampList> {
  return fc.record({
    sctList: make.list(arbitrarySerializedSct(), 2, 8),
  });
}

/** Valid values. */
export function arbitrarySerializedSct(): fc.Arbitrary<SerializedSct> {
  return fc.record({
    sct: make.bytes(1, 300),
  });
}
