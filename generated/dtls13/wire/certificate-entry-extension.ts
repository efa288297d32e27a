// Code generated from spec/dtls13/wire/certificate_entry_extension.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import { ExtensionType } from '../registries/extension-type.ts';
import { CertificateStatus } from './certificate-status.ts';
import { DelegatedCredential } from './delegated-credential.ts';
import { SignedCertificateTimestampList } from './signed-certificate-timestamp-list.ts';

/** An extension of one certificate of a chain. RFC 9846 section 4.3. */
export type CertificateEntryExtension =
  | { readonly kind: 'status_request'; readonly extensionData: CertificateStatus }
  | { readonly kind: 'signed_certificate_timestamp'; readonly extensionData: SignedCertificateTimestampList }
  | { readonly kind: 'delegated_credential'; readonly extensionData: DelegatedCredential }
  | { readonly kind: 'unknown'; readonly extensionType: ExtensionType; readonly extensionData: Uint8Array };

function checkCertificateEntryExtension(value: CertificateEntryExtension): void {
  if (value.kind === 'unknown') {
    if (value.extensionType >>> 0 !== value.extensionType || value.extensionType > 65535) {
      throw outOfRange('Extension.extension_type', value.extensionType, 0, 65535);
    }
    switch (value.extensionType) {
      case ExtensionType.status_request:
      case ExtensionType.signed_certificate_timestamp:
      case ExtensionType.delegated_credential:
        throw illegalValue('Extension.extension_type', 'has a kind of its own');
    }
  }
}

function dataSizeOfCertificateEntryExtension(value: CertificateEntryExtension): number {
  switch (value.kind) {
    case 'status_request':
      return CertificateStatus.size(value.extensionData);
    case 'signed_certificate_timestamp':
      return SignedCertificateTimestampList.size(value.extensionData);
    case 'delegated_credential':
      return DelegatedCredential.size(value.extensionData);
    case 'unknown':
      return value.extensionData.length;
  }
}

export const CertificateEntryExtension: Codec<CertificateEntryExtension> & {
  /** The code point of the kind. */
  extensionType(value: CertificateEntryExtension): ExtensionType;
} = {
  name: 'Extension',
  decode(reader: Reader): CertificateEntryExtension {
    const at = reader.reserve(4, 'Extension');
    const extensionType = reader.uint16(at);
    const lenExtensionData = reader.uint16(at + 2);
    const extensionDataEnd = reader.enter(lenExtensionData, 'Extension.extension_data');
    let value: CertificateEntryExtension;
    switch (extensionType) {
      case 0x0005:
        value = { kind: 'status_request', extensionData: CertificateStatus.decode(reader) };
        break;
      case 0x0012:
        value = { kind: 'signed_certificate_timestamp', extensionData: SignedCertificateTimestampList.decode(reader) };
        break;
      case 0x0022:
        value = { kind: 'delegated_credential', extensionData: DelegatedCredential.decode(reader) };
        break;
      default:
        value = { kind: 'unknown', extensionType, extensionData: reader.rest() };
    }
    reader.leave(extensionDataEnd, 'Extension.extension_data');
    return value;
  },
  encode(writer: Writer, value: CertificateEntryExtension): void {
    checkCertificateEntryExtension(value);
    const at = writer.reserve(4, 'Extension');
    const extensionDataAt = writer.position;
    switch (value.kind) {
      case 'status_request':
        writer.uint16(at, 0x0005);
        CertificateStatus.encode(writer, value.extensionData);
        break;
      case 'signed_certificate_timestamp':
        writer.uint16(at, 0x0012);
        SignedCertificateTimestampList.encode(writer, value.extensionData);
        break;
      case 'delegated_credential':
        writer.uint16(at, 0x0022);
        DelegatedCredential.encode(writer, value.extensionData);
        break;
      case 'unknown':
        writer.uint16(at, value.extensionType);
        writer.put(value.extensionData, 'Extension.extension_data');
        break;
    }
    const extensionDataSize = writer.position - extensionDataAt;
    if (extensionDataSize > 65535) throw outOfRange('Extension.extension_data', extensionDataSize, 0, 65535);
    writer.uint16(at + 2, extensionDataSize);
  },
  size(value: CertificateEntryExtension): number {
    return 4 + dataSizeOfCertificateEntryExtension(value);
  },
  validate(value: CertificateEntryExtension): void {
    checkCertificateEntryExtension(value);
    switch (value.kind) {
      case 'status_request':
        CertificateStatus.validate(value.extensionData);
        break;
      case 'signed_certificate_timestamp':
        SignedCertificateTimestampList.validate(value.extensionData);
        break;
      case 'delegated_credential':
        DelegatedCredential.validate(value.extensionData);
        break;
    }
    const extensionDataSize = dataSizeOfCertificateEntryExtension(value);
    if (extensionDataSize > 65535) throw outOfRange('Extension.extension_data', extensionDataSize, 0, 65535);
  },
  extensionType(value: CertificateEntryExtension): ExtensionType {
    switch (value.kind) {
      case 'status_request':
        return 0x0005;
      case 'signed_certificate_timestamp':
        return 0x0012;
      case 'delegated_credential':
        return 0x0022;
      case 'unknown':
        return value.extensionType;
    }
  },
};
