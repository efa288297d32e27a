// The pcapng file format (draft-ietf-opsawg-pcapng): sections of blocks; a packet refers to its interface description.
import { type CaptureFormat, MAX_BLOCK_BYTES, type ParseResult } from './capture-format.ts';
import type { CapturedPacket } from './captured-packet.ts';

/** Block types; draft-ietf-opsawg-pcapng section 4. */
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Bytes of block type, total length, and total length at the end. */
const BLOCK_OVERHEAD = 12;
/** Options of an interface description; draft-ietf-opsawg-pcapng section 4.2. */
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;
/** Maximum number of interface descriptions in a section, because each is kept in memory. */
const MAX_INTERFACES = 4096;

/** The range of a JavaScript Date: milliseconds before and after 1970. */
const MAX_DATE_MS = 8.64e15;

interface Interface {
  readonly linkType: number;
  /** Maximum captured length in bytes; 0: no limit. A simple packet block has no captured length of its own. */
  readonly snapLength: number;
  /** Timestamp units in a second (if_tsresol). */
  readonly ticksPerSecond: number;
  /** Seconds to add to a timestamp (if_tsoffset). */
  readonly offset: number;
}

/** A parser for pcapng; undefined: another format. `view` covers at least the first 4 bytes. */
export function openPcapng(view: DataView): CaptureFormat | undefined {
  return view.getUint32(0) === SECTION_HEADER ? new Pcapng() : undefined;
}

class Pcapng implements CaptureFormat {
  readonly name = 'pcapng';
  /** Byte order of the current section. */
  #littleEndian = true;
  #interfaces: Interface[] = [];

  parse(bytes: Uint8Array, view: DataView): ParseResult {
    if (bytes.length < BLOCK_OVERHEAD) return { kind: 'incomplete', needed: BLOCK_OVERHEAD };
    // This block type is the same in both byte orders, so it can be read before the byte order is known.
    if (view.getUint32(0) === SECTION_HEADER) {
      const littleEndian = view.getUint32(8, true) === BYTE_ORDER_MAGIC;
      if (!littleEndian && view.getUint32(8) !== BYTE_ORDER_MAGIC) {
        return { kind: 'malformed', reason: 'a section header has no byte-order magic' };
      }
      this.#littleEndian = littleEndian;
      this.#interfaces = [];
    }
    const length = view.getUint32(4, this.#littleEndian);
    if (length < BLOCK_OVERHEAD || length % 4 !== 0 || length > MAX_BLOCK_BYTES) {
      return { kind: 'malformed', reason: `the length of a block is ${length} bytes` };
    }
    if (bytes.length < length) return { kind: 'incomplete', needed: length };
    if (view.getUint32(length - 4, this.#littleEndian) !== length) {
      return { kind: 'malformed', reason: 'the two lengths of a block differ' };
    }
    const body = bytes.subarray(8, length - 4);
    const type = view.getUint32(0, this.#littleEndian);
    if (type === INTERFACE_DESCRIPTION) {
      if (this.#interfaces.length === MAX_INTERFACES) return { kind: 'malformed', reason: 'too many interfaces' };
      this.#interfaces.push(this.#interface(body));
    }
    const packet = this.#packet(type, body);
    return packet === undefined ? { kind: 'block', length } : { kind: 'block', length, packet };
  }

  #interface(body: Uint8Array): Interface {
    const view = viewOf(body);
    const littleEndian = this.#littleEndian;
    if (body.length < 8) return { linkType: -1, snapLength: 0, ticksPerSecond: 1e6, offset: 0 };
    let ticksPerSecond = 1e6;
    let offset = 0;
    for (let at = 8; at + 4 <= body.length; ) {
      const code = view.getUint16(at, littleEndian);
      const length = view.getUint16(at + 2, littleEndian);
      const value = at + 4;
      if (code === 0 || value + length > body.length) break;
      if (code === IF_TSRESOL && length >= 1) {
        const exponent = view.getUint8(value);
        ticksPerSecond = exponent < 0x80 ? 10 ** exponent : 2 ** (exponent & 0x7f);
      }
      if (code === IF_TSOFFSET && length >= 8) offset = Number(view.getBigInt64(value, littleEndian));
      at = value + length + ((4 - (length % 4)) % 4);
    }
    const linkType = view.getUint16(0, littleEndian);
    return { linkType, snapLength: view.getUint32(4, littleEndian), ticksPerSecond, offset };
  }

  /** The packet of a block; undefined: the block has no packet or an invalid one. */
  #packet(type: number, body: Uint8Array): CapturedPacket | undefined {
    const view = viewOf(body);
    const littleEndian = this.#littleEndian;
    if (type === SIMPLE_PACKET && body.length >= 4) {
      const [first] = this.#interfaces;
      const original = view.getUint32(0, littleEndian);
      const limit = first === undefined || first.snapLength === 0 ? original : first.snapLength;
      return packetOf(first, undefined, body, 4, Math.min(original, limit, body.length - 4), original);
    }
    if ((type !== ENHANCED_PACKET && type !== OBSOLETE_PACKET) || body.length < 20) return undefined;
    const index = type === ENHANCED_PACKET ? view.getUint32(0, littleEndian) : view.getUint16(0, littleEndian);
    const ticks = view.getUint32(4, littleEndian) * 2 ** 32 + view.getUint32(8, littleEndian);
    const captured = view.getUint32(12, littleEndian);
    return packetOf(this.#interfaces[index], ticks, body, 20, captured, view.getUint32(16, littleEndian));
  }
}

function packetOf(
  captureInterface: Interface | undefined,
  ticks: number | undefined,
  body: Uint8Array,
  at: number,
  captured: number,
  original: number,
): CapturedPacket | undefined {
  if (captureInterface === undefined || captured > body.length - at) return undefined;
  const timestamp =
    ticks === undefined ? Number.NaN : (ticks / captureInterface.ticksPerSecond + captureInterface.offset) * 1000;
  // A timestamp outside the range of a Date is treated as absent.
  const time = Math.abs(timestamp) <= MAX_DATE_MS ? timestamp : undefined;
  const data = body.subarray(at, at + captured);
  return { linkType: captureInterface.linkType, time, data, missing: Math.max(0, original - captured) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
