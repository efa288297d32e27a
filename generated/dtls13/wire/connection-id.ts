// Code generated from spec/dtls13/wire/connection_id.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';

/** The connection id for records sent to the sender of this extension. RFC 9146 section 3. */
export interface ConnectionId {
  /** Empty if the sender uses the peer's connection id and needs none itself. */
  readonly cid: Uint8Array;
}

function checkConnectionId(value: ConnectionId): void {
  if (value.cid.length > 255) throw outOfRange('ConnectionId.cid', value.cid.length, 0, 255);
}

export const ConnectionId: Codec<ConnectionId> = {
  name: 'ConnectionId',
  decode(reader: Reader): ConnectionId {
    const cid = reader.opaque8('ConnectionId.cid', 0, 255);
    return { cid };
  },
  encode(writer: Writer, value: ConnectionId): void {
    checkConnectionId(value);
    writer.uint8(writer.reserve(1, 'ConnectionId.cid'), value.cid.length);
    writer.put(value.cid, 'ConnectionId.cid');
  },
  size(value: ConnectionId): number {
    return 1 + value.cid.length;
  },
  validate(value: ConnectionId): void {
    checkConnectionId(value);
  },
};
