// Code generated from spec/dtls13/wire/new_connection_id.ksy. DO NOT EDIT.
import {
  type Codec,
  illegalValue,
  outOfRange,
  type Reader,
  totalSize,
  type Writer,
} from '../../../runtime/wire/index.ts';
import { ConnectionIdUsage } from '../registries/connection-id-usage.ts';
import { ConnectionId } from './connection-id.ts';

/** Connection ids for the records to its sender. RFC 9147 section 9. */
export interface NewConnectionId {
  readonly cids: readonly ConnectionId[];
  /** Whether the peer must use one of the ids at once. */
  readonly usage: ConnectionIdUsage;
}

function checkNewConnectionId(value: NewConnectionId): void {
  if (value.usage >>> 0 !== value.usage || value.usage > 255) {
    throw outOfRange('NewConnectionId.usage', value.usage, 0, 255);
  }
  if (value.usage !== ConnectionIdUsage.cid_immediate && value.usage !== ConnectionIdUsage.cid_spare) {
    throw illegalValue('NewConnectionId.usage', 'is not a known code point');
  }
}

export const NewConnectionId: Codec<NewConnectionId> = {
  name: 'NewConnectionId',
  decode(reader: Reader): NewConnectionId {
    const lenCids = reader.uint16(reader.reserve(2, 'NewConnectionId.cids'));
    const cidsEnd = reader.enter(lenCids, 'NewConnectionId.cids');
    const cids: ConnectionId[] = [];
    while (reader.remaining > 0) cids.push(ConnectionId.decode(reader));
    reader.leave(cidsEnd, 'NewConnectionId.cids');
    const usage = reader.uint8(reader.reserve(1, 'NewConnectionId.usage'));
    if (usage !== ConnectionIdUsage.cid_immediate && usage !== ConnectionIdUsage.cid_spare) {
      throw illegalValue('NewConnectionId.usage', 'is not a known code point');
    }
    return { cids, usage };
  },
  encode(writer: Writer, value: NewConnectionId): void {
    checkNewConnectionId(value);
    const at = writer.reserve(2, 'NewConnectionId.cids');
    const cidsAt = writer.position;
    for (const item of value.cids) ConnectionId.encode(writer, item);
    const cidsSize = writer.position - cidsAt;
    if (cidsSize > 65535) throw outOfRange('NewConnectionId.cids', cidsSize, 0, 65535);
    writer.uint16(at, cidsSize);
    writer.uint8(writer.reserve(1, 'NewConnectionId.usage'), value.usage);
  },
  size(value: NewConnectionId): number {
    return 3 + totalSize(value.cids, ConnectionId);
  },
  validate(value: NewConnectionId): void {
    checkNewConnectionId(value);
    for (const item of value.cids) ConnectionId.validate(item);
    const cidsSize = totalSize(value.cids, ConnectionId);
    if (cidsSize > 65535) throw outOfRange('NewConnectionId.cids', cidsSize, 0, 65535);
  },
};
