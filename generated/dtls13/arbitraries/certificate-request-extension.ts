// Code generated from spec/dtls13/wire/certificate_request_extension.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { ExtensionType } from '../registries/extension-type.ts';
import type { CertificateRequestExtension } from '../wire/certificate-request-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryCertificateAuthorities } from './certificate-authorities.ts';
import { arbitraryCertificateCompressionAlgorithms } from './certificate-compression-algorithms.ts';
import { arbitraryOidFilters } from './oid-filters.ts';
import { arbitrarySignatureSchemeList } from './signature-scheme-list.ts';

/** Valid values. */
export function arbitraryCertificateRequestExtension(): fc.Arbitrary<CertificateRequestExtension> {
  const listed: readonly number[] = [
    ExtensionType.status_request,
    ExtensionType.signature_algorithms,
    ExtensionType.signed_certificate_timestamp,
    ExtensionType.compress_certificate,
    ExtensionType.certificate_authorities,
    ExtensionType.oid_filters,
    ExtensionType.signature_algorithms_cert,
  ];
  return fc.oneof(
    make.record({ kind: fc.constant('status_request') }),
    make.record({ kind: fc.constant('signature_algorithms'), extensionData: arbitrarySignatureSchemeList() }),
    make.record({ kind: fc.constant('signed_certificate_timestamp') }),
    make.record({
      kind: fc.constant('compress_certificate'),
      extensionData: arbitraryCertificateCompressionAlgorithms(),
    }),
    make.record({ kind: fc.constant('certificate_authorities'), extensionData: arbitraryCertificateAuthorities() }),
    make.record({ kind: fc.constant('oid_filters'), extensionData: arbitraryOidFilters() }),
    make.record({ kind: fc.constant('signature_algorithms_cert'), extensionData: arbitrarySignatureSchemeList() }),
    make.record({
      kind: fc.constant('unknown'),
      extensionType: make.codePoints(ExtensionType, 65535, listed),
      extensionData: make.bytes(0, 300),
    }),
  );
}
