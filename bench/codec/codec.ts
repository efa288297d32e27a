import { compete, ratio, repeat } from '../contest.ts';
import { type Result, rowsOf } from '../result.ts';
import { agree, same } from './agree.ts';
import { decodeHelloByIndex } from './by-index.ts';
import { decodeHelloByView } from './by-view.ts';
import { encoding } from './encoding.ts';
import { headers } from './headers.ts';
import { decodeHello, decodeHelloByLayers, helloBytes } from './hello-record.ts';
import { Official } from './official.ts';

/** The hand-written parsers are a yardstick only if they are this much faster than Kaitai's. */
const YARDSTICK = 4;

interface Layer {
  readonly fragment: Uint8Array;
}

/** Codecs against the official Kaitai parsers and against parsers written by hand, over the same bytes. */
export async function codec(say: (text: string) => void): Promise<readonly Result[]> {
  say('compiling our schemas with the official Kaitai compiler');
  const official = new Official();
  const results = [await decoding(official, say)];
  results.push(encoding(say));
  results.push(...(await headers(official, say)));
  return results;
}

async function decoding(official: Official, say: (text: string) => void): Promise<Result> {
  const { Stream } = official;
  const Record = await official.load<Layer>('dtls_plaintext');
  const Handshake = await official.load<Layer>('handshake');
  const ClientHello = await official.load<object>('client_hello');
  const kaitai = (input: Uint8Array): object => {
    const record = new Record(new Stream(input));
    const handshake = new Handshake(new Stream(record.fragment));
    return { record, handshake, clientHello: new ClientHello(new Stream(handshake.fragment)) };
  };

  const bytes = helloBytes();
  const tree = decodeHello(bytes);
  same(decodeHelloByLayers(bytes), tree, 'decodeAll');
  same(decodeHelloByIndex(bytes), tree, 'the parser by index');
  same(decodeHelloByView(bytes), tree, 'the parser by DataView');
  agree(tree, kaitai(bytes), 'ClientHello');

  say('measuring eager decoding: generated, by hand, Kaitai (about 3 s)');
  const timings = compete({
    'generated codecs': repeat(() => decodeHello(bytes)),
    'generated, layer by layer': repeat(() => decodeHelloByLayers(bytes)),
    'by hand, Uint8Array': repeat(() => decodeHelloByIndex(bytes)),
    'by hand, DataView': repeat(() => decodeHelloByView(bytes)),
    'Kaitai JavaScript': repeat(() => kaitai(bytes)),
  });
  const ours = timings['generated codecs'];
  const theirs = timings['Kaitai JavaScript'];
  const byHand = [timings['by hand, Uint8Array'], timings['by hand, DataView']];
  const best = byHand.toSorted((a, b) => a.median - b.median)[0] ?? ours;
  const lead = ratio(theirs, best);
  return {
    title: `eager decode of a ClientHello record, ${bytes.length} bytes, to the full tree`,
    rows: rowsOf(timings, ours),
    gates: [
      { claim: 'Kaitai takes, in our time,', measured: ratio(theirs, ours), wanted: { least: 3 } },
      {
        claim: 'Kaitai takes, in the time of the faster parser by hand,',
        measured: lead,
        wanted: { least: YARDSTICK },
      },
      {
        claim: 'we take, in the time of the faster parser by hand,',
        measured: ratio(ours, best),
        wanted: { most: 1.3 },
        proof: { claim: 'a parser by hand counts if Kaitai takes at least', measured: lead, least: YARDSTICK },
      },
    ],
  };
}
