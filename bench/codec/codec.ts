// Benchmark of decoding a ClientHello record; runs those of encoding and of record headers too.

import { measureOptions, type Run } from '../layer.ts';
import { measure, ratio, repeat } from '../measurement.ts';
import { type Result, timedResult } from '../result.ts';
import { encoding } from './encoding.ts';
import { decodeHelloByIndex } from './handwritten-index-decoder.ts';
import { decodeHelloByView } from './handwritten-view-decoder.ts';
import { headers } from './headers.ts';
import { decodeHello, decodeHelloByLayers, helloBytes } from './hello-record.ts';
import { KaitaiCompiler } from './kaitai-compiler.ts';
import { requireEqual, requireEquivalent } from './result-check.ts';

/** The handwritten decoders are a reference only when they are at least this much faster than Kaitai's. */
const MIN_HANDWRITTEN_RATIO = 4;

interface Layer {
  readonly fragment: Uint8Array;
}

/** Compares generated codecs with the official Kaitai parsers and with handwritten codecs, for the same bytes. */
export async function codec(run: Run): Promise<readonly Result[]> {
  run.log('compiling the schemas with the official Kaitai compiler');
  const compiler = new KaitaiCompiler();
  const results = [await decoding(compiler, run)];
  results.push(encoding(run));
  results.push(...(await headers(compiler, run)));
  return results;
}

async function decoding(compiler: KaitaiCompiler, run: Run): Promise<Result> {
  const { Stream } = compiler;
  const Record = await compiler.load<Layer>('dtls_plaintext');
  const Handshake = await compiler.load<Layer>('handshake');
  const ClientHello = await compiler.load<object>('client_hello');
  const kaitai = (input: Uint8Array): object => {
    const record = new Record(new Stream(input));
    const handshake = new Handshake(new Stream(record.fragment));
    return { record, handshake, clientHello: new ClientHello(new Stream(handshake.fragment)) };
  };

  const bytes = helloBytes();
  const tree = decodeHello(bytes);
  requireEqual(decodeHelloByLayers(bytes), tree, 'decodeAll');
  requireEqual(decodeHelloByIndex(bytes), tree, 'the decoder by index');
  requireEqual(decodeHelloByView(bytes), tree, 'the decoder by DataView');
  requireEquivalent(tree, kaitai(bytes), 'ClientHello');

  run.log('measuring eager decoding: generated, handwritten, Kaitai (about 3 s)');
  const timings = measure(
    {
      'generated codecs': repeat(() => decodeHello(bytes)),
      'generated, layer by layer': repeat(() => decodeHelloByLayers(bytes)),
      'handwritten, Uint8Array': repeat(() => decodeHelloByIndex(bytes)),
      'handwritten, DataView': repeat(() => decodeHelloByView(bytes)),
      'Kaitai JavaScript': repeat(() => kaitai(bytes)),
    },
    measureOptions(run),
  );
  const ours = timings['generated codecs'];
  const theirs = timings['Kaitai JavaScript'];
  const handwritten = [timings['handwritten, Uint8Array'], timings['handwritten, DataView']];
  const best = handwritten.toSorted((a, b) => a.median - b.median)[0] ?? ours;
  const kaitaiRatio = ratio(theirs, best);
  const title = `eager decode of a ClientHello record, ${bytes.length} bytes, to the full tree`;
  const gates = [
    { claim: 'time of Kaitai to ours:', measured: ratio(theirs, ours), limit: { min: 3 } },
    {
      claim: 'time of Kaitai to the faster handwritten decoder:',
      measured: kaitaiRatio,
      limit: { min: MIN_HANDWRITTEN_RATIO },
    },
    {
      claim: 'our time to the faster handwritten decoder:',
      measured: ratio(ours, best),
      limit: { max: 1.3 },
      condition: {
        claim: 'a handwritten decoder is a reference when the time of Kaitai is at min',
        measured: kaitaiRatio,
        min: MIN_HANDWRITTEN_RATIO,
      },
    },
  ];
  return timedResult({ key: 'decode', title, gates }, timings, ours);
}
