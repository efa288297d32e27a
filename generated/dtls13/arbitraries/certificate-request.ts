// Code generated from spec/dtls13/wire/certificate_request.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { CertificateRequest } from '../wire/certificate-request.ts';
import { CertificateRequestExtension } from '../wire/certificate-request-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryCertificateRequestExtension } from './certificate-request-extension.ts';

/** Valid values. */
export function arbitraryCertificateRequest(): fc.Arbitrary<CertificateRequest> {
  return make.record({
    certificateRequestContext: make.bytes(0, 255),
    extensions: make.list(arbitraryCertificateRequestExtension(), 0, 8, CertificateRequestExtension.extensionType),
  });
}
