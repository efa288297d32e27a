// Code generated from spec/dtls13/wire/certificate_entry_extension.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { ExtensionType } from '../registries/extension-type.ts';
import type { CertificateEntryExtension } from '../wire/certificate-entry-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryCertificateStatus } from './certificate-status.ts';
import { arbitraryDelegatedCredential } from './delegated-credential.ts';
import { arbitrarySignedCertificateTimestampList } from './signed-certificate-timestamp-list.ts';

/** Valid values. */
export function arbitraryCertificateEntryExtension(): fc.Arbitrary<CertificateEntryExtension> {
  const listed: readonly number[] = [
    ExtensionType.status_request,
    ExtensionType.signed_certificate_timestamp,
    ExtensionType.delegated_credential,
  ];
  return fc.oneof(
    make.record({ kind: fc.constant('status_request'), extensionData: arbitraryCertificateStatus() }),
    make.record({
      kind: fc.constant('signed_certificate_timestamp'),
      extensionData: arbitrarySignedCertificateTimestampList(),
    }),
    make.record({ kind: fc.constant('delegated_credential'), extensionData: arbitraryDelegatedCredential() }),
    make.record({
      kind: fc.constant('unknown'),
      extensionType: make.codePoints(ExtensionType, 65535, listed),
      extensionData: make.bytes(0, 300),
    }),
  );
}
