// Code generated from spec/dtls13/wire/stateless_cookie.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer, wrongLength } from '../../../runtime/wire/index.ts';
import type { CipherSuite } from '../registries/cipher-suite.ts';
import type { NamedGroup } from '../registries/named-group.ts';

/**
 * Cookie of this implementation: all a server must know to go on when the second ClientHello arrives, so that it keeps
 * nothing before that. RFC 9147 section 5.1, RFC 9846 section 4.3.2.
 */
export interface StatelessCookie {
  /** Which of the server's keys made the MAC. */
  readonly keyId: number;
  /** When the cookie was made, milliseconds since the Unix epoch. */
  readonly issued: number;
  /** The suite the HelloRetryRequest named. */
  readonly cipherSuite: CipherSuite;
  /** The group the HelloRetryRequest asked for; 0 if it asked for none. */
  readonly selectedGroup: NamedGroup;
  /** Digest of the first ClientHello with the suite's hash, for the transcript. */
  readonly clientHelloHash: Uint8Array;
  /** HMAC-SHA-256 over everything before it and the client's address. */
  readonly mac: Uint8Array;
}

function checkStatelessCookie(value: StatelessCookie): void {
  if (value.keyId >>> 0 !== value.keyId || value.keyId > 255) {
    throw outOfRange('StatelessCookie.key_id', value.keyId, 0, 255);
  }
  if (!Number.isSafeInteger(value.issued) || value.issued < 0 || value.issued > 2 ** 48 - 1) {
    throw outOfRange('StatelessCookie.issued', value.issued, 0, 2 ** 48 - 1);
  }
  if (value.cipherSuite >>> 0 !== value.cipherSuite || value.cipherSuite > 65535) {
    throw outOfRange('StatelessCookie.cipher_suite', value.cipherSuite, 0, 65535);
  }
  if (value.selectedGroup >>> 0 !== value.selectedGroup || value.selectedGroup > 65535) {
    throw outOfRange('StatelessCookie.selected_group', value.selectedGroup, 0, 65535);
  }
  if (value.clientHelloHash.length < 32 || value.clientHelloHash.length > 64) {
    throw outOfRange('StatelessCookie.client_hello_hash', value.clientHelloHash.length, 32, 64);
  }
  if (value.mac.length !== 32) throw wrongLength('StatelessCookie.mac', value.mac.length, 32);
}

export const StatelessCookie: Codec<StatelessCookie> = {
  name: 'StatelessCookie',
  decode(reader: Reader): StatelessCookie {
    const at = reader.reserve(12, 'StatelessCookie');
    const keyId = reader.uint8(at);
    const issued = reader.uint48(at + 1);
    const cipherSuite = reader.uint16(at + 7);
    const selectedGroup = reader.uint16(at + 9);
    const lenClientHelloHash = reader.uint8(at + 11);
    if (lenClientHelloHash < 32 || lenClientHelloHash > 64) {
      throw outOfRange('StatelessCookie.client_hello_hash', lenClientHelloHash, 32, 64);
    }
    const clientHelloHash = reader.slice(lenClientHelloHash, 'StatelessCookie.client_hello_hash');
    const mac = reader.slice(32, 'StatelessCookie.mac');
    return { keyId, issued, cipherSuite, selectedGroup, clientHelloHash, mac };
  },
  encode(writer: Writer, value: StatelessCookie): void {
    checkStatelessCookie(value);
    const at = writer.reserve(12, 'StatelessCookie');
    writer.uint8(at, value.keyId);
    writer.uint48(at + 1, value.issued);
    writer.uint16(at + 7, value.cipherSuite);
    writer.uint16(at + 9, value.selectedGroup);
    writer.uint8(at + 11, value.clientHelloHash.length);
    writer.put(value.clientHelloHash, 'StatelessCookie.client_hello_hash');
    writer.put(value.mac, 'StatelessCookie.mac');
  },
  size(value: StatelessCookie): number {
    return 44 + value.clientHelloHash.length;
  },
  validate(value: StatelessCookie): void {
    checkStatelessCookie(value);
  },
};
