import { ClientHello } from 'wirechart/dtls13/wire';
import { compete, repeat } from '../contest.ts';
import { type Result, rowsOf } from '../result.ts';
import { same } from './agree.ts';
import { encodeHelloByHand } from './encode-by-hand.ts';
import { decodeHello, encodeHello, encodeHelloInPlace, helloBytes } from './hello-record.ts';

/** Encoding the tree again, every length derived, and checking it without encoding. */
export function encoding(say: (text: string) => void): Result {
  const bytes = helloBytes();
  const tree = decodeHello(bytes);
  const buffer = new Uint8Array(2048);
  same(encodeHelloInPlace(tree, buffer), bytes, 'encoding in place');
  same(encodeHello(tree), bytes, 'encoding layer by layer');
  same(buffer.subarray(0, encodeHelloByHand(tree, buffer.fill(0))), bytes, 'the encoder by hand');
  ClientHello.validate(tree.clientHello);

  say('measuring encoding (about 3 s)');
  const timings = compete({
    'generated codecs, in place': repeat(() => encodeHelloInPlace(tree, buffer)),
    'generated, layer by layer': repeat(() => encodeHello(tree)),
    'by hand, one pass': repeat(() => encodeHelloByHand(tree, buffer)),
    'generated, validate only': repeat(() => ClientHello.validate(tree.clientHello)),
  });
  return {
    title: `encode the tree of a ClientHello record to ${bytes.length} bytes`,
    rows: rowsOf(timings, timings['generated codecs, in place']),
    gates: [],
  };
}
