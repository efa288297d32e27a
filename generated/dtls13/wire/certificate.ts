// Code generated from spec/dtls13/wire/certificate.ksy. DO NOT EDIT.
import {
  type Codec,
  outOfRange,
  type Reader,
  requireDistinct,
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
    const { view } = reader;
    const lenCertificateRequestContext = view.getUint8(reader.reserve(1, 'Certificate.certificate_request_context'));
    const certificateRequestContext = reader.slice(
      lenCertificateRequestContext,
      'Certificate.certificate_request_context',
    );
    const at = reader.reserve(3, 'Certificate.certificate_list');
    const lenCertificateList = (view.getUint16(at) << 8) | view.getUint8(at + 2);
    const certificateListEnd = reader.enter(lenCertificateList, 'Certificate.certificate_list');
    const certificateList: CertificateEntry[] = [];
    while (reader.remaining > 0) certificateList.push(CertificateEntry.decode(reader));
    reader.leave(certificateListEnd, 'Certificate.certificate_list');
    return { certificateRequestContext, certificateList };
  },
  encode(writer: Writer, value: Certificate): void {
    checkCertificate(value);
    const { view } = writer;
    view.setUint8(writer.reserve(1, 'Certificate.certificate_request_context'), value.certificateRequestContext.length);
    writer.put(value.certificateRequestContext, 'Certificate.certificate_request_context');
    const at = writer.reserve(3, 'Certificate.certificate_list');
    const certificateListAt = writer.position;
    for (const item of value.certificateList) CertificateEntry.encode(writer, item);
    const certificateListSize = writer.position - certificateListAt;
    if (certificateListSize > 16777215) {
      throw outOfRange('Certificate.certificate_list', certificateListSize, 0, 16777215);
    }
    view.setUint16(at, certificateListSize >>> 8);
    view.setUint8(at + 2, certificateListSize & 0xff);
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

/** One certificate of the chain with what is said about it. RFC 9846 section 4.5.1. */
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
    const { view } = reader;
    const at = reader.reserve(3, 'CertificateEntry.cert_data');
    const lenCertData = (view.getUint16(at) << 8) | view.getUint8(at + 2);
    if (lenCertData < 1) throw outOfRange('CertificateEntry.cert_data', lenCertData, 1, 2 ** 24 - 1);
    const certData = reader.slice(lenCertData, 'CertificateEntry.cert_data');
    const lenExtensions = view.getUint16(reader.reserve(2, 'CertificateEntry.extensions'));
    const extensionsEnd = reader.enter(lenExtensions, 'CertificateEntry.extensions');
    const extensions: CertificateEntryExtension[] = [];
    while (reader.remaining > 0) extensions.push(CertificateEntryExtension.decode(reader));
    reader.leave(extensionsEnd, 'CertificateEntry.extensions');
    requireDistinct(extensions, CertificateEntryExtension.extensionType, 'CertificateEntry.extensions');
    return { certData, extensions };
  },
  encode(writer: Writer, value: CertificateEntry): void {
    checkCertificateEntry(value);
    const { view } = writer;
    const at = writer.reserve(3, 'CertificateEntry.cert_data');
    view.setUint16(at, value.certData.length >>> 8);
    view.setUint8(at + 2, value.certData.length & 0xff);
    writer.put(value.certData, 'CertificateEntry.cert_data');
    const at2 = writer.reserve(2, 'CertificateEntry.extensions');
    const extensionsAt = writer.position;
    for (const item of value.extensions) CertificateEntryExtension.encode(writer, item);
    const extensionsSize = writer.position - extensionsAt;
    if (extensionsSize > 65535) throw outOfRange('CertificateEntry.extensions', extensionsSize, 0, 65535);
    view.setUint16(at2, extensionsSize);
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
