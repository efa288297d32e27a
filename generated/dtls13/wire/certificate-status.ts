// Code generated from spec/dtls13/wire/certificate_status.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import { CertificateStatusType } from '../registries/certificate-status-type.ts';

/** The status of the certificate of the same CertificateEntry. RFC 6066 section 8. */
export type CertificateStatus =
  | { readonly kind: 'ocsp'; readonly response: OcspResponse }
  | { readonly kind: 'unknown'; readonly statusType: CertificateStatusType; readonly response: Uint8Array };

function checkCertificateStatus(value: CertificateStatus): void {
  if (value.kind === 'unknown') {
    if (value.statusType >>> 0 !== value.statusType || value.statusType > 255) {
      throw outOfRange('CertificateStatus.status_type', value.statusType, 0, 255);
    }
    switch (value.statusType) {
      case CertificateStatusType.ocsp:
        throw illegalValue('CertificateStatus.status_type', 'has a kind of its own');
    }
  }
}

function dataSizeOfCertificateStatus(value: CertificateStatus): number {
  switch (value.kind) {
    case 'ocsp':
      return OcspResponse.size(value.response);
    case 'unknown':
      return value.response.length;
  }
}

export const CertificateStatus: Codec<CertificateStatus> & {
  /** The code point of the kind. */
  statusType(value: CertificateStatus): CertificateStatusType;
} = {
  name: 'CertificateStatus',
  decode(reader: Reader): CertificateStatus {
    const statusType = reader.uint8(reader.reserve(1, 'CertificateStatus.status_type'));
    let value: CertificateStatus;
    switch (statusType) {
      case 1:
        value = { kind: 'ocsp', response: OcspResponse.decode(reader) };
        break;
      default:
        value = { kind: 'unknown', statusType, response: reader.rest() };
    }
    reader.finish('CertificateStatus.response');
    return value;
  },
  encode(writer: Writer, value: CertificateStatus): void {
    checkCertificateStatus(value);
    const at = writer.reserve(1, 'CertificateStatus.status_type');
    switch (value.kind) {
      case 'ocsp':
        writer.uint8(at, 1);
        OcspResponse.encode(writer, value.response);
        break;
      case 'unknown':
        writer.uint8(at, value.statusType);
        writer.put(value.response, 'CertificateStatus.response');
        break;
    }
  },
  size(value: CertificateStatus): number {
    return 1 + dataSizeOfCertificateStatus(value);
  },
  validate(value: CertificateStatus): void {
    checkCertificateStatus(value);
    switch (value.kind) {
      case 'ocsp':
        OcspResponse.validate(value.response);
        break;
    }
  },
  statusType(value: CertificateStatus): CertificateStatusType {
    switch (value.kind) {
      case 'ocsp':
        return 1;
      case 'unknown':
        return value.statusType;
    }
  },
};

/** An OCSP response. RFC 6066 section 8. */
export interface OcspResponse {
  /** In DER. A view into the message. */
  readonly response: Uint8Array;
}

function checkOcspResponse(value: OcspResponse): void {
  if (value.response.length < 1 || value.response.length > 16777215) {
    throw outOfRange('OCSPResponse.response', value.response.length, 1, 16777215);
  }
}

export const OcspResponse: Codec<OcspResponse> = {
  name: 'OCSPResponse',
  decode(reader: Reader): OcspResponse {
    const lenResponse = reader.uint24(reader.reserve(3, 'OCSPResponse.response'));
    if (lenResponse < 1) throw outOfRange('OCSPResponse.response', lenResponse, 1, 2 ** 24 - 1);
    const response = reader.slice(lenResponse, 'OCSPResponse.response');
    return { response };
  },
  encode(writer: Writer, value: OcspResponse): void {
    checkOcspResponse(value);
    writer.uint24(writer.reserve(3, 'OCSPResponse.response'), value.response.length);
    writer.put(value.response, 'OCSPResponse.response');
  },
  size(value: OcspResponse): number {
    return 3 + value.response.length;
  },
  validate(value: OcspResponse): void {
    checkOcspResponse(value);
  },
};
