// Code generated from spec/dtls13/wire/server_name_list.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { NameType } from '../registries/name-type.ts';
import type { ServerName, ServerNameList } from '../wire/server-name-list.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryServerNameList(): fc.Arbitrary<ServerNameList> {
  return make.record({
    serverNameList: make.list(arbitraryServerName(), 1, 8, (item) => item.nameType),
  });
}

/** Valid values. */
export function arbitraryServerName(): fc.Arbitrary<ServerName> {
  return make.record({
    nameType: make.codePoints(NameType, 255),
    hostName: make.bytes(1, 300),
  });
}
