// Code generated from spec/dtls13/wire/certificate_status_request.ksy. DO NOT EDIT.
import {
  type Codec,
  illegalValue,
  outOfRange,
  type Reader,
  totalSize,
  type Writer,
} from '../../../runtime/wire/index.ts';
import { CertificateStatusType } from '../registries/certificate-status-type.ts';

/** Requests the status of the peer's certificate. RFC 6066 section 8. */
export type CertificateStatusRequest =
  | { readonly kind: 'ocsp'; readonly request: OcspStatusRequest }
  | { readonly kind: 'unknown'; readonly statusType: CertificateStatusType; readonly request: Uint8Array };

function checkCertificateStatusRequest(value: CertificateStatusRequest): void {
  if (value.kind === 'unknown') {
    if (value.statusType >>> 0 !== value.statusType || value.statusType > 255) {
      throw outOfRange('CertificateStatusRequest.status_type', value.statusType, 0, 255);
    }
    switch (value.statusType) {
      case CertificateStatusType.ocsp:
        throw illegalValue('CertificateStatusRequest.status_type', 'has a kind of its own');
    }
  }
}

function dataSizeOfCertificateStatusRequest(value: CertificateStatusRequest): number {
  switch (value.kind) {
    case 'ocsp':
      return OcspStatusRequest.size(value.request);
    case 'unknown':
      return value.request.length;
  }
}

export const CertificateStatusRequest: Codec<CertificateStatusRequest> & {
  /** The code point of the kind. */
  statusType(value: CertificateStatusRequest): CertificateStatusType;
} = {
  name: 'CertificateStatusRequest',
  decode(reader: Reader): CertificateStatusRequest {
    const statusType = reader.uint8(reader.reserve(1, 'CertificateStatusRequest.status_type'));
    let value: CertificateStatusRequest;
    switch (statusType) {
      case 1:
        value = { kind: 'ocsp', request: OcspStatusRequest.decode(reader) };
        break;
      default:
        value = { kind: 'unknown', statusType, request: reader.rest() };
    }
    reader.finish('CertificateStatusRequest.request');
    return value;
  },
  encode(writer: Writer, value: CertificateStatusRequest): void {
    checkCertificateStatusRequest(value);
    const at = writer.reserve(1, 'CertificateStatusRequest.status_type');
    switch (value.kind) {
      case 'ocsp':
        writer.uint8(at, 1);
        OcspStatusRequest.encode(writer, value.request);
        break;
      case 'unknown':
        writer.uint8(at, value.statusType);
        writer.put(value.request, 'CertificateStatusRequest.request');
        break;
    }
  },
  size(value: CertificateStatusRequest): number {
    return 1 + dataSizeOfCertificateStatusRequest(value);
  },
  validate(value: CertificateStatusRequest): void {
    checkCertificateStatusRequest(value);
    switch (value.kind) {
      case 'ocsp':
        OcspStatusRequest.validate(value.request);
        break;
    }
  },
  statusType(value: CertificateStatusRequest): CertificateStatusType {
    switch (value.kind) {
      case 'ocsp':
        return 1;
      case 'unknown':
        return value.statusType;
    }
  },
};

/** Parameters of the OCSP response. RFC 6066 section 8. */
export interface OcspStatusRequest {
  /** OCSP responders that the client trusts; empty if the server knows them from elsewhere. */
  readonly responderIdList: readonly ResponderId[];
  /** Extensions of OCSP in DER; empty if there are none. */
  readonly requestExtensions: Uint8Array;
}

function checkOcspStatusRequest(value: OcspStatusRequest): void {
  if (value.requestExtensions.length > 65535) {
    throw outOfRange('OCSPStatusRequest.request_extensions', value.requestExtensions.length, 0, 65535);
  }
}

export const OcspStatusRequest: Codec<OcspStatusRequest> = {
  name: 'OCSPStatusRequest',
  decode(reader: Reader): OcspStatusRequest {
    const lenResponderIdList = reader.uint16(reader.reserve(2, 'OCSPStatusRequest.responder_id_list'));
    const responderIdListEnd = reader.enter(lenResponderIdList, 'OCSPStatusRequest.responder_id_list');
    const responderIdList: ResponderId[] = [];
    while (reader.remaining > 0) responderIdList.push(ResponderId.decode(reader));
    reader.leave(responderIdListEnd, 'OCSPStatusRequest.responder_id_list');
    const requestExtensions = reader.opaque16('OCSPStatusRequest.request_extensions', 0, 65535);
    return { responderIdList, requestExtensions };
  },
  encode(writer: Writer, value: OcspStatusRequest): void {
    checkOcspStatusRequest(value);
    const at = writer.reserve(2, 'OCSPStatusRequest.responder_id_list');
    const responderIdListAt = writer.position;
    for (const item of value.responderIdList) ResponderId.encode(writer, item);
    const responderIdListSize = writer.position - responderIdListAt;
    if (responderIdListSize > 65535) {
      throw outOfRange('OCSPStatusRequest.responder_id_list', responderIdListSize, 0, 65535);
    }
    writer.uint16(at, responderIdListSize);
    writer.uint16(writer.reserve(2, 'OCSPStatusRequest.request_extensions'), value.requestExtensions.length);
    writer.put(value.requestExtensions, 'OCSPStatusRequest.request_extensions');
  },
  size(value: OcspStatusRequest): number {
    return 4 + totalSize(value.responderIdList, ResponderId) + value.requestExtensions.length;
  },
  validate(value: OcspStatusRequest): void {
    checkOcspStatusRequest(value);
    for (const item of value.responderIdList) ResponderId.validate(item);
    const responderIdListSize = totalSize(value.responderIdList, ResponderId);
    if (responderIdListSize > 65535) {
      throw outOfRange('OCSPStatusRequest.responder_id_list', responderIdListSize, 0, 65535);
    }
  },
};

/** One trusted responder. RFC 6066 section 8. */
export interface ResponderId {
  /** A ResponderID of OCSP in DER. */
  readonly id: Uint8Array;
}

function checkResponderId(value: ResponderId): void {
  if (value.id.length < 1 || value.id.length > 65535) throw outOfRange('ResponderID.id', value.id.length, 1, 65535);
}

export const ResponderId: Codec<ResponderId> = {
  name: 'ResponderID',
  decode(reader: Reader): ResponderId {
    const id = reader.opaque16('ResponderID.id', 1, 65535);
    return { id };
  },
  encode(writer: Writer, value: ResponderId): void {
    checkResponderId(value);
    writer.uint16(writer.reserve(2, 'ResponderID.id'), value.id.length);
    writer.put(value.id, 'ResponderID.id');
  },
  size(value: ResponderId): number {
    return 2 + value.id.length;
  },
  validate(value: ResponderId): void {
    checkResponderId(value);
  },
};
