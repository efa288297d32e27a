// Code generated from spec/dtls13/wire/certificate.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { Certificate, CertificateEntry } from '../wire/certificate.ts';
import { CertificateEntryExtension } from '../wire/certificate-entry-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryCertificateEntryExtension } from './certificate-entry-extension.ts';

/** Valid values. */
export function arbitraryCertificate(): fc.Arbitrary<Certificate> {
  return make.record({
    certificateRequestContext: make.bytes(0, 255),
    certificateList: make.list(arbitraryCertificateEntry(), 0, 8),
  });
}

/** Valid values. */
export function arbitraryCertificateEntry(): fc.Arbitrary<CertificateEntry> {
  return make.record({
    certData: make.bytes(1, 300),
    extensions: make.list(arbitraryCertificateEntryExtension(), 0, 8, CertificateEntryExtension.extensionType),
  });
}
