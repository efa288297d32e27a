// Code generated from spec/dtls13/wire/certificate_request_extension.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import { ExtensionType } from '../registries/extension-type.ts';
import { CertificateAuthorities } from './certificate-authorities.ts';
import { CertificateCompressionAlgorithms } from './certificate-compression-algorithms.ts';
import { OidFilters } from './oid-filters.ts';
import { SignatureSchemeList } from './signature-scheme-list.ts';

/** An extension of a CertificateRequest. RFC 9846 section 4.3. */
export type CertificateRequestExtension =
  | { readonly kind: 'status_request' }
  | { readonly kind: 'signature_algorithms'; readonly extensionData: SignatureSchemeList }
  | { readonly kind: 'signed_certificate_timestamp' }
  | { readonly kind: 'compress_certificate'; readonly extensionData: CertificateCompressionAlgorithms }
  | { readonly kind: 'certificate_authorities'; readonly extensionData: CertificateAuthorities }
  | { readonly kind: 'oid_filters'; readonly extensionData: OidFilters }
  | { readonly kind: 'signature_algorithms_cert'; readonly extensionData: SignatureSchemeList }
  | { readonly kind: 'unknown'; readonly extensionType: ExtensionType; readonly extensionData: Uint8Array };

function checkCertificateRequestExtension(value: CertificateRequestExtension): void {
  if (value.kind === 'unknown') {
    if (value.extensionType >>> 0 !== value.extensionType || value.extensionType > 65535) {
      throw outOfRange('Extension.extension_type', value.extensionType, 0, 65535);
    }
    switch (value.extensionType) {
      case ExtensionType.status_request:
      case ExtensionType.signature_algorithms:
      case ExtensionType.signed_certificate_timestamp:
      case ExtensionType.compress_certificate:
      case ExtensionType.certificate_authorities:
      case ExtensionType.oid_filters:
      case ExtensionType.signature_algorithms_cert:
        throw illegalValue('Extension.extension_type', 'has a kind of its own');
    }
  }
}

function dataSizeOfCertificateRequestExtension(value: CertificateRequestExtension): number {
  switch (value.kind) {
    case 'status_request':
      return 0;
    case 'signature_algorithms':
      return SignatureSchemeList.size(value.extensionData);
    case 'signed_certificate_timestamp':
      return 0;
    case 'compress_certificate':
      return CertificateCompressionAlgorithms.size(value.extensionData);
    case 'certificate_authorities':
      return CertificateAuthorities.size(value.extensionData);
    case 'oid_filters':
      return OidFilters.size(value.extensionData);
    case 'signature_algorithms_cert':
      return SignatureSchemeList.size(value.extensionData);
    case 'unknown':
      return value.extensionData.length;
  }
}

export const CertificateRequestExtension: Codec<CertificateRequestExtension> & {
  /** The code point of the kind. */
  extensionType(value: CertificateRequestExtension): ExtensionType;
} = {
  name: 'Extension',
  decode(reader: Reader): CertificateRequestExtension {
    const at = reader.reserve(4, 'Extension');
    const extensionType = reader.uint16(at);
    const lenExtensionData = reader.uint16(at + 2);
    const extensionDataEnd = reader.enter(lenExtensionData, 'Extension.extension_data');
    let value: CertificateRequestExtension;
    switch (extensionType) {
      case 0x0005:
        value = { kind: 'status_request' };
        break;
      case 0x000d:
        value = { kind: 'signature_algorithms', extensionData: SignatureSchemeList.decode(reader) };
        break;
      case 0x0012:
        value = { kind: 'signed_certificate_timestamp' };
        break;
      case 0x001b:
        value = { kind: 'compress_certificate', extensionData: CertificateCompressionAlgorithms.decode(reader) };
        break;
      case 0x002f:
        value = { kind: 'certificate_authorities', extensionData: CertificateAuthorities.decode(reader) };
        break;
      case 0x0030:
        value = { kind: 'oid_filters', extensionData: OidFilters.decode(reader) };
        break;
      case 0x0032:
        value = { kind: 'signature_algorithms_cert', extensionData: SignatureSchemeList.decode(reader) };
        break;
      default:
        value = { kind: 'unknown', extensionType, extensionData: reader.rest() };
    }
    reader.leave(extensionDataEnd, 'Extension.extension_data');
    return value;
  },
  encode(writer: Writer, value: CertificateRequestExtension): void {
    checkCertificateRequestExtension(value);
    const at = writer.reserve(4, 'Extension');
    const extensionDataAt = writer.position;
    switch (value.kind) {
      case 'status_request':
        writer.uint16(at, 0x0005);
        break;
      case 'signature_algorithms':
        writer.uint16(at, 0x000d);
        SignatureSchemeList.encode(writer, value.extensionData);
        break;
      case 'signed_certificate_timestamp':
        writer.uint16(at, 0x0012);
        break;
      case 'compress_certificate':
        writer.uint16(at, 0x001b);
        CertificateCompressionAlgorithms.encode(writer, value.extensionData);
        break;
      case 'certificate_authorities':
        writer.uint16(at, 0x002f);
        CertificateAuthorities.encode(writer, value.extensionData);
        break;
      case 'oid_filters':
        writer.uint16(at, 0x0030);
        OidFilters.encode(writer, value.extensionData);
        break;
      case 'signature_algorithms_cert':
        writer.uint16(at, 0x0032);
        SignatureSchemeList.encode(writer, value.extensionData);
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
  size(value: CertificateRequestExtension): number {
    return 4 + dataSizeOfCertificateRequestExtension(value);
  },
  validate(value: CertificateRequestExtension): void {
    checkCertificateRequestExtension(value);
    switch (value.kind) {
      case 'signature_algorithms':
        SignatureSchemeList.validate(value.extensionData);
        break;
      case 'compress_certificate':
        CertificateCompressionAlgorithms.validate(value.extensionData);
        break;
      case 'certificate_authorities':
        CertificateAuthorities.validate(value.extensionData);
        break;
      case 'oid_filters':
        OidFilters.validate(value.extensionData);
        break;
      case 'signature_algorithms_cert':
        SignatureSchemeList.validate(value.extensionData);
        break;
    }
    const extensionDataSize = dataSizeOfCertificateRequestExtension(value);
    if (extensionDataSize > 65535) throw outOfRange('Extension.extension_data', extensionDataSize, 0, 65535);
  },
  extensionType(value: CertificateRequestExtension): ExtensionType {
    switch (value.kind) {
      case 'status_request':
        return 0x0005;
      case 'signature_algorithms':
        return 0x000d;
      case 'signed_certificate_timestamp':
        return 0x0012;
      case 'compress_certificate':
        return 0x001b;
      case 'certificate_authorities':
        return 0x002f;
      case 'oid_filters':
        return 0x0030;
      case 'signature_algorithms_cert':
        return 0x0032;
      case 'unknown':
        return value.extensionType;
    }
  },
};
