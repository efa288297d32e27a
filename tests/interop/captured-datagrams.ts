/** A UDP datagram out of a capture. */
export interface CapturedDatagram {
  readonly from: string;
  readonly to: string;
  readonly payload: Uint8Array;
}

const ETHERNET_HEADER = 14;
const IPV6_HEADER = 40;
const UDP_HEADER = 8;

/** The UDP datagrams of a little-endian pcap file with Ethernet frames: what our vectors are. */
export function readPcap(file: Uint8Array): CapturedDatagram[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0, true) !== 0xa1b2c3d4) throw new RangeError('not a little-endian pcap file');
  const datagrams: CapturedDatagram[] = [];
  for (let at = 24; at < file.length; ) {
    const length = view.getUint32(at + 8, true);
    const ip = at + 16 + ETHERNET_HEADER;
    const isIpv4 = view.getUint16(ip - 2) === 0x0800;
    const udp = ip + (isIpv4 ? ((file[ip] ?? 0) & 15) * 4 : IPV6_HEADER);
    const addresses = isIpv4 ? file.subarray(ip + 12, ip + 20) : file.subarray(ip + 8, ip + 40);
    const half = addresses.length / 2;
    const name = (bytes: Uint8Array, port: number) => `${Buffer.from(bytes).toString('hex')}:${port}`;
    datagrams.push({
      from: name(addresses.subarray(0, half), view.getUint16(udp)),
      to: name(addresses.subarray(half), view.getUint16(udp + 2)),
      payload: file.slice(udp + UDP_HEADER, udp + view.getUint16(udp + 4)),
    });
    at += 16 + length;
  }
  return datagrams;
}
