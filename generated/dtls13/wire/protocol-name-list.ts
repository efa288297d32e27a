// Code generated from spec/dtls13/wire/protocol_name_list.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, totalSize, type Writer } from '../../../runtime/wire/index.ts';
import { ProtocolName } from './protocol-name.ts';

/** Application protocols that the client supports, in order of preference. RFC 7301 section 3.1. */
export interface ProtocolNameList {
  readonly protocolNameList: readonly ProtocolName[];
}

export const ProtocolNameList: Codec<ProtocolNameList> = {
  name: 'ProtocolNameList',
  decode(reader: Reader): ProtocolNameList {
    const lenProtocolNameList = reader.uint16(reader.reserve(2, 'ProtocolNameList.protocol_name_list'));
    if (lenProtocolNameList < 2) throw outOfRange('ProtocolNameList.protocol_name_list', lenProtocolNameList, 2, 65535);
    const protocolNameListEnd = reader.enter(lenProtocolNameList, 'ProtocolNameList.protocol_name_list');
    const protocolNameList: ProtocolName[] = [];
    while (reader.remaining > 0) protocolNameList.push(ProtocolName.decode(reader));
    reader.leave(protocolNameListEnd, 'ProtocolNameList.protocol_name_list');
    return { protocolNameList };
  },
  encode(writer: Writer, value: ProtocolNameList): void {
    const at = writer.reserve(2, 'ProtocolNameList.protocol_name_list');
    const protocolNameListAt = writer.position;
    for (const item of value.protocolNameList) ProtocolName.encode(writer, item);
    const protocolNameListSize = writer.position - protocolNameListAt;
    if (protocolNameListSize < 2 || protocolNameListSize > 65535) {
      throw outOfRange('ProtocolNameList.protocol_name_list', protocolNameListSize, 2, 65535);
    }
    writer.uint16(at, protocolNameListSize);
  },
  size(value: ProtocolNameList): number {
    return 2 + totalSize(value.protocolNameList, ProtocolName);
  },
  validate(value: ProtocolNameList): void {
    for (const item of value.protocolNameList) ProtocolName.validate(item);
    const protocolNameListSize = totalSize(value.protocolNameList, ProtocolName);
    if (protocolNameListSize < 2 || protocolNameListSize > 65535) {
      throw outOfRange('ProtocolNameList.protocol_name_list', protocolNameListSize, 2, 65535);
    }
  },
};
