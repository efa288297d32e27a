/** A request of the runner, in the framing of a datagram test. Integers are big-endian. */
export type Opcode =
  /** A datagram for the shim. */
  | { readonly kind: 'packet'; readonly datagram: Uint8Array }
  /** `nanoseconds` pass without input. */
  | { readonly kind: 'timeout'; readonly nanoseconds: bigint }
  /** The path has this MTU from now on, in bytes. */
  | { readonly kind: 'mtu'; readonly size: number }
  /** The next timer must expire in exactly `nanoseconds`; undefined: no timer runs. */
  | { readonly kind: 'expectTimeout'; readonly nanoseconds: bigint | undefined }
  /** The retransmission timer starts with this value from now on. */
  | { readonly kind: 'initialTimeout'; readonly milliseconds: number };

const NO_TIMER = 0xffff_ffff_ffff_ffffn;
const PACKET = 0x50;
const TIMEOUT = 0x54;
const MTU = 0x4d;
const EXPECT_TIMEOUT = 0x45;
const INITIAL_TIMEOUT = 0x55;
/** Bytes after the opcode, without the datagram of a packet. */
const FIXED_LENGTHS: Readonly<Record<number, number>> = {
  [PACKET]: 4,
  [TIMEOUT]: 8,
  [MTU]: 4,
  [EXPECT_TIMEOUT]: 8,
  [INITIAL_TIMEOUT]: 4,
};

/** The answer to `timeout`. It precedes the output of the timers that expire. */
export const TIMEOUT_ACKNOWLEDGEMENT = Uint8Array.of(0x74);

/** A datagram for the runner. */
export function encodePacket(datagram: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + datagram.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, PACKET);
  view.setUint32(1, datagram.length);
  bytes.set(datagram, 5);
  return bytes;
}

/** Cuts the byte stream of the runner into opcodes. */
export class OpcodeReader {
  #bytes = new Uint8Array(0);

  /** Adds the next bytes of the stream; borrows them for the call. */
  push(bytes: Uint8Array): void {
    const joined = new Uint8Array(this.#bytes.length + bytes.length);
    joined.set(this.#bytes);
    joined.set(bytes, this.#bytes.length);
    this.#bytes = joined;
  }

  /** True: no part of an opcode waits for the rest. */
  get empty(): boolean {
    return this.#bytes.length === 0;
  }

  /** The next opcode; undefined: more bytes are needed. Throws Error for an unknown opcode. */
  next(): Opcode | undefined {
    const bytes = this.#bytes;
    const code = bytes[0];
    if (code === undefined) return undefined;
    const length = FIXED_LENGTHS[code];
    if (length === undefined) throw new Error(`unknown opcode ${code}`);
    let end = 1 + length;
    if (bytes.length < end) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (code === PACKET) end += view.getUint32(1);
    if (bytes.length < end) return undefined;
    this.#bytes = bytes.subarray(end);
    switch (code) {
      case PACKET:
        return { kind: 'packet', datagram: bytes.slice(5, end) };
      case TIMEOUT:
        return { kind: 'timeout', nanoseconds: view.getBigUint64(1) };
      case MTU:
        return { kind: 'mtu', size: view.getUint32(1) };
      case EXPECT_TIMEOUT: {
        const nanoseconds = view.getBigUint64(1);
        return { kind: 'expectTimeout', nanoseconds: nanoseconds === NO_TIMER ? undefined : nanoseconds };
      }
      default:
        return { kind: 'initialTimeout', milliseconds: view.getUint32(1) };
    }
  }
}
