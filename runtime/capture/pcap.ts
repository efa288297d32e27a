// The pcap file format (draft-ietf-opsawg-pcap): a file header, then packet records.
import { type CaptureFormat, MAX_BLOCK_BYTES, type ParseResult } from './capture-format.ts';

const FILE_HEADER_BYTES = 24;
const PACKET_HEADER_BYTES = 16;

/** Magic numbers of files with timestamps in microseconds and in nanoseconds; draft-ietf-opsawg-pcap section 4. */
const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;

/** A parser for pcap in either byte order; undefined: another format. `view` covers at least the first 4 bytes. */
export function openPcap(view: DataView): CaptureFormat | undefined {
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(0, littleEndian);
    if (magic === MAGIC_MICROSECONDS) return new Pcap(littleEndian, 1e6);
    if (magic === MAGIC_NANOSECONDS) return new Pcap(littleEndian, 1e9);
  }
  return undefined;
}

class Pcap implements CaptureFormat {
  readonly name = 'pcap';
  readonly #littleEndian: boolean;
  readonly #ticksPerSecond: number;
  /** Undefined: the file header is not yet parsed. */
  #linkType: number | undefined;

  /** `ticksPerSecond`: units of the fractional part of a timestamp. */
  constructor(littleEndian: boolean, ticksPerSecond: number) {
    this.#littleEndian = littleEndian;
    this.#ticksPerSecond = ticksPerSecond;
  }

  parse(bytes: Uint8Array, view: DataView): ParseResult {
    const littleEndian = this.#littleEndian;
    if (this.#linkType === undefined) {
      if (bytes.length < FILE_HEADER_BYTES) return { kind: 'incomplete', needed: FILE_HEADER_BYTES };
      // The upper bits describe the frame check sequence.
      this.#linkType = view.getUint32(20, littleEndian) & 0xffff;
      return { kind: 'block', length: FILE_HEADER_BYTES };
    }
    if (bytes.length < PACKET_HEADER_BYTES) return { kind: 'incomplete', needed: PACKET_HEADER_BYTES };
    const captured = view.getUint32(8, littleEndian);
    const original = view.getUint32(12, littleEndian);
    if (captured > MAX_BLOCK_BYTES) return { kind: 'malformed', reason: `the length of a packet is ${captured} bytes` };
    const length = PACKET_HEADER_BYTES + captured;
    if (bytes.length < length) return { kind: 'incomplete', needed: length };
    const time =
      view.getUint32(0, littleEndian) * 1000 + (view.getUint32(4, littleEndian) / this.#ticksPerSecond) * 1000;
    const data = bytes.subarray(PACKET_HEADER_BYTES, length);
    const packet = { linkType: this.#linkType, time, data, missing: Math.max(0, original - captured) };
    return { kind: 'block', length, packet };
  }
}
