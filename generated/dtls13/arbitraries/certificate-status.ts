// Code generated from spec/dtls13/wire/certificate_status.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { CertificateStatusType } from '../registries/certificate-status-type.ts';
import type { CertificateStatus, OcspResponse } from '../wire/certificate-status.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryCertificateStatus(): fc.Arbitrary<CertificateStatus> {
  const listed: readonly number[] = [CertificateStatusType.ocsp];
  return fc.oneof(
    make.record({ kind: fc.constant('ocsp'), response: arbitraryOcspResponse() }),
    make.record({
      kind: fc.constant('unknown'),
      statusType: make.codePoints(CertificateStatusType, 255, listed),
      response: make.bytes(0, 300),
    }),
  );
}

/** Valid values. */
export function arbitraryOcspResponse(): fc.Arbitrary<OcspResponse> {
  return make.record({
    response: make.bytes(1, 300),
  });
}
