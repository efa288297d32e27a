// Code generated from spec/dtls13/wire/certificate_authorities.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { CertificateAuthorities, DistinguishedName } from '../wire/certificate-authorities.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryCertificateAuthorities(): fc.Arbitrary<CertificateAuthorities> {
  return make.record({
    authorities: make.list(arbitraryDistinguishedName(), 1, 8),
  });
}

/** Valid values. */
export function arbitraryDistinguishedName(): fc.Arbitrary<DistinguishedName> {
  return make.record({
    name: make.bytes(1, 300),
  });
}
