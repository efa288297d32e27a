// Code generated from spec/dtls13/wire/handshake.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { HandshakeType } from '../registries/handshake-type.ts';

/**
 * One fragment of a handshake message. An unfragmented message has fragment_offset 0 and fragment_length equal to
 * length. RFC 9147 section 5.2.
 */
export interface Handshake {
  readonly msgType: HandshakeType;
  /** Length of the whole message body in bytes. */
  readonly length: number;
  /** Number of the message in its sender's handshake; does not wrap. */
  readonly messageSeq: number;
  /** Offset of this fragment in the body, in bytes. */
  readonly fragmentOffset: number;
  /** A view into the record. */
  readonly fragment: Uint8Array;
}

function checkHandshake(value: Handshake): void {
  if (value.msgType >>> 0 !== value.msgType || value.msgType > 255) {
    throw outOfRange('Handshake.msg_type', value.msgType, 0, 255);
  }
  if (value.length >>> 0 !== value.length || value.length > 2 ** 24 - 1) {
    throw outOfRange('Handshake.length', value.length, 0, 2 ** 24 - 1);
  }
  if (value.messageSeq >>> 0 !== value.messageSeq || value.messageSeq > 65535) {
    throw outOfRange('Handshake.message_seq', value.messageSeq, 0, 65535);
  }
  if (value.fragmentOffset >>> 0 !== value.fragmentOffset || value.fragmentOffset > 2 ** 24 - 1) {
    throw outOfRange('Handshake.fragment_offset', value.fragmentOffset, 0, 2 ** 24 - 1);
  }
  if (value.fragment.length > 16777215) throw outOfRange('Handshake.fragment', value.fragment.length, 0, 16777215);
}

export const Handshake: Codec<Handshake> = {
  name: 'Handshake',
  decode(reader: Reader): Handshake {
    const at = reader.reserve(12, 'Handshake');
    const msgType = reader.uint8(at);
    const length = reader.uint24(at + 1);
    const messageSeq = reader.uint16(at + 4);
    const fragmentOffset = reader.uint24(at + 6);
    const fragmentLength = reader.uint24(at + 9);
    const fragment = reader.slice(fragmentLength, 'Handshake.fragment');
    return { msgType, length, messageSeq, fragmentOffset, fragment };
  },
  encode(writer: Writer, value: Handshake): void {
    checkHandshake(value);
    const at = writer.reserve(12, 'Handshake');
    writer.uint8(at, value.msgType);
    writer.uint24(at + 1, value.length);
    writer.uint16(at + 4, value.messageSeq);
    writer.uint24(at + 6, value.fragmentOffset);
    writer.uint24(at + 9, value.fragment.length);
    writer.put(value.fragment, 'Handshake.fragment');
  },
  size(value: Handshake): number {
    return 12 + value.fragment.length;
  },
  validate(value: Handshake): void {
    checkHandshake(value);
  },
};
