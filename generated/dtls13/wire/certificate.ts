// Code generated from spec/dtls13/wire/certificate.ksy. DO NOT EDIT.
import {
  type Codec,
  outOfRange,
  type Reader,
  requireDistinct,
  requireDistinctTags,
  totalSize,
  type Writer,
} from '../../../runtime/wire/index.ts';
import { CertificateEntryExtension } from './certificate-entry-extension.ts';

/** The sender's certificate chain, end entity first. RFC 9846 section 4.5.1. */
export interface Certificate {
  /** Empty in the main handshake. */
  readonly certificateRequestContext: Uint8Array;
  readonly certificateList: readonly CertificateEntry[];
}

function checkCertificate(value: Certificate): void {
  if (value.certificateRequestContext.length > 255) {
    throw outOfRange('Certificate.certificate_request_context', value.certificateRequestContext.length, 0, 255);
  }
}

export const Certificate: Codec<Certificate> = {
  name: 'Certificate',
  decode(reader: Reader): Certificate {
    const certificateRequestContext = reader.opaque8('Certificate.certificate_request_context', 0, 255);
    const lenCertificateList = reader.uint24(reader.reserve(3, 'Certificate.certificate_list'));
    const certificateListEnd = reader.enter(lenCertificateList, 'Certificate.certificate_list');
    const certificateList: CertificateEntry[] = [];
    while (reader.remaining > 0) certificateList.push(CertificateEntry.decode(reader));
    reader.leave(certificateListEnd, 'Certificate.certificate_list');
    return { certificateRequestContext, certificateList };
  },
  encode(writer: Writer, value: Certificate): void {
    checkCertificate(value);
    writer.uint8(writer.reserve(1, 'Certificate.certificate_request_context'), value.certificateRequestContext.length);
    writer.put(value.certificateRequestContext, 'Certificate.certificate_request_context');
    const at = writer.reserve(3, 'Certificate.certificate_list');
    const certificateListAt = writer.position;
    for (const item of value.certificateList) CertificateEntry.encode(writer, item);
    const certificateListSize = writer.position - certificateListAt;
    if (certificateListSize > 16777215) {
      throw outOfRange('Certificate.certificate_list', certificateListSize, 0, 16777215);
    }
    writer.uint24(at, certificateListSize);
  },
  size(value: Certificate): number {
    return 4 + value.certificateRequestContext.length + totalSize(value.certificateList, CertificateEntry);
  },
  validate(value: Certificate): void {
    checkCertificate(value);
    for (const item of value.certificateList) CertificateEntry.validate(item);
    const certificateListSize = totalSize(value.certificateList, CertificateEntry);
    if (certificateListSize > 16777215) {
      throw outOfRange('Certificate.certificate_list', certificateListSize, 0, 16777215);
    }
  },
};

/** One certificate of the chain with its extensions. RFC 9846 section 4.5.1. */
export interface CertificateEntry {
  /** X.509 in DER. A view into the message. */
  readonly certData: Uint8Array;
  readonly extensions: readonly CertificateEntryExtension[];
}

function checkCertificateEntry(value: CertificateEntry): void {
  if (value.certData.length < 1 || value.certData.length > 16777215) {
    throw outOfRange('CertificateEntry.cert_data', value.certData.length, 1, 16777215);
  }
  requireDistinct(value.extensions, CertificateEntryExtension.extensionType, 'CertificateEntry.extensions');
}

export const CertificateEntry: Codec<CertificateEntry> = {
  name: 'CertificateEntry',
  decode(reader: Reader): CertificateEntry {
    const lenCertData = reader.uint24(reader.reserve(3, 'CertificateEntry.cert_data'));
    if (lenCertData < 1) throw outOfRange('CertificateEntry.cert_data', lenCertData, 1, 2 ** 24 - 1);
    const certData = reader.slice(lenCertData, 'CertificateEntry.cert_data');
    const lenExtensions = reader.uint16(reader.reserve(2, 'CertificateEntry.extensions'));
    const extensionsEnd = reader.enter(lenExtensions, 'CertificateEntry.extensions');
    const extensions: CertificateEntryExtension[] = [];
    const extensionTypes: number[] = [];
    while (reader.remaining > 0) {
      const itemAt = reader.position;
      extensions.push(CertificateEntryExtension.decode(reader));
      extensionTypes.push(reader.uint16(itemAt));
    }
    reader.leave(extensionsEnd, 'CertificateEntry.extensions');
    requireDistinctTags(extensionTypes, 'CertificateEntry.extensions');
    return { certData, extensions };
  },
  encode(writer: Writer, value: CertificateEntry): void {
    checkCertificateEntry(value);
    writer.uint24(writer.reserve(3, 'CertificateEntry.cert_data'), value.certData.length);
    writer.put(value.certData, 'CertificateEntry.cert_data');
    const at = writer.reserve(2, 'CertificateEntry.extensions');
    const extensionsAt = writer.position;
    for (const item of value.extensions) CertificateEntryExtension.encode(writer, item);
    const extensionsSize = writer.position - extensionsAt;
    if (extensionsSize > 65535) throw outOfRange('CertificateEntry.extensions', extensionsSize, 0, 65535);
    writer.uint16(at, extensionsSize);
  },
  size(value: CertificateEntry): number {
    return 5 + value.certData.length + totalSize(value.extensions, CertificateEntryExtension);
  },
  validate(value: CertificateEntry): void {
    checkCertificateEntry(value);
    for (const item of value.extensions) CertificateEntryExtension.validate(item);
    const extensionsSize = totalSize(value.extensions, CertificateEntryExtension);
    if (extensionsSize > 65535) throw outOfRange('CertificateEntry.extensions', extensionsSize, 0, 65535);
  },
};
