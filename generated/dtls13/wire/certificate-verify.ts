// Code generated from spec/dtls13/wire/certificate_verify.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { SignatureScheme } from '../registries/signature-scheme.ts';

/** A signature over the transcript with the certificate's key. RFC 9846 section 4.5.2. */
export interface CertificateVerify {
  readonly algorithm: SignatureScheme;
  readonly signature: Uint8Array;
}

function checkCertificateVerify(value: CertificateVerify): void {
  if (value.algorithm >>> 0 !== value.algorithm || value.algorithm > 65535) {
    throw outOfRange('CertificateVerify.algorithm', value.algorithm, 0, 65535);
  }
  if (value.signature.length > 65535) throw outOfRange('CertificateVerify.signature', value.signature.length, 0, 65535);
}

export const CertificateVerify: Codec<CertificateVerify> = {
  name: 'CertificateVerify',
  decode(reader: Reader): CertificateVerify {
    const at = reader.reserve(4, 'CertificateVerify');
    const algorithm = reader.uint16(at);
    const lenSignature = reader.uint16(at + 2);
    const signature = reader.slice(lenSignature, 'CertificateVerify.signature');
    return { algorithm, signature };
  },
  encode(writer: Writer, value: CertificateVerify): void {
    checkCertificateVerify(value);
    const at = writer.reserve(4, 'CertificateVerify');
    writer.uint16(at, value.algorithm);
    writer.uint16(at + 2, value.signature.length);
    writer.put(value.signature, 'CertificateVerify.signature');
  },
  size(value: CertificateVerify): number {
    return 4 + value.signature.length;
  },
  validate(value: CertificateVerify): void {
    checkCertificateVerify(value);
  },
};
