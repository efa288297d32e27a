// Code generated from spec/dtls13/wire/dtls_inner_plaintext.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { ContentType } from '../registries/content-type.ts';

/** The decrypted content of a protected record. RFC 9147 section 4, RFC 9846 section 5.2. */
export interface DtlsInnerPlaintext {
  /** A view into the record. */
  readonly content: Uint8Array;
  /** Content type of the content. */
  readonly type: ContentType;
  /** Padding, all zero. */
  readonly zeros: Uint8Array;
}

function checkDtlsInnerPlaintext(value: DtlsInnerPlaintext): void {
  if (value.type >>> 0 !== value.type || value.type > 255) {
    throw outOfRange('DTLSInnerPlaintext.type', value.type, 0, 255);
  }
  if (value.type === 0) throw illegalValue('DTLSInnerPlaintext.type', 'is not allowed here');
}

export const DtlsInnerPlaintext: Codec<DtlsInnerPlaintext, [lenContent: number]> = {
  name: 'DTLSInnerPlaintext',
  decode(reader: Reader, lenContent: number): DtlsInnerPlaintext {
    const content = reader.slice(lenContent, 'DTLSInnerPlaintext.content');
    const type = reader.uint8(reader.reserve(1, 'DTLSInnerPlaintext.type'));
    if (type === 0) throw illegalValue('DTLSInnerPlaintext.type', 'is not allowed here');
    const zeros = reader.rest();
    return { content, type, zeros };
  },
  encode(writer: Writer, value: DtlsInnerPlaintext): void {
    checkDtlsInnerPlaintext(value);
    writer.put(value.content, 'DTLSInnerPlaintext.content');
    writer.uint8(writer.reserve(1, 'DTLSInnerPlaintext.type'), value.type);
    writer.put(value.zeros, 'DTLSInnerPlaintext.zeros');
  },
  size(value: DtlsInnerPlaintext): number {
    return 1 + value.content.length + value.zeros.length;
  },
  validate(value: DtlsInnerPlaintext): void {
    checkDtlsInnerPlaintext(value);
  },
};
