// Writes pcap and pcapng files for tests.

/** Addresses and payload of a UDP datagram. */
export interface DatagramContent {
  readonly from: readonly [address: readonly number[], port: number];
  readonly to: readonly [address: readonly number[], port: number];
  readonly payload: readonly number[];
}

const u16 = (value: number): number[] => [value >>> 8, value & 255];

/** The byte order of a file. */
export interface ByteOrder {
  readonly littleEndian: boolean;
}

function u32(value: number, { littleEndian }: ByteOrder): number[] {
  const bytes = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  return littleEndian ? bytes.toReversed() : bytes;
}

function u16In(value: number, { littleEndian }: ByteOrder): number[] {
  return littleEndian ? u16(value).toReversed() : u16(value);
}

function udp({ from, to, payload }: DatagramContent, length = payload.length + 8): number[] {
  return [...u16(from[1]), ...u16(to[1]), ...u16(length), 0, 0, ...payload];
}

/**
 * An IP packet; the length of the addresses gives the version. `extensions`: IPv6 extension headers as (type, bytes).
 */
export function ip(
  datagram: DatagramContent,
  extensions: readonly (readonly [number, readonly number[]])[] = [],
): number[] {
  const { from, to } = datagram;
  const inner = udp(datagram);
  if (from[0].length === 4) {
    return [0x45, 0, ...u16(20 + inner.length), 0, 0, 0, 0, 64, 17, 0, 0, ...from[0], ...to[0], ...inner];
  }
  const types = [...extensions.map(([type]) => type), 17];
  const headers = extensions.flatMap(([, bytes], index) => [types[index + 1] ?? 17, ...bytes]);
  const length = headers.length + inner.length;
  return [0x60, 0, 0, 0, ...u16(length), types[0] ?? 17, 64, ...from[0], ...to[0], ...headers, ...inner];
}

const ethertype = (packet: readonly number[]): number[] => ((packet[0] ?? 0) >>> 4 === 6 ? [0x86, 0xdd] : [8, 0]);

/** Link layers by name: the link-layer header type, and a function that adds the header to a packet. */
export const links: Readonly<Record<string, readonly [type: number, wrap: (packet: readonly number[]) => number[]]>> = {
  Ethernet: [1, (packet) => [...Array(12).fill(1), ...ethertype(packet), ...packet]],
  'Ethernet with two VLAN tags': [
    1,
    (packet) => [...Array(12).fill(1), 0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, ...ethertype(packet), ...packet],
  ],
  'Linux cooked v1': [113, (packet) => [...Array(14).fill(0), ...ethertype(packet), ...packet]],
  'Linux cooked v2': [276, (packet) => [...ethertype(packet), ...Array(18).fill(0), ...packet]],
  'raw IP': [101, (packet) => [...packet]],
  'BSD loopback': [0, (packet) => [2, 0, 0, 0, ...packet]],
  'OpenBSD loopback': [108, (packet) => [0, 0, 0, 2, ...packet]],
};

/** A packet record. */
export interface PacketContent {
  readonly data: readonly number[];
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  /** Number of bytes that were not captured. Default 0. */
  readonly missing?: number;
}

/** A pcap file. */
export function pcap(
  linkType: number,
  packets: readonly PacketContent[],
  order: ByteOrder & { nano?: boolean },
): Uint8Array {
  const ticksPerMs = order.nano === true ? 1e6 : 1e3;
  return Uint8Array.from([
    ...u32(order.nano === true ? 0xa1b23c4d : 0xa1b2c3d4, order),
    ...u16In(2, order),
    ...u16In(4, order),
    ...Array(8).fill(0),
    ...u32(65_535, order),
    ...u32(linkType, order),
    ...packets.flatMap(({ data, time, missing = 0 }) => [
      ...u32(Math.floor(time / 1000), order),
      ...u32(Math.round((time % 1000) * ticksPerMs), order),
      ...u32(data.length, order),
      ...u32(data.length + missing, order),
      ...data,
    ]),
  ]);
}

/** A pcapng block with padding and both lengths. */
export function block(type: number, body: readonly number[], order: ByteOrder): number[] {
  const padded = [...body, ...Array((4 - (body.length % 4)) % 4).fill(0)];
  const length = u32(padded.length + 12, order);
  return [...u32(type, order), ...length, ...padded, ...length];
}

/** A section header block. */
export function section(order: ByteOrder): number[] {
  return block(0x0a0d0d0a, [...u32(0x1a2b3c4d, order), ...u16In(1, order), 0, 0, ...Array(8).fill(255)], order);
}

/**
 * An interface description block. `resolution`: the byte of if_tsresol, default microseconds. `offset`: if_tsoffset.
 */
export function description(
  linkType: number,
  order: ByteOrder,
  resolution?: number,
  offset?: readonly number[],
): number[] {
  const option = [
    ...(resolution === undefined ? [] : [...u16In(9, order), ...u16In(1, order), resolution, 0, 0, 0]),
    ...(offset === undefined ? [] : [...u16In(14, order), ...u16In(8, order), ...offset]),
  ];
  return block(1, [...u16In(linkType, order), 0, 0, ...u32(0, order), ...option, ...Array(4).fill(0)], order);
}

/** An enhanced packet block. `ticks`: timestamp units in a millisecond. */
export function enhanced(
  index: number,
  { data, time, missing = 0 }: PacketContent,
  order: ByteOrder,
  ticks = 1000,
): number[] {
  const timestamp = time * ticks;
  return block(
    6,
    [
      ...u32(index, order),
      ...u32(Math.floor(timestamp / 2 ** 32), order),
      ...u32(timestamp % 2 ** 32, order),
      ...u32(data.length, order),
      ...u32(data.length + missing, order),
      ...data,
    ],
    order,
  );
}

/** A simple packet block. */
export function simple(data: readonly number[], order: ByteOrder): number[] {
  return block(3, [...u32(data.length, order), ...data], order);
}
