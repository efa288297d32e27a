// Code generated from spec/dtls13/wire/key_share_server_hello.ksy. DO NOT EDIT.
import type { Codec, Reader, Writer } from '../../../runtime/wire/index.ts';
import { KeyShareEntry } from './key-share-entry.ts';

/** The server's key share, for a group of one of the client's key shares. RFC 9846 section 4.3.8. */
export interface KeyShareServerHello {
  readonly serverShare: KeyShareEntry;
}

export const KeyShareServerHello: Codec<KeyShareServerHello> = {
  name: 'KeyShareServerHello',
  decode(reader: Reader): KeyShareServerHello {
    const serverShare = KeyShareEntry.decode(reader);
    return { serverShare };
  },
  encode(writer: Writer, value: KeyShareServerHello): void {
    KeyShareEntry.encode(writer, value.serverShare);
  },
  size(value: KeyShareServerHello): number {
    return KeyShareEntry.size(value.serverShare);
  },
  validate(value: KeyShareServerHello): void {
    KeyShareEntry.validate(value.serverShare);
  },
};
