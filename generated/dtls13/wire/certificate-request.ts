// Code generated from spec/dtls13/wire/certificate_request.ksy. DO NOT EDIT.
import {
  type Codec,
  outOfRange,
  type Reader,
  requireDistinct,
  requireDistinctTags,
  totalSize,
  type Writer,
} from '../../../runtime/wire/index.ts';
import { CertificateRequestExtension } from './certificate-request-extension.ts';

/** A server's request for the client's certificate. RFC 9846 section 4.4.2. */
export interface CertificateRequest {
  /** Empty in the main handshake; the client's Certificate repeats it. */
  readonly certificateRequestContext: Uint8Array;
  readonly extensions: readonly CertificateRequestExtension[];
}

function checkCertificateRequest(value: CertificateRequest): void {
  if (value.certificateRequestContext.length > 255) {
    throw outOfRange('CertificateRequest.certificate_request_context', value.certificateRequestContext.length, 0, 255);
  }
  requireDistinct(value.extensions, CertificateRequestExtension.extensionType, 'CertificateRequest.extensions');
}

export const CertificateRequest: Codec<CertificateRequest> = {
  name: 'CertificateRequest',
  decode(reader: Reader): CertificateRequest {
    const certificateRequestContext = reader.opaque8('CertificateRequest.certificate_request_context', 0, 255);
    const lenExtensions = reader.uint16(reader.reserve(2, 'CertificateRequest.extensions'));
    const extensionsEnd = reader.enter(lenExtensions, 'CertificateRequest.extensions');
    const extensions: CertificateRequestExtension[] = [];
    const extensionTypes: number[] = [];
    while (reader.remaining > 0) {
      const itemAt = reader.position;
      extensions.push(CertificateRequestExtension.decode(reader));
      extensionTypes.push(reader.uint16(itemAt));
    }
    reader.leave(extensionsEnd, 'CertificateRequest.extensions');
    requireDistinctTags(extensionTypes, 'CertificateRequest.extensions');
    return { certificateRequestContext, extensions };
  },
  encode(writer: Writer, value: CertificateRequest): void {
    checkCertificateRequest(value);
    writer.uint8(
      writer.reserve(1, 'CertificateRequest.certificate_request_context'),
      value.certificateRequestContext.length,
    );
    writer.put(value.certificateRequestContext, 'CertificateRequest.certificate_request_context');
    const at = writer.reserve(2, 'CertificateRequest.extensions');
    const extensionsAt = writer.position;
    for (const item of value.extensions) CertificateRequestExtension.encode(writer, item);
    const extensionsSize = writer.position - extensionsAt;
    if (extensionsSize > 65535) throw outOfRange('CertificateRequest.extensions', extensionsSize, 0, 65535);
    writer.uint16(at, extensionsSize);
  },
  size(value: CertificateRequest): number {
    return 3 + value.certificateRequestContext.length + totalSize(value.extensions, CertificateRequestExtension);
  },
  validate(value: CertificateRequest): void {
    checkCertificateRequest(value);
    for (const item of value.extensions) CertificateRequestExtension.validate(item);
    const extensionsSize = totalSize(value.extensions, CertificateRequestExtension);
    if (extensionsSize > 65535) throw outOfRange('CertificateRequest.extensions', extensionsSize, 0, 65535);
  },
};
