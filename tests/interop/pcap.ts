/** A datagram between two UDP ports. */
export interface UdpDatagram {
  readonly from: number;
  readonly to: number;
  readonly payload: Uint8Array;
}

const fileHeaderLength = 24;
const packetHeaderLength = 16;
const ipHeaderLength = 20;
const udpHeaderLength = 8;
/** Link type of packets that start with their IPv4 header. */
const linktypeIpv4 = 228;

/** Writes a capture file with one packet a millisecond, all from and to 127.0.0.1. Checksums are left out (zero). */
export function writePcap(datagrams: readonly UdpDatagram[]): Uint8Array {
  const headers = packetHeaderLength + ipHeaderLength + udpHeaderLength;
  const size = datagrams.reduce((sum, { payload }) => sum + headers + payload.length, fileHeaderLength);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xa1b2c3d4);
  view.setUint16(4, 2);
  view.setUint16(6, 4);
  view.setUint32(16, 0xffff);
  view.setUint32(20, linktypeIpv4);
  let at = fileHeaderLength;
  for (const [index, { from, to, payload }] of datagrams.entries()) {
    const length = ipHeaderLength + udpHeaderLength + payload.length;
    view.setUint32(at + 4, index * 1000);
    view.setUint32(at + 8, length);
    view.setUint32(at + 12, length);
    at += packetHeaderLength;
    view.setUint8(at, 0x45);
    view.setUint16(at + 2, length);
    view.setUint8(at + 8, 64);
    view.setUint8(at + 9, 17);
    view.setUint32(at + 12, 0x7f000001);
    view.setUint32(at + 16, 0x7f000001);
    at += ipHeaderLength;
    view.setUint16(at, from);
    view.setUint16(at + 2, to);
    view.setUint16(at + 4, udpHeaderLength + payload.length);
    bytes.set(payload, at + udpHeaderLength);
    at += udpHeaderLength + payload.length;
  }
  return bytes;
}
