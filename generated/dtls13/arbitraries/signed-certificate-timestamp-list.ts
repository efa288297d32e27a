// Code generated from spec/dtls13/wire/signed_certificate_timestamp_list.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { SerializedSct, SignedCertificateTimestampList } from '../wire/signed-certificate-timestamp-list.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitrarySignedCertificateTimestampList(): fc.Arbitrary<SignedCertificateTimestampList> {
  return make.record({
    sctList: make.list(arbitrarySerializedSct(), 1, 8),
  });
}

/** Valid values. */
export function arbitrarySerializedSct(): fc.Arbitrary<SerializedSct> {
  return make.record({
    sct: make.bytes(1, 300),
  });
}
