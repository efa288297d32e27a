import { ClientHello, DtlsPlaintext, Handshake } from 'wirechart/dtls13/wire';
import { decodeAll, Reader } from 'wirechart/runtime';
import type { CrossedDatagram } from '../real-host.ts';

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;

/** The names of the extensions in the last ClientHello, which arrived in fragments, or whole and in one record. */
export function offeredExtensions(datagrams: readonly CrossedDatagram[], from: CrossedDatagram['from']): string[] {
  let sequence = -1;
  let body = new Uint8Array();
  for (const { from: sender, bytes } of datagrams) {
    if (sender !== from || bytes[0] !== HANDSHAKE) continue;
    const message = Handshake.decode(new Reader(DtlsPlaintext.decode(new Reader(bytes)).fragment));
    if (message.msgType !== CLIENT_HELLO) continue;
    if (message.messageSeq !== sequence) body = new Uint8Array(message.length);
    sequence = message.messageSeq;
    body.set(message.fragment, message.fragmentOffset);
  }
  return decodeAll(ClientHello, body).extensions.map(({ kind }) => kind);
}
