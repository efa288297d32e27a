// Code generated from spec/dtls13/wire/key_share_client_hello.ksy. DO NOT EDIT.
import {
  type Codec,
  outOfRange,
  type Reader,
  requireDistinct,
  totalSize,
  type Writer,
} from '../../../runtime/wire/index.ts';
import { KeyShareEntry } from './key-share-entry.ts';

/** The client's key shares in order of preference, at most one for each group. RFC 9846 section 4.3.8. */
export interface KeyShareClientHello {
  readonly clientShares: readonly KeyShareEntry[];
}

function checkKeyShareClientHello(value: KeyShareClientHello): void {
  requireDistinct(value.clientShares, (item) => item.group, 'KeyShareClientHello.client_shares');
}

export const KeyShareClientHello: Codec<KeyShareClientHello> = {
  name: 'KeyShareClientHello',
  decode(reader: Reader): KeyShareClientHello {
    const lenClientShares = reader.uint16(reader.reserve(2, 'KeyShareClientHello.client_shares'));
    const clientSharesEnd = reader.enter(lenClientShares, 'KeyShareClientHello.client_shares');
    const clientShares: KeyShareEntry[] = [];
    while (reader.remaining > 0) clientShares.push(KeyShareEntry.decode(reader));
    reader.leave(clientSharesEnd, 'KeyShareClientHello.client_shares');
    requireDistinct(clientShares, (item) => item.group, 'KeyShareClientHello.client_shares');
    return { clientShares };
  },
  encode(writer: Writer, value: KeyShareClientHello): void {
    checkKeyShareClientHello(value);
    const at = writer.reserve(2, 'KeyShareClientHello.client_shares');
    const clientSharesAt = writer.position;
    for (const item of value.clientShares) KeyShareEntry.encode(writer, item);
    const clientSharesSize = writer.position - clientSharesAt;
    if (clientSharesSize > 65535) throw outOfRange('KeyShareClientHello.client_shares', clientSharesSize, 0, 65535);
    writer.uint16(at, clientSharesSize);
  },
  size(value: KeyShareClientHello): number {
    return 2 + totalSize(value.clientShares, KeyShareEntry);
  },
  validate(value: KeyShareClientHello): void {
    checkKeyShareClientHello(value);
    for (const item of value.clientShares) KeyShareEntry.validate(item);
    const clientSharesSize = totalSize(value.clientShares, KeyShareEntry);
    if (clientSharesSize > 65535) throw outOfRange('KeyShareClientHello.client_shares', clientSharesSize, 0, 65535);
  },
};
