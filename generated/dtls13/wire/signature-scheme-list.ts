// Code generated from spec/dtls13/wire/signature_scheme_list.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { SignatureScheme } from '../registries/signature-scheme.ts';

/** Signature algorithms that the sender can verify, in order of preference. RFC 9846 section 4.3.3. */
export interface SignatureSchemeList {
  readonly supportedSignatureAlgorithms: readonly SignatureScheme[];
}

function checkSignatureSchemeList(value: SignatureSchemeList): void {
  for (const item of value.supportedSignatureAlgorithms) {
    if (item >>> 0 !== item || item > 65535) {
      throw outOfRange('SignatureSchemeList.supported_signature_algorithms', item, 0, 65535);
    }
  }
  if (value.supportedSignatureAlgorithms.length < 1 || value.supportedSignatureAlgorithms.length > 32767) {
    throw outOfRange(
      'SignatureSchemeList.supported_signature_algorithms',
      value.supportedSignatureAlgorithms.length,
      1,
      32767,
    );
  }
}

export const SignatureSchemeList: Codec<SignatureSchemeList> = {
  name: 'SignatureSchemeList',
  decode(reader: Reader): SignatureSchemeList {
    const lenSupportedSignatureAlgorithms = reader.uint16(
      reader.reserve(2, 'SignatureSchemeList.supported_signature_algorithms'),
    );
    if (lenSupportedSignatureAlgorithms < 2 || lenSupportedSignatureAlgorithms > 65534) {
      throw outOfRange('SignatureSchemeList.supported_signature_algorithms', lenSupportedSignatureAlgorithms, 2, 65534);
    }
    const supportedSignatureAlgorithms = reader.uint16List(
      lenSupportedSignatureAlgorithms,
      'SignatureSchemeList.supported_signature_algorithms',
    );
    return { supportedSignatureAlgorithms };
  },
  encode(writer: Writer, value: SignatureSchemeList): void {
    checkSignatureSchemeList(value);
    writer.uint16(
      writer.reserve(2, 'SignatureSchemeList.supported_signature_algorithms'),
      value.supportedSignatureAlgorithms.length * 2,
    );
    writer.uint16List(value.supportedSignatureAlgorithms, 'SignatureSchemeList.supported_signature_algorithms');
  },
  size(value: SignatureSchemeList): number {
    return 2 + value.supportedSignatureAlgorithms.length * 2;
  },
  validate(value: SignatureSchemeList): void {
    checkSignatureSchemeList(value);
  },
};
