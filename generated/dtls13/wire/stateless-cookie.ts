// Code generated from spec/dtls13/wire/stateless_cookie.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer, wrongLength } from '../../../runtime/wire/index.ts';

/**
 * The cookie of this implementation: the state that a server needs for the second ClientHello and cannot read from it.
 * It is short, because the HelloRetryRequest is sent to an unvalidated address. RFC 9147 section 5.1, RFC 9846 section
 * 4.3.2.
 */
export interface StatelessCookie {
  /** Whether the HelloRetryRequest requested a key share. The second ClientHello names the group. */
  readonly groupRequested: boolean;
  /** Identifies the server's key of the MAC. */
  readonly keyId: number;
  /**
   * Creation time of the cookie: the low 32 bits of a time in milliseconds. They repeat after 49 days; the MAC covers
   * the whole time.
   */
  readonly issued: number;
  /**
   * The first half of HMAC-SHA-256 over a CookieMacInput. 128 bits are enough: an attacker can check a guess only by
   * sending it to the server, and RFC 2104 section 5 allows half of a digest.
   */
  readonly mac: Uint8Array;
  /** Digest of the first ClientHello with the hash of the cipher suite, for the transcript. */
  readonly clientHelloHash: Uint8Array;
}

function checkStatelessCookie(value: StatelessCookie): void {
  if (value.keyId >>> 0 !== value.keyId || value.keyId > 127) {
    throw outOfRange('StatelessCookie.key_id', value.keyId, 0, 127);
  }
  if (value.issued >>> 0 !== value.issued) throw outOfRange('StatelessCookie.issued', value.issued, 0, 2 ** 32 - 1);
  if (value.mac.length !== 16) throw wrongLength('StatelessCookie.mac', value.mac.length, 16);
}

export const StatelessCookie: Codec<StatelessCookie> = {
  name: 'StatelessCookie',
  decode(reader: Reader): StatelessCookie {
    const at = reader.reserve(21, 'StatelessCookie');
    const bits = reader.uint8(at);
    const groupRequested = (bits & 0x80) !== 0;
    const keyId = bits & 0x7f;
    const issued = reader.uint32(at + 1);
    const mac = reader.view(at + 5, 16);
    const clientHelloHash = reader.rest();
    return { groupRequested, keyId, issued, mac, clientHelloHash };
  },
  encode(writer: Writer, value: StatelessCookie): void {
    checkStatelessCookie(value);
    const at = writer.reserve(21, 'StatelessCookie');
    writer.uint8(at, (value.groupRequested ? 0x80 : 0) | value.keyId);
    writer.uint32(at + 1, value.issued);
    writer.set(at + 5, value.mac);
    writer.put(value.clientHelloHash, 'StatelessCookie.client_hello_hash');
  },
  size(value: StatelessCookie): number {
    return 21 + value.clientHelloHash.length;
  },
  validate(value: StatelessCookie): void {
    checkStatelessCookie(value);
  },
};
