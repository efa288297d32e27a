// Code generated from spec/dtls13/wire/signed_certificate_timestamp_list.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, totalSize, type Writer } from '../../../runtime/wire/index.ts';

/** Signed timestamps of Certificate Transparency logs for the certificate. RFC 6962 section 3.3. */
export interface SignedCertificateTimestampList {
  readonly sctList: readonly SerializedSct[];
}

export const SignedCertificateTimestampList: Codec<SignedCertificateTimestampList> = {
  name: 'SignedCertificateTimestampList',
  decode(reader: Reader): SignedCertificateTimestampList {
    const lenSctList = reader.uint16(reader.reserve(2, 'SignedCertificateTimestampList.sct_list'));
    if (lenSctList < 3) throw outOfRange('SignedCertificateTimestampList.sct_list', lenSctList, 3, 65535);
    const sctListEnd = reader.enter(lenSctList, 'SignedCertificateTimestampList.sct_list');
    const sctList: SerializedSct[] = [];
    while (reader.remaining > 0) sctList.push(SerializedSct.decode(reader));
    reader.leave(sctListEnd, 'SignedCertificateTimestampList.sct_list');
    return { sctList };
  },
  encode(writer: Writer, value: SignedCertificateTimestampList): void {
    const at = writer.reserve(2, 'SignedCertificateTimestampList.sct_list');
    const sctListAt = writer.position;
    for (const item of value.sctList) SerializedSct.encode(writer, item);
    const sctListSize = writer.position - sctListAt;
    if (sctListSize < 3 || sctListSize > 65535) {
      throw outOfRange('SignedCertificateTimestampList.sct_list', sctListSize, 3, 65535);
    }
    writer.uint16(at, sctListSize);
  },
  size(value: SignedCertificateTimestampList): number {
    return 2 + totalSize(value.sctList, SerializedSct);
  },
  validate(value: SignedCertificateTimestampList): void {
    for (const item of value.sctList) SerializedSct.validate(item);
    const sctListSize = totalSize(value.sctList, SerializedSct);
    if (sctListSize < 3 || sctListSize > 65535) {
      throw outOfRange('SignedCertificateTimestampList.sct_list', sctListSize, 3, 65535);
    }
  },
};

/** One timestamp. RFC 6962 section 3.3. */
export interface SerializedSct {
  /** A SignedCertificateTimestamp in the encoding of the log. */
  readonly sct: Uint8Array;
}

function checkSerializedSct(value: SerializedSct): void {
  if (value.sct.length < 1 || value.sct.length > 65535) {
    throw outOfRange('SerializedSCT.sct', value.sct.length, 1, 65535);
  }
}

export const SerializedSct: Codec<SerializedSct> = {
  name: 'SerializedSCT',
  decode(reader: Reader): SerializedSct {
    const sct = reader.opaque16('SerializedSCT.sct', 1, 65535);
    return { sct };
  },
  encode(writer: Writer, value: SerializedSct): void {
    checkSerializedSct(value);
    writer.uint16(writer.reserve(2, 'SerializedSCT.sct'), value.sct.length);
    writer.put(value.sct, 'SerializedSCT.sct');
  },
  size(value: SerializedSct): number {
    return 2 + value.sct.length;
  },
  validate(value: SerializedSct): void {
    checkSerializedSct(value);
  },
};
