// Code generated from spec/dtls13/wire/certificate_status_request.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { CertificateStatusType } from '../registries/certificate-status-type.ts';
import type { CertificateStatusRequest, OcspStatusRequest, ResponderId } from '../wire/certificate-status-request.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryCertificateStatusRequest(): fc.Arbitrary<CertificateStatusRequest> {
  const listed: readonly number[] = [CertificateStatusType.ocsp];
  return fc.oneof(
    make.record({ kind: fc.constant('ocsp'), request: arbitraryOcspStatusRequest() }),
    make.record({
      kind: fc.constant('unknown'),
      statusType: make.codePoints(CertificateStatusType, 255, listed),
      request: make.bytes(0, 300),
    }),
  );
}

/** Valid values. */
export function arbitraryOcspStatusRequest(): fc.Arbitrary<OcspStatusRequest> {
  return make.record({
    responderIdList: make.list(arbitraryResponderId(), 0, 8),
    requestExtensions: make.bytes(0, 300),
  });
}

/** Valid values. */
export function arbitraryResponderId(): fc.Arbitrary<ResponderId> {
  return make.record({
    id: make.bytes(1, 300),
  });
}
