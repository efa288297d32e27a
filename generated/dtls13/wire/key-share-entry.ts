// Code generated from spec/dtls13/wire/key_share_entry.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { NamedGroup } from '../registries/named-group.ts';

/** The key exchange value of one endpoint for one group. RFC 9846 section 4.3.8. */
export interface KeyShareEntry {
  readonly group: NamedGroup;
  /** In the encoding of the group. A view into the message. */
  readonly keyExchange: Uint8Array;
}

function checkKeyShareEntry(value: KeyShareEntry): void {
  if (value.group >>> 0 !== value.group || value.group > 65535) {
    throw outOfRange('KeyShareEntry.group', value.group, 0, 65535);
  }
  if (value.keyExchange.length < 1 || value.keyExchange.length > 65535) {
    throw outOfRange('KeyShareEntry.key_exchange', value.keyExchange.length, 1, 65535);
  }
}

export const KeyShareEntry: Codec<KeyShareEntry> = {
  name: 'KeyShareEntry',
  decode(reader: Reader): KeyShareEntry {
    const at = reader.reserve(4, 'KeyShareEntry');
    const group = reader.uint16(at);
    const lenKeyExchange = reader.uint16(at + 2);
    if (lenKeyExchange < 1) throw outOfRange('KeyShareEntry.key_exchange', lenKeyExchange, 1, 65535);
    const keyExchange = reader.slice(lenKeyExchange, 'KeyShareEntry.key_exchange');
    return { group, keyExchange };
  },
  encode(writer: Writer, value: KeyShareEntry): void {
    checkKeyShareEntry(value);
    const at = writer.reserve(4, 'KeyShareEntry');
    writer.uint16(at, value.group);
    writer.uint16(at + 2, value.keyExchange.length);
    writer.put(value.keyExchange, 'KeyShareEntry.key_exchange');
  },
  size(value: KeyShareEntry): number {
    return 4 + value.keyExchange.length;
  },
  validate(value: KeyShareEntry): void {
    checkKeyShareEntry(value);
  },
};
