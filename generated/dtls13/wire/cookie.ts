// Code generated from spec/dtls13/wire/cookie.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';

/** Sent by a server in a HelloRetryRequest; the client returns it unchanged. RFC 9846 section 4.3.2. */
export interface Cookie {
  /** Opaque to the client. */
  readonly cookie: Uint8Array;
}

function checkCookie(value: Cookie): void {
  if (value.cookie.length < 1 || value.cookie.length > 65535) {
    throw outOfRange('Cookie.cookie', value.cookie.length, 1, 65535);
  }
}

export const Cookie: Codec<Cookie> = {
  name: 'Cookie',
  decode(reader: Reader): Cookie {
    const cookie = reader.opaque16('Cookie.cookie', 1, 65535);
    return { cookie };
  },
  encode(writer: Writer, value: Cookie): void {
    checkCookie(value);
    writer.uint16(writer.reserve(2, 'Cookie.cookie'), value.cookie.length);
    writer.put(value.cookie, 'Cookie.cookie');
  },
  size(value: Cookie): number {
    return 2 + value.cookie.length;
  },
  validate(value: Cookie): void {
    checkCookie(value);
  },
};
