// Code generated from spec/dtls13/wire/stored_certificate.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';

/** One certificate of the chain that authenticated the peer of a session. RFC 9846 section 4.7.1. */
export interface StoredCertificate {
  /** X.509 in DER. */
  readonly certData: Uint8Array;
}

function checkStoredCertificate(value: StoredCertificate): void {
  if (value.certData.length < 1 || value.certData.length > 16777215) {
    throw outOfRange('StoredCertificate.cert_data', value.certData.length, 1, 16777215);
  }
}

export const StoredCertificate: Codec<StoredCertificate> = {
  name: 'StoredCertificate',
  decode(reader: Reader): StoredCertificate {
    const lenCertData = reader.uint24(reader.reserve(3, 'StoredCertificate.cert_data'));
    if (lenCertData < 1) throw outOfRange('StoredCertificate.cert_data', lenCertData, 1, 2 ** 24 - 1);
    const certData = reader.slice(lenCertData, 'StoredCertificate.cert_data');
    return { certData };
  },
  encode(writer: Writer, value: StoredCertificate): void {
    checkStoredCertificate(value);
    writer.uint24(writer.reserve(3, 'StoredCertificate.cert_data'), value.certData.length);
    writer.put(value.certData, 'StoredCertificate.cert_data');
  },
  size(value: StoredCertificate): number {
    return 3 + value.certData.length;
  },
  validate(value: StoredCertificate): void {
    checkStoredCertificate(value);
  },
};
