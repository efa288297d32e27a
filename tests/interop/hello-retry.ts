import { DtlsPlaintext, Handshake, HELLO_RETRY_REQUEST_RANDOM, HelloRetryRequest } from 'wirechart/dtls13/wire';
import { decodeAll, Reader } from 'wirechart/runtime';
import type { CrossedDatagram } from './real-host.ts';

const HANDSHAKE = 22;
const SERVER_HELLO = 2;

/** Whether the body is of a HelloRetryRequest: a ServerHello by type, distinguished by its random. */
export function isHelloRetryRequest(body: Uint8Array): boolean {
  return Buffer.compare(body.subarray(2, 34), HELLO_RETRY_REQUEST_RANDOM) === 0;
}

/** The bytes of the cookie in the first HelloRetryRequest; 0 where it has none, undefined where there is no request. */
export function cookieLength(datagrams: readonly CrossedDatagram[]): number | undefined {
  for (const { bytes } of datagrams) {
    if (bytes[0] !== HANDSHAKE) continue;
    const message = Handshake.decode(new Reader(DtlsPlaintext.decode(new Reader(bytes)).fragment));
    if (message.msgType !== SERVER_HELLO || !isHelloRetryRequest(message.fragment)) continue;
    for (const extension of decodeAll(HelloRetryRequest, message.fragment).extensions) {
      if (extension.kind === 'cookie') return extension.extensionData.cookie.length;
    }
    return 0;
  }
  return undefined;
}
