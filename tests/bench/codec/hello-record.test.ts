import test from 'ava';
import { encodeHelloHandwritten } from '../../../bench/codec/handwritten-encoder.ts';
import { decodeHelloByIndex } from '../../../bench/codec/handwritten-index-decoder.ts';
import { decodeHelloByView } from '../../../bench/codec/handwritten-view-decoder.ts';
import {
  decodeHello,
  decodeHelloByLayers,
  encodeHello,
  encodeHelloInPlace,
  helloBytes,
} from '../../../bench/codec/hello-record.ts';

const bytes = helloBytes();
const handwritten = { decodeHelloByIndex, decodeHelloByView };

test('every decoder returns the same tree for the same record', (t) => {
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
  for (const decode of Object.values(handwritten)) t.deepEqual(decode(bytes), tree);
});

test('every encoder returns the same record for the same tree', (t) => {
  const tree = decodeHello(bytes);
  t.deepEqual(encodeHello(tree), bytes);
  t.deepEqual(encodeHelloInPlace(tree, new Uint8Array(400)), bytes);
  const buffer = new Uint8Array(400);
  t.deepEqual(buffer.slice(0, encodeHelloHandwritten(tree, buffer)), bytes);
});
