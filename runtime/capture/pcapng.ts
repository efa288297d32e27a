import { type CapturedPacket, type CaptureFormat, MAX_BLOCK, type Step } from './captured-packet.ts';

/** Block types; draft-ietf-opsawg-pcapng section 4. */
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Type, length, and the length again at the end. */
const FRAME = 12;
const OPTION_TIME_RESOLUTION = 9;
const OPTION_TIME_OFFSET = 14;
/** Nobody captures on more at once; each is kept. */
const MAX_INTERFACES = 4096;

/** As far from 1970 as dates go in JavaScript, in milliseconds. */
const MAX_TIME = 8.64e15;

interface Interface {
  readonly linkType: number;
  /** Of a simple packet, which does not say how much of it was captured; 0: no limit. */
  readonly snapLength: number;
  /** Ticks in a second. */
  readonly ticks: number;
  /** Seconds to add. */
  readonly offset: number;
}

/** The format of today's tools; undefined: the bytes are something else. Needs the first 4 of them. */
export function openPcapng(view: DataView): CaptureFormat | undefined {
  return view.getUint32(0) === SECTION_HEADER ? new Pcapng() : undefined;
}

class Pcapng implements CaptureFormat {
  readonly name = 'pcapng';
  /** Of the current section. */
  #littleEndian = true;
  #interfaces: Interface[] = [];

  step(bytes: Uint8Array, view: DataView): Step {
    if (bytes.length < FRAME) return { kind: 'more', needed: FRAME };
    // The same from both ends, so that it can be read before the byte order is known.
    if (view.getUint32(0) === SECTION_HEADER) {
      const littleEndian = view.getUint32(8, true) === BYTE_ORDER_MAGIC;
      if (!littleEndian && view.getUint32(8) !== BYTE_ORDER_MAGIC) {
        return { kind: 'damaged', reason: 'a section does not say its byte order' };
      }
      this.#littleEndian = littleEndian;
      this.#interfaces = [];
    }
    const length = view.getUint32(4, this.#littleEndian);
    if (length < FRAME || length % 4 !== 0 || length > MAX_BLOCK) {
      return { kind: 'damaged', reason: `a block claims to have ${length} bytes` };
    }
    if (bytes.length < length) return { kind: 'more', needed: length };
    if (view.getUint32(length - 4, this.#littleEndian) !== length) {
      return { kind: 'damaged', reason: 'a block does not end where it says' };
    }
    const body = bytes.subarray(8, length - 4);
    const type = view.getUint32(0, this.#littleEndian);
    if (type === INTERFACE_DESCRIPTION) {
      if (this.#interfaces.length === MAX_INTERFACES) return { kind: 'damaged', reason: 'too many interfaces' };
      this.#interfaces.push(this.#interface(body));
    }
    const packet = this.#packet(type, body);
    return packet === undefined ? { kind: 'done', length } : { kind: 'done', length, packet };
  }

  #interface(body: Uint8Array): Interface {
    const view = viewOf(body);
    const littleEndian = this.#littleEndian;
    if (body.length < 8) return { linkType: -1, snapLength: 0, ticks: 1e6, offset: 0 };
    let ticks = 1e6;
    let offset = 0;
    for (let at = 8; at + 4 <= body.length; ) {
      const code = view.getUint16(at, littleEndian);
      const length = view.getUint16(at + 2, littleEndian);
      const value = at + 4;
      if (code === 0 || value + length > body.length) break;
      if (code === OPTION_TIME_RESOLUTION && length >= 1) {
        const exponent = view.getUint8(value);
        ticks = exponent < 0x80 ? 10 ** exponent : 2 ** (exponent & 0x7f);
      }
      if (code === OPTION_TIME_OFFSET && length >= 8) offset = Number(view.getBigInt64(value, littleEndian));
      at = value + length + ((4 - (length % 4)) % 4);
    }
    const linkType = view.getUint16(0, littleEndian);
    return { linkType, snapLength: view.getUint32(4, littleEndian), ticks, offset };
  }

  /** The packet of a block; undefined for blocks without one, and for those that contradict themselves. */
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
  from: Interface | undefined,
  ticks: number | undefined,
  body: Uint8Array,
  at: number,
  captured: number,
  original: number,
): CapturedPacket | undefined {
  if (from === undefined || captured > body.length - at) return undefined;
  const stamp = ticks === undefined ? Number.NaN : (ticks / from.ticks + from.offset) * 1000;
  // What no calendar reaches is no time.
  const time = Math.abs(stamp) <= MAX_TIME ? stamp : undefined;
  const data = body.subarray(at, at + captured);
  return { linkType: from.linkType, time, data, missing: Math.max(0, original - captured) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
