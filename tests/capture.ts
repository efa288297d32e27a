import { readFileSync } from 'node:fs';

const folder = 'tests/vectors/captures';

/** One UDP datagram of a capture. */
export interface CapturedDatagram {
  readonly sourcePort: number;
  readonly payload: Uint8Array;
}

const ETHERNET_LENGTH = 14;
const UDP_LENGTH = 8;

/** The UDP datagrams of a classic little-endian pcap over Ethernet, IPv4 or IPv6 without extension headers. */
export function readCapture(name: string): CapturedDatagram[] {
  const file = readFileSync(`${folder}/${name}.pcap`);
  if (file.readUInt32LE(0) !== 0xa1b2c3d4) throw new Error(`${name} is not a pcap file of the expected kind`);
  const datagrams: CapturedDatagram[] = [];
  for (let at = 24; at < file.length; ) {
    const length = file.readUInt32LE(at + 8);
    const packet = file.subarray(at + 16, at + 16 + length);
    at += 16 + length;
    const version = packet.readUInt8(ETHERNET_LENGTH) >> 4;
    const ipLength = version === 6 ? 40 : (packet.readUInt8(ETHERNET_LENGTH) & 15) * 4;
    const udp = packet.subarray(ETHERNET_LENGTH + ipLength);
    datagrams.push({
      sourcePort: udp.readUInt16BE(0),
      payload: Uint8Array.from(udp.subarray(UDP_LENGTH, udp.readUInt16BE(4))),
    });
  }
  return datagrams;
}

/** The secrets of a key log in NSS format by their labels; a capture here holds one connection. */
export function readKeyLog(name: string): Map<string, Uint8Array> {
  const secrets = new Map<string, Uint8Array>();
  for (const line of readFileSync(`${folder}/${name}.keylog.txt`, 'latin1').split('\n')) {
    const [label, , secret] = line.trim().split(' ');
    if (label !== undefined && secret !== undefined && !label.startsWith('#')) {
      secrets.set(label, Uint8Array.from(Buffer.from(secret, 'hex')));
    }
  }
  return secrets;
}
