// Code generated from spec/dtls13/wire/selected_protocol_name.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import { ProtocolName } from './protocol-name.ts';

/** The application protocol that the server selected: a list of exactly one. RFC 7301 section 3.1. */
export interface SelectedProtocolName {
  readonly protocolName: ProtocolName;
}

export const SelectedProtocolName: Codec<SelectedProtocolName> = {
  name: 'ProtocolNameList',
  decode(reader: Reader): SelectedProtocolName {
    const lenProtocolName = reader.uint16(reader.reserve(2, 'ProtocolNameList.protocol_name_list'));
    const protocolNameEnd = reader.enter(lenProtocolName, 'ProtocolNameList.protocol_name_list');
    const protocolName = ProtocolName.decode(reader);
    reader.leave(protocolNameEnd, 'ProtocolNameList.protocol_name_list');
    return { protocolName };
  },
  encode(writer: Writer, value: SelectedProtocolName): void {
    const at = writer.reserve(2, 'ProtocolNameList.protocol_name_list');
    const protocolNameAt = writer.position;
    ProtocolName.encode(writer, value.protocolName);
    const protocolNameSize = writer.position - protocolNameAt;
    if (protocolNameSize > 65535) throw outOfRange('ProtocolNameList.protocol_name_list', protocolNameSize, 0, 65535);
    writer.uint16(at, protocolNameSize);
  },
  size(value: SelectedProtocolName): number {
    return 2 + ProtocolName.size(value.protocolName);
  },
  validate(value: SelectedProtocolName): void {
    ProtocolName.validate(value.protocolName);
    const protocolNameSize = ProtocolName.size(value.protocolName);
    if (protocolNameSize > 65535) throw outOfRange('ProtocolNameList.protocol_name_list', protocolNameSize, 0, 65535);
  },
};
