// Code generated from spec/dtls13/wire/request_connection_id.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';

/** Requests connection ids for records to the peer. RFC 9147 section 9. */
export interface RequestConnectionId {
  /** The number of ids that the sender wants. */
  readonly requestedCids: number;
}

function checkRequestConnectionId(value: RequestConnectionId): void {
  if (value.requestedCids >>> 0 !== value.requestedCids || value.requestedCids > 255) {
    throw outOfRange('RequestConnectionId.num_cids', value.requestedCids, 0, 255);
  }
}

export const RequestConnectionId: Codec<RequestConnectionId> = {
  name: 'RequestConnectionId',
  decode(reader: Reader): RequestConnectionId {
    const requestedCids = reader.uint8(reader.reserve(1, 'RequestConnectionId.num_cids'));
    return { requestedCids };
  },
  encode(writer: Writer, value: RequestConnectionId): void {
    checkRequestConnectionId(value);
    writer.uint8(writer.reserve(1, 'RequestConnectionId.num_cids'), value.requestedCids);
  },
  size(): number {
    return 1;
  },
  validate(value: RequestConnectionId): void {
    checkRequestConnectionId(value);
  },
};
