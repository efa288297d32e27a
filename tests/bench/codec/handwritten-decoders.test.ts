import test from 'ava';
import { WireError } from 'wirechart/runtime';
import { decodeHelloByIndex } from '../../../bench/codec/handwritten-index-decoder.ts';
import { decodeHelloByView } from '../../../bench/codec/handwritten-view-decoder.ts';
import { decodeHello, type HelloRecord, helloBytes } from '../../../bench/codec/hello-record.ts';

const bytes = helloBytes();
const handwritten = { decodeHelloByIndex, decodeHelloByView };

/** The tree, or `refused` for a WireError. Other errors are rethrown. */
function outcome(decode: (input: Uint8Array) => HelloRecord, input: Uint8Array): HelloRecord | string {
  try {
    return decode(input);
  } catch (error) {
    if (error instanceof WireError) return 'refused';
    throw error;
  }
}

test('the handwritten decoders refuse the same inputs as the generated codecs', (t) => {
  const inputs = Array.from(bytes.keys(), (length) => bytes.subarray(0, length));
  // Extension types are not changed, because the handwritten decoders know eight of them.
  const types = new Set<number>();
  for (let at = 73; at < bytes.length; at += 4 + new DataView(bytes.buffer).getUint16(at + 2))
    types.add(at).add(at + 1);
  t.is(types.size, 16);
  for (const at of bytes.keys()) {
    if (types.has(at)) continue;
    for (const change of [1, 0x80, 0xff]) {
      const input = Uint8Array.from(bytes);
      input[at] = (input[at] ?? 0) ^ change;
      inputs.push(input);
    }
  }
  let refused = 0;
  for (const input of inputs) {
    const expected = outcome(decodeHello, input);
    if (expected === 'refused') refused += 1;
    for (const decode of Object.values(handwritten)) t.deepEqual(outcome(decode, input), expected);
  }
  t.true(refused > bytes.length, `${refused} of ${inputs.length} refused`);
});
