// Code generated from spec/dtls13/wire/protocol_name.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';

/** The name of an application protocol. RFC 7301 section 3.1. */
export interface ProtocolName {
  /** The bytes that IANA registered, compared byte by byte. */
  readonly name: Uint8Array;
}

function checkProtocolName(value: ProtocolName): void {
  if (value.name.length < 1 || value.name.length > 255) {
    throw outOfRange('ProtocolName.name', value.name.length, 1, 255);
  }
}

export const ProtocolName: Codec<ProtocolName> = {
  name: 'ProtocolName',
  decode(reader: Reader): ProtocolName {
    const name = reader.opaque8('ProtocolName.name', 1, 255);
    return { name };
  },
  encode(writer: Writer, value: ProtocolName): void {
    checkProtocolName(value);
    writer.uint8(writer.reserve(1, 'ProtocolName.name'), value.name.length);
    writer.put(value.name, 'ProtocolName.name');
  },
  size(value: ProtocolName): number {
    return 1 + value.name.length;
  },
  validate(value: ProtocolName): void {
    checkProtocolName(value);
  },
};
