// Decodes the link layer, IP and UDP headers of a captured packet.
import type { CapturedPacket } from './captured-packet.ts';

/** Source or destination of a datagram. */
export interface CapturedAddress {
  /** IPv4 in dotted decimal, or IPv6 as in RFC 5952: `192.0.2.7`, `2001:db8::1`. */
  readonly address: string;
  readonly port: number;
}

/** A UDP datagram of a capture file. */
export interface CapturedDatagram {
  /** Fractional milliseconds since the Unix epoch; undefined: the file has no timestamp. */
  readonly time: number | undefined;
  readonly from: CapturedAddress;
  readonly to: CapturedAddress;
  /** A view of the bytes passed to `CaptureReader.push`, or of a copy of them. */
  readonly payload: Uint8Array;
  /** Number of bytes of the payload that were not captured, from 0. */
  readonly missing: number;
}

/** Why a packet is skipped. */
export type SkipReason =
  /** The link-layer header type is not supported. */
  | 'unknownLinkType'
  /** Another network protocol, for example ARP. */
  | 'notIp'
  /** Another transport protocol, for example TCP or ICMP. */
  | 'notUdp'
  /** A fragment of an IP packet. Fragments are not reassembled. */
  | 'fragment'
  /** Inconsistent lengths, or an incomplete header. */
  | 'malformed';

const UDP = 17;
const UDP_HEADER = 8;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const VLAN: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);
/** IPv6 extension headers with next header and length: hop-by-hop, routing, destination, mobility, HIP, shim6. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60, 135, 139, 140]);
const FRAGMENT = 44;
const AUTHENTICATION = 51;

/** Returns the UDP datagram in a packet, or why the packet is skipped. Does not throw. */
export function readUdp(packet: CapturedPacket): CapturedDatagram | SkipReason {
  const at = ipHeaderOffset(packet);
  return typeof at === 'number' ? readIp(packet, at) : at;
}

/** The offset of the IP header. */
function ipHeaderOffset({ linkType, data }: CapturedPacket): number | SkipReason {
  switch (linkType) {
    case 0: // BSD loopback: the address family in the byte order of the capturing host
    case 108: // OpenBSD loopback
      return 4;
    case 1: // Ethernet
      return afterEthertype(data, 12);
    case 12: // raw IP; the value of DLT_RAW differs between systems
    case 14:
    case 101:
    case 228: // raw IPv4
    case 229: // raw IPv6
      return 0;
    case 113: // Linux cooked
      return afterEthertype(data, 14);
    case 276: {
      // Linux cooked, version 2: the header begins with the protocol and has 20 bytes
      const found = afterEthertype(data, 0);
      return found === 2 ? 20 : found === 'malformed' ? found : 'notIp';
    }
    default:
      return 'unknownLinkType';
  }
}

/** The offset after an EtherType and its VLAN tags. */
function afterEthertype(data: Uint8Array, at: number): number | SkipReason {
  for (let offset = at; offset + 2 <= data.length; offset += 4) {
    const type = u16(data, offset);
    if (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6) return offset + 2;
    if (!VLAN.has(type)) return 'notIp';
  }
  return 'malformed';
}

function readIp(packet: CapturedPacket, at: number): CapturedDatagram | SkipReason {
  const { data } = packet;
  const version = (data[at] ?? 0) >>> 4;
  if (version === 4) return readIpv4(packet, at);
  if (version === 6) return readIpv6(packet, at);
  return at >= data.length ? 'malformed' : 'notIp';
}

function readIpv4(packet: CapturedPacket, at: number): CapturedDatagram | SkipReason {
  const { data } = packet;
  const header = ((data[at] ?? 0) & 15) * 4;
  if (header < 20 || at + header > data.length) return 'malformed';
  // The MF flag or a fragment offset.
  if ((u16(data, at + 6) & 0x3fff) !== 0) return 'fragment';
  if (data[at + 9] !== UDP) return 'notUdp';
  const address = (from: number): string => [...data.subarray(from, from + 4)].join('.');
  return readDatagram(packet, at + header, address(at + 12), address(at + 16));
}

function readIpv6(packet: CapturedPacket, at: number): CapturedDatagram | SkipReason {
  const { data } = packet;
  if (at + 40 > data.length) return 'malformed';
  let next = data[at + 6] ?? 0;
  let offset = at + 40;
  while (next !== UDP) {
    if (offset + 8 > data.length) return 'malformed';
    if (next === FRAGMENT) {
      // A fragment offset or the M flag. An atomic fragment is a complete packet.
      if ((u16(data, offset + 2) & 0xfff9) !== 0) return 'fragment';
    } else if (!EXTENSIONS.has(next) && next !== AUTHENTICATION) return 'notUdp';
    const length = data[offset + 1] ?? 0;
    const size = next === FRAGMENT ? 8 : next === AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8;
    next = data[offset] ?? 0;
    offset += size;
  }
  return readDatagram(packet, offset, ipv6Text(data, at + 8), ipv6Text(data, at + 24));
}

function readDatagram(
  { data, time, missing }: CapturedPacket,
  at: number,
  source: string,
  destination: string,
): CapturedDatagram | SkipReason {
  if (at + UDP_HEADER > data.length) return 'malformed';
  const length = u16(data, at + 4);
  if (length < UDP_HEADER) return 'malformed';
  const end = Math.min(at + length, data.length);
  const absent = at + length - end;
  // More bytes are absent than the capture file says were not captured: the UDP length is invalid.
  if (absent > missing) return 'malformed';
  return {
    time,
    from: { address: source, port: u16(data, at) },
    to: { address: destination, port: u16(data, at + 2) },
    payload: data.subarray(at + UDP_HEADER, end),
    missing: absent,
  };
}

/** Compresses the longest run of zero groups; RFC 5952. */
function ipv6Text(data: Uint8Array, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => u16(data, at + 2 * index).toString(16));
  const zeros = groups.join(':').matchAll(/(?:^|:)0(?::0)+(?![0-9a-f])/g);
  let longest = '';
  for (const [run] of zeros) if (run.replace(/^:/, '').length > longest.replace(/^:/, '').length) longest = run;
  const text = groups.join(':');
  if (longest === '') return text;
  const start = text.indexOf(longest);
  return `${text.slice(0, start)}::${text.slice(start + longest.length).replace(/^:/, '')}`;
}

function u16(data: Uint8Array, at: number): number {
  return ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0);
}
