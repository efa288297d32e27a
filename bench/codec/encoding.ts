// Benchmark of encoding a ClientHello record.
import { ClientHello } from 'wirechart/dtls13/wire';
import { measureOptions, type Run } from '../layer.ts';
import { measure, repeat } from '../measurement.ts';
import { type Result, timedResult } from '../result.ts';
import { encodeHelloHandwritten } from './handwritten-encoder.ts';
import { decodeHello, encodeHello, encodeHelloInPlace, helloBytes } from './hello-record.ts';
import { requireEqual } from './result-check.ts';

/** Encodes the tree of a ClientHello record with derived lengths, and validates it without encoding. */
export function encoding(run: Run): Result {
  const bytes = helloBytes();
  const tree = decodeHello(bytes);
  const buffer = new Uint8Array(2048);
  requireEqual(encodeHelloInPlace(tree, buffer), bytes, 'encoding in place');
  requireEqual(encodeHello(tree), bytes, 'encoding layer by layer');
  requireEqual(buffer.subarray(0, encodeHelloHandwritten(tree, buffer.fill(0))), bytes, 'the handwritten encoder');
  ClientHello.validate(tree.clientHello);

  run.log('measuring encoding (about 3 s)');
  const timings = measure(
    {
      'generated codecs, in place': repeat(() => encodeHelloInPlace(tree, buffer)),
      'generated, layer by layer': repeat(() => encodeHello(tree)),
      'handwritten, one pass': repeat(() => encodeHelloHandwritten(tree, buffer)),
      'generated, validate only': repeat(() => ClientHello.validate(tree.clientHello)),
    },
    measureOptions(run),
  );
  const title = `encode the tree of a ClientHello record to ${bytes.length} bytes`;
  return timedResult({ key: 'encode', title }, timings, timings['generated codecs, in place']);
}
