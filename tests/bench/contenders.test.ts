import test from 'ava';
import { WireError } from 'wirechart/wire';
import { agree, same } from '../../bench/codec/agree.ts';
import { decodeHelloByIndex } from '../../bench/codec/by-index.ts';
import { decodeHelloByView } from '../../bench/codec/by-view.ts';
import { encodeHelloByHand } from '../../bench/codec/encode-by-hand.ts';
import {
  decodeHello,
  decodeHelloByLayers,
  encodeHello,
  encodeHelloInPlace,
  type HelloRecord,
  helloBytes,
} from '../../bench/codec/hello-record.ts';

const bytes = helloBytes();
const byHand = { decodeHelloByIndex, decodeHelloByView };

test('every decoder makes the same tree of the same record', (t) => {
  const tree = decodeHello(bytes);
  t.is(bytes.length, 292);
  t.deepEqual(
    tree.clientHello.extensions.map(({ kind }) => kind),
    [
      'server_name',
      'supported_groups',
      'signature_algorithms',
      'application_layer_protocol_negotiation',
      'supported_versions',
      'psk_key_exchange_modes',
      'key_share',
      'connection_id',
    ],
  );
  t.deepEqual(decodeHelloByLayers(bytes), tree);
  for (const decode of Object.values(byHand)) t.deepEqual(decode(bytes), tree);
});

test('every encoder makes the same record of the same tree', (t) => {
  const tree = decodeHello(bytes);
  t.deepEqual(encodeHello(tree), bytes);
  t.deepEqual(encodeHelloInPlace(tree, new Uint8Array(400)), bytes);
  const buffer = new Uint8Array(400);
  t.deepEqual(buffer.slice(0, encodeHelloByHand(tree, buffer)), bytes);
});

/** The tree, or the code of the refusal. Anything but a WireError is thrown on. */
function outcome(decode: (input: Uint8Array) => HelloRecord, input: Uint8Array): HelloRecord | string {
  try {
    return decode(input);
  } catch (error) {
    if (error instanceof WireError) return 'refused';
    throw error;
  }
}

test('the parsers by hand refuse what the generated codecs refuse', (t) => {
  const inputs = Array.from(bytes.keys(), (length) => bytes.subarray(0, length));
  // Extension types are left alone: the parsers by hand know eight of them.
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
    for (const decode of Object.values(byHand)) t.deepEqual(outcome(decode, input), expected);
  }
  t.true(refused > bytes.length, `${refused} of ${inputs.length} refused`);
});

test('a disagreement stops the bench before anything is measured', (t) => {
  t.notThrows(() => agree({ list: [1], number: 5 }, { list: { items: [1] }, number: { high: 0, low: 5 } }, 'T'));
  t.throws(() => agree({ list: [1] }, { list: { items: [2] } }, 'T'), { message: /T\.list\[0\]/ });
  t.throws(() => agree({ list: [1] }, { list: { items: [] } }, 'T'), { message: /T\.list:/ });
  t.throws(() => agree({ number: 5 }, { number: { high: 1, low: 5 } }, 'T'), { message: /T\.number/ });
  t.throws(() => agree({ bytes: Uint8Array.of(1) }, {}, 'T'), { message: /T\.bytes/ });
  t.throws(() => same({ a: 1 }, { a: 2 }, 'it'), { message: /^it gives another result/ });
});
