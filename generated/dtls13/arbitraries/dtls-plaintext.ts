// Code generated from spec/dtls13/wire/dtls_plaintext.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { ContentType } from '../registries/content-type.ts';
import { ProtocolVersion } from '../registries/protocol-version.ts';
import type { DtlsPlaintext } from '../wire/dtls-plaintext.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryDtlsPlaintext(): fc.Arbitrary<DtlsPlaintext> {
  return make.record({
    type: make.codePoints(ContentType, 255),
    legacyRecordVersion: make.codePoints(ProtocolVersion, 65535),
    sequenceNumber: make.integer(0, 2 ** 48 - 1),
    fragment: make.bytes(0, 300),
  });
}
