import { type CaptureFormat, MAX_BLOCK, type Step } from './captured-packet.ts';

const HEADER = 24;
const RECORD = 16;

/** Magic numbers of files with micro- and nanoseconds; draft-ietf-opsawg-pcap section 4. */
const MICRO = 0xa1b2c3d4;
const NANO = 0xa1b23c4d;

/** The classic format, of either byte order; undefined: the bytes are something else. Needs the first 4 of them. */
export function openPcap(view: DataView): CaptureFormat | undefined {
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(0, littleEndian);
    if (magic === MICRO) return new Pcap(littleEndian, 1e6);
    if (magic === NANO) return new Pcap(littleEndian, 1e9);
  }
  return undefined;
}

class Pcap implements CaptureFormat {
  readonly name = 'pcap';
  readonly #littleEndian: boolean;
  readonly #ticks: number;
  /** Undefined: the file header is still to come. */
  #linkType: number | undefined;

  /** `ticks`: of the fraction, in a second. */
  constructor(littleEndian: boolean, ticks: number) {
    this.#littleEndian = littleEndian;
    this.#ticks = ticks;
  }

  step(bytes: Uint8Array, view: DataView): Step {
    const littleEndian = this.#littleEndian;
    if (this.#linkType === undefined) {
      if (bytes.length < HEADER) return { kind: 'more', needed: HEADER };
      // The upper bits tell of checksums behind the packets.
      this.#linkType = view.getUint32(20, littleEndian) & 0xffff;
      return { kind: 'done', length: HEADER };
    }
    if (bytes.length < RECORD) return { kind: 'more', needed: RECORD };
    const captured = view.getUint32(8, littleEndian);
    const original = view.getUint32(12, littleEndian);
    if (captured > MAX_BLOCK) return { kind: 'damaged', reason: `a packet claims to have ${captured} bytes` };
    const length = RECORD + captured;
    if (bytes.length < length) return { kind: 'more', needed: length };
    const time = view.getUint32(0, littleEndian) * 1000 + (view.getUint32(4, littleEndian) / this.#ticks) * 1000;
    const data = bytes.subarray(RECORD, length);
    const packet = { linkType: this.#linkType, time, data, missing: Math.max(0, original - captured) };
    return { kind: 'done', length, packet };
  }
}
