// Code generated from spec/dtls13/wire/delegated_credential.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { SignatureScheme } from '../registries/signature-scheme.ts';

/** A short-lived key, signed with the key of the certificate of the same CertificateEntry. RFC 9345 section 4. */
export interface DelegatedCredential {
  /** Seconds from the certificate's notBefore until the credential expires. */
  readonly validTime: number;
  /** Algorithm of the CertificateVerify made with the credential's key. */
  readonly dcCertVerifyAlgorithm: SignatureScheme;
  /** A SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  /** Algorithm of the signature. */
  readonly algorithm: SignatureScheme;
  /** Signature with the certificate's key. */
  readonly signature: Uint8Array;
}

function checkDelegatedCredential(value: DelegatedCredential): void {
  if (value.validTime >>> 0 !== value.validTime) {
    throw outOfRange('DelegatedCredential.valid_time', value.validTime, 0, 2 ** 32 - 1);
  }
  if (value.dcCertVerifyAlgorithm >>> 0 !== value.dcCertVerifyAlgorithm || value.dcCertVerifyAlgorithm > 65535) {
    throw outOfRange('DelegatedCredential.dc_cert_verify_algorithm', value.dcCertVerifyAlgorithm, 0, 65535);
  }
  if (value.publicKey.length < 1 || value.publicKey.length > 16777215) {
    throw outOfRange('DelegatedCredential.ASN1_subjectPublicKeyInfo', value.publicKey.length, 1, 16777215);
  }
  if (value.algorithm >>> 0 !== value.algorithm || value.algorithm > 65535) {
    throw outOfRange('DelegatedCredential.algorithm', value.algorithm, 0, 65535);
  }
  if (value.signature.length < 1 || value.signature.length > 65535) {
    throw outOfRange('DelegatedCredential.signature', value.signature.length, 1, 65535);
  }
}

export const DelegatedCredential: Codec<DelegatedCredential> = {
  name: 'DelegatedCredential',
  decode(reader: Reader): DelegatedCredential {
    const at = reader.reserve(9, 'DelegatedCredential');
    const validTime = reader.uint32(at);
    const dcCertVerifyAlgorithm = reader.uint16(at + 4);
    const lenPublicKey = reader.uint24(at + 6);
    if (lenPublicKey < 1) {
      throw outOfRange('DelegatedCredential.ASN1_subjectPublicKeyInfo', lenPublicKey, 1, 2 ** 24 - 1);
    }
    const publicKey = reader.slice(lenPublicKey, 'DelegatedCredential.ASN1_subjectPublicKeyInfo');
    const at2 = reader.reserve(4, 'DelegatedCredential');
    const algorithm = reader.uint16(at2);
    const lenSignature = reader.uint16(at2 + 2);
    if (lenSignature < 1) throw outOfRange('DelegatedCredential.signature', lenSignature, 1, 65535);
    const signature = reader.slice(lenSignature, 'DelegatedCredential.signature');
    return { validTime, dcCertVerifyAlgorithm, publicKey, algorithm, signature };
  },
  encode(writer: Writer, value: DelegatedCredential): void {
    checkDelegatedCredential(value);
    const at = writer.reserve(9, 'DelegatedCredential');
    writer.uint32(at, value.validTime);
    writer.uint16(at + 4, value.dcCertVerifyAlgorithm);
    writer.uint24(at + 6, value.publicKey.length);
    writer.put(value.publicKey, 'DelegatedCredential.ASN1_subjectPublicKeyInfo');
    const at2 = writer.reserve(4, 'DelegatedCredential');
    writer.uint16(at2, value.algorithm);
    writer.uint16(at2 + 2, value.signature.length);
    writer.put(value.signature, 'DelegatedCredential.signature');
  },
  size(value: DelegatedCredential): number {
    return 13 + value.publicKey.length + value.signature.length;
  },
  validate(value: DelegatedCredential): void {
    checkDelegatedCredential(value);
  },
};
