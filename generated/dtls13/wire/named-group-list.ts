// Code generated from spec/dtls13/wire/named_group_list.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { NamedGroup } from '../registries/named-group.ts';

/** Key exchange groups in order of preference. RFC 9846 section 4.3.7. */
export interface NamedGroupList {
  readonly namedGroupList: readonly NamedGroup[];
}

function checkNamedGroupList(value: NamedGroupList): void {
  for (const item of value.namedGroupList) {
    if (item >>> 0 !== item || item > 65535) throw outOfRange('NamedGroupList.named_group_list', item, 0, 65535);
  }
  if (value.namedGroupList.length < 1 || value.namedGroupList.length > 32767) {
    throw outOfRange('NamedGroupList.named_group_list', value.namedGroupList.length, 1, 32767);
  }
}

export const NamedGroupList: Codec<NamedGroupList> = {
  name: 'NamedGroupList',
  decode(reader: Reader): NamedGroupList {
    const lenNamedGroupList = reader.uint16(reader.reserve(2, 'NamedGroupList.named_group_list'));
    if (lenNamedGroupList < 2) throw outOfRange('NamedGroupList.named_group_list', lenNamedGroupList, 2, 65535);
    const namedGroupList = reader.uint16List(lenNamedGroupList, 'NamedGroupList.named_group_list');
    return { namedGroupList };
  },
  encode(writer: Writer, value: NamedGroupList): void {
    checkNamedGroupList(value);
    writer.uint16(writer.reserve(2, 'NamedGroupList.named_group_list'), value.namedGroupList.length * 2);
    writer.uint16List(value.namedGroupList, 'NamedGroupList.named_group_list');
  },
  size(value: NamedGroupList): number {
    return 2 + value.namedGroupList.length * 2;
  },
  validate(value: NamedGroupList): void {
    checkNamedGroupList(value);
  },
};
