/** A UDP datagram for a capture made by hand. */
export interface MadeDatagram {
  readonly from: readonly [address: readonly number[], port: number];
  readonly to: readonly [address: readonly number[], port: number];
  readonly payload: readonly number[];
}

const u16 = (value: number): number[] => [value >>> 8, value & 255];

/** How numbers of a file are written. */
export interface Order {
  readonly littleEndian: boolean;
}

function u32(value: number, { littleEndian }: Order): number[] {
  const bytes = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  return littleEndian ? bytes.toReversed() : bytes;
}

function short(value: number, { littleEndian }: Order): number[] {
  return littleEndian ? u16(value).toReversed() : u16(value);
}

function udp({ from, to, payload }: MadeDatagram, length = payload.length + 8): number[] {
  return [...u16(from[1]), ...u16(to[1]), ...u16(length), 0, 0, ...payload];
}

/** An IP packet, its version told by the length of the addresses. `extensions`: IPv6 headers in between, as (type, bytes). */
export function ip(
  datagram: MadeDatagram,
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

/** Link layers by name: their number, and the packet with their header. */
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

export interface MadePacket {
  readonly data: readonly number[];
  /** Milliseconds. */
  readonly time: number;
  /** Bytes that were left out. */
  readonly missing?: number;
}

export function pcap(linkType: number, packets: readonly MadePacket[], order: Order & { nano?: boolean }): Uint8Array {
  const ticks = order.nano === true ? 1e6 : 1e3;
  return Uint8Array.from([
    ...u32(order.nano === true ? 0xa1b23c4d : 0xa1b2c3d4, order),
    ...short(2, order),
    ...short(4, order),
    ...Array(8).fill(0),
    ...u32(65_535, order),
    ...u32(linkType, order),
    ...packets.flatMap(({ data, time, missing = 0 }) => [
      ...u32(Math.floor(time / 1000), order),
      ...u32(Math.round((time % 1000) * ticks), order),
      ...u32(data.length, order),
      ...u32(data.length + missing, order),
      ...data,
    ]),
  ]);
}

export function block(type: number, body: readonly number[], order: Order): number[] {
  const padded = [...body, ...Array((4 - (body.length % 4)) % 4).fill(0)];
  const length = u32(padded.length + 12, order);
  return [...u32(type, order), ...length, ...padded, ...length];
}

export function section(order: Order): number[] {
  return block(0x0a0d0d0a, [...u32(0x1a2b3c4d, order), ...short(1, order), 0, 0, ...Array(8).fill(255)], order);
}

/** `resolution`: the byte of if_tsresol; undefined: microseconds. `offset`: the bytes of if_tsoffset. */
export function description(linkType: number, order: Order, resolution?: number, offset?: readonly number[]): number[] {
  const option = [
    ...(resolution === undefined ? [] : [...short(9, order), ...short(1, order), resolution, 0, 0, 0]),
    ...(offset === undefined ? [] : [...short(14, order), ...short(8, order), ...offset]),
  ];
  return block(1, [...short(linkType, order), 0, 0, ...u32(0, order), ...option, ...Array(4).fill(0)], order);
}

/** `ticks` in a millisecond. */
export function enhanced(index: number, { data, time, missing = 0 }: MadePacket, order: Order, ticks = 1000): number[] {
  const stamp = time * ticks;
  return block(
    6,
    [
      ...u32(index, order),
      ...u32(Math.floor(stamp / 2 ** 32), order),
      ...u32(stamp % 2 ** 32, order),
      ...u32(data.length, order),
      ...u32(data.length + missing, order),
      ...data,
    ],
    order,
  );
}

export function simple(data: readonly number[], order: Order): number[] {
  return block(3, [...u32(data.length, order), ...data], order);
}
