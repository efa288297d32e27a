// Code generated from spec/dtls13/wire/transcript_header.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { HandshakeType } from '../registries/handshake-type.ts';

/**
 * The four bytes before a message in the transcript hash: the TLS header, without the DTLS fields. RFC 9147 section
 * 5.2.
 */
export interface TranscriptHeader {
  readonly msgType: HandshakeType;
  /** Length of the message body in bytes. */
  readonly length: number;
}

function checkTranscriptHeader(value: TranscriptHeader): void {
  if (value.msgType >>> 0 !== value.msgType || value.msgType > 255) {
    throw outOfRange('TranscriptHeader.msg_type', value.msgType, 0, 255);
  }
  if (value.length >>> 0 !== value.length || value.length > 2 ** 24 - 1) {
    throw outOfRange('TranscriptHeader.length', value.length, 0, 2 ** 24 - 1);
  }
}

export const TranscriptHeader: Codec<TranscriptHeader> = {
  name: 'TranscriptHeader',
  decode(reader: Reader): TranscriptHeader {
    const at = reader.reserve(4, 'TranscriptHeader');
    const msgType = reader.uint8(at);
    const length = reader.uint24(at + 1);
    return { msgType, length };
  },
  encode(writer: Writer, value: TranscriptHeader): void {
    checkTranscriptHeader(value);
    const at = writer.reserve(4, 'TranscriptHeader');
    writer.uint8(at, value.msgType);
    writer.uint24(at + 1, value.length);
  },
  size(): number {
    return 4;
  },
  validate(value: TranscriptHeader): void {
    checkTranscriptHeader(value);
  },
};
