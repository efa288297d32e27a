import type { SendBuffer } from '../../../runtime/net/datagram-socket.ts';

/** Datagrams of these lengths, back to back, each with bytes of its own. */
export function datagramsOf(lengths: readonly number[], seed = 1): SendBuffer {
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let state = seed;
  for (let index = 0; index < bytes.length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 16;
  }
  return { bytes, length: Int32Array.from(lengths), count: lengths.length };
}

/** The datagrams of a buffer. */
export function split({ bytes, length, count }: SendBuffer): Buffer[] {
  const result: Buffer[] = [];
  for (let index = 0, at = 0; index < count; index++) {
    const end = at + (length[index] as number);
    result.push(Buffer.from(bytes.subarray(at, end)));
    at = end;
  }
  return result;
}
