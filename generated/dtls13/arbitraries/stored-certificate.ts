// Code generated from spec/dtls13/wire/stored_certificate.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { StoredCertificate } from '../wire/stored-certificate.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryStoredCertificate(): fc.Arbitrary<StoredCertificate> {
  return make.record({
    certData: make.bytes(1, 300),
  });
}
