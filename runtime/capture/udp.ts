import type { CapturedPacket } from './captured-packet.ts';

/** One end of a datagram. */
export interface CapturedAddress {
  /** `192.0.2.7`, `2001:db8::1`. */
  readonly address: string;
  readonly port: number;
}

/** A UDP datagram of a capture. */
export interface CapturedDatagram {
  /** Fractional milliseconds since the Unix epoch; undefined: the capture does not say. */
  readonly time: number | undefined;
  readonly from: CapturedAddress;
  readonly to: CapturedAddress;
  /** A view into what was read. */
  readonly payload: Uint8Array;
  /** Bytes of the payload that the capture left out. */
  readonly missing: number;
}

/** Why a packet holds no datagram that can be shown. */
export type Skipped =
  /** Its link type is none of those known here. */
  | 'unknownLink'
  /** ARP and the like. */
  | 'notIp'
  /** TCP, ICMP and the like. */
  | 'notUdp'
  /** A datagram in several IP packets: not put together. */
  | 'fragment'
  /** Lengths that contradict each other, or a header that was not captured whole. */
  | 'malformed';

const UDP = 17;
const UDP_HEADER = 8;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const VLAN: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);
/** Extension headers of IPv6 that have a length and a next header: hop-by-hop, routing, destination, mobility, HIP, shim6. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60, 135, 139, 140]);
const FRAGMENT = 44;
const AUTHENTICATION = 51;

/** The datagram in a packet, or why there is none. Never throws. */
export function readUdp(packet: CapturedPacket): CapturedDatagram | Skipped {
  const at = networkLayer(packet);
  return typeof at === 'number' ? readIp(packet, at) : at;
}

/** Where the IP header is. */
function networkLayer({ linkType, data }: CapturedPacket): number | Skipped {
  switch (linkType) {
    case 0: // BSD loopback: address family in the byte order of whoever captured
    case 108: // OpenBSD loopback
      return 4;
    case 1: // Ethernet
      return afterEthertype(data, 12);
    case 12: // raw IP, as DLT_RAW differs between systems
    case 14:
    case 101:
    case 228: // raw IPv4
    case 229: // raw IPv6
      return 0;
    case 113: // Linux cooked
      return afterEthertype(data, 14);
    case 276: {
      // Linux cooked, version 2: the protocol comes first, the header has 20 bytes
      const found = afterEthertype(data, 0);
      return found === 2 ? 20 : found === 'malformed' ? found : 'notIp';
    }
    default:
      return 'unknownLink';
  }
}

/** Behind an ethertype and the VLAN tags it may announce. */
function afterEthertype(data: Uint8Array, at: number): number | Skipped {
  for (let place = at; place + 2 <= data.length; place += 4) {
    const type = u16(data, place);
    if (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6) return place + 2;
    if (!VLAN.has(type)) return 'notIp';
  }
  return 'malformed';
}

function readIp(packet: CapturedPacket, at: number): CapturedDatagram | Skipped {
  const { data } = packet;
  const version = (data[at] ?? 0) >>> 4;
  if (version === 4) return readIpv4(packet, at);
  if (version === 6) return readIpv6(packet, at);
  return at >= data.length ? 'malformed' : 'notIp';
}

function readIpv4(packet: CapturedPacket, at: number): CapturedDatagram | Skipped {
  const { data } = packet;
  const header = ((data[at] ?? 0) & 15) * 4;
  if (header < 20 || at + header > data.length) return 'malformed';
  // More fragments, or an offset.
  if ((u16(data, at + 6) & 0x3fff) !== 0) return 'fragment';
  if (data[at + 9] !== UDP) return 'notUdp';
  const address = (from: number): string => [...data.subarray(from, from + 4)].join('.');
  return readDatagram(packet, at + header, address(at + 12), address(at + 16));
}

function readIpv6(packet: CapturedPacket, at: number): CapturedDatagram | Skipped {
  const { data } = packet;
  if (at + 40 > data.length) return 'malformed';
  let next = data[at + 6] ?? 0;
  let place = at + 40;
  while (next !== UDP) {
    if (place + 8 > data.length) return 'malformed';
    if (next === FRAGMENT) {
      // Offset or more fragments; a fragment that is all of it may pass.
      if ((u16(data, place + 2) & 0xfff9) !== 0) return 'fragment';
    } else if (!EXTENSIONS.has(next) && next !== AUTHENTICATION) return 'notUdp';
    const length = data[place + 1] ?? 0;
    const size = next === FRAGMENT ? 8 : next === AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8;
    next = data[place] ?? 0;
    place += size;
  }
  return readDatagram(packet, place, ipv6Text(data, at + 8), ipv6Text(data, at + 24));
}

function readDatagram(
  { data, time, missing }: CapturedPacket,
  at: number,
  source: string,
  destination: string,
): CapturedDatagram | Skipped {
  if (at + UDP_HEADER > data.length) return 'malformed';
  const length = u16(data, at + 4);
  if (length < UDP_HEADER) return 'malformed';
  const end = Math.min(at + length, data.length);
  const absent = at + length - end;
  // What the capture does not own up to leaving out was never there.
  if (absent > missing) return 'malformed';
  return {
    time,
    from: { address: source, port: u16(data, at) },
    to: { address: destination, port: u16(data, at + 2) },
    payload: data.subarray(at + UDP_HEADER, end),
    missing: absent,
  };
}

/** With the longest run of zeros left out; RFC 5952. */
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
