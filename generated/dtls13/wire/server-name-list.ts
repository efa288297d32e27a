// Code generated from spec/dtls13/wire/server_name_list.ksy. DO NOT EDIT.
import {
  type Codec,
  outOfRange,
  type Reader,
  requireDistinct,
  totalSize,
  type Writer,
} from '../../../runtime/wire/index.ts';
import type { NameType } from '../registries/name-type.ts';

/** Names of the server that the client contacts. RFC 6066 section 3. */
export interface ServerNameList {
  readonly serverNameList: readonly ServerName[];
}

function checkServerNameList(value: ServerNameList): void {
  requireDistinct(value.serverNameList, (item) => item.nameType, 'ServerNameList.server_name_list');
}

export const ServerNameList: Codec<ServerNameList> = {
  name: 'ServerNameList',
  decode(reader: Reader): ServerNameList {
    const lenServerNameList = reader.uint16(reader.reserve(2, 'ServerNameList.server_name_list'));
    if (lenServerNameList < 1) throw outOfRange('ServerNameList.server_name_list', lenServerNameList, 1, 65535);
    const serverNameListEnd = reader.enter(lenServerNameList, 'ServerNameList.server_name_list');
    const serverNameList: ServerName[] = [];
    while (reader.remaining > 0) serverNameList.push(ServerName.decode(reader));
    reader.leave(serverNameListEnd, 'ServerNameList.server_name_list');
    requireDistinct(serverNameList, (item) => item.nameType, 'ServerNameList.server_name_list');
    return { serverNameList };
  },
  encode(writer: Writer, value: ServerNameList): void {
    checkServerNameList(value);
    const at = writer.reserve(2, 'ServerNameList.server_name_list');
    const serverNameListAt = writer.position;
    for (const item of value.serverNameList) ServerName.encode(writer, item);
    const serverNameListSize = writer.position - serverNameListAt;
    if (serverNameListSize < 1 || serverNameListSize > 65535) {
      throw outOfRange('ServerNameList.server_name_list', serverNameListSize, 1, 65535);
    }
    writer.uint16(at, serverNameListSize);
  },
  size(value: ServerNameList): number {
    return 2 + totalSize(value.serverNameList, ServerName);
  },
  validate(value: ServerNameList): void {
    checkServerNameList(value);
    for (const item of value.serverNameList) ServerName.validate(item);
    const serverNameListSize = totalSize(value.serverNameList, ServerName);
    if (serverNameListSize < 1 || serverNameListSize > 65535) {
      throw outOfRange('ServerNameList.server_name_list', serverNameListSize, 1, 65535);
    }
  },
};

/** One name. RFC 6066 section 3. */
export interface ServerName {
  readonly nameType: NameType;
  /** ASCII without a trailing dot. */
  readonly hostName: Uint8Array;
}

function checkServerName(value: ServerName): void {
  if (value.nameType >>> 0 !== value.nameType || value.nameType > 255) {
    throw outOfRange('ServerName.name_type', value.nameType, 0, 255);
  }
  if (value.hostName.length < 1 || value.hostName.length > 65535) {
    throw outOfRange('ServerName.host_name', value.hostName.length, 1, 65535);
  }
}

export const ServerName: Codec<ServerName> = {
  name: 'ServerName',
  decode(reader: Reader): ServerName {
    const at = reader.reserve(3, 'ServerName');
    const nameType = reader.uint8(at);
    const lenHostName = reader.uint16(at + 1);
    if (lenHostName < 1) throw outOfRange('ServerName.host_name', lenHostName, 1, 65535);
    const hostName = reader.slice(lenHostName, 'ServerName.host_name');
    return { nameType, hostName };
  },
  encode(writer: Writer, value: ServerName): void {
    checkServerName(value);
    const at = writer.reserve(3, 'ServerName');
    writer.uint8(at, value.nameType);
    writer.uint16(at + 1, value.hostName.length);
    writer.put(value.hostName, 'ServerName.host_name');
  },
  size(value: ServerName): number {
    return 3 + value.hostName.length;
  },
  validate(value: ServerName): void {
    checkServerName(value);
  },
};
