import { DtlsPlaintext, type MutableUnifiedHeader, UnifiedHeader } from 'wirechart/dtls13/wire';
import { Reader } from 'wirechart/wire';
import { compete, repeat } from '../contest.ts';
import { type Result, rowsOf } from '../result.ts';
import { agree, same } from './agree.ts';
import { recordByHand, unifiedHeaderByHand } from './headers-by-hand.ts';
import { helloBytes } from './hello-record.ts';
import type { Official } from './official.ts';

const CONNECTION_ID_LENGTH = 8;
/** A record under DTLS 1.3 with connection id, 16-bit sequence number and length: 77 bytes. */
const RECORD = Uint8Array.from(
  { length: 77 },
  (_, index) => [0x3f, 1, 2, 3, 4, 5, 6, 7, 8, 0xab, 0xcd, 0, 64][index] ?? index,
);

const emptyHeader = (): MutableUnifiedHeader => ({
  hasSequenceNumber16: false,
  epochBits: 0,
  connectionId: undefined,
  sequenceNumber8: undefined,
  sequenceNumber16: undefined,
  length: undefined,
});

/** What is done for every record: the headers alone. */
export async function headers(official: Official, say: (text: string) => void): Promise<readonly Result[]> {
  return [await plaintext(official, say), await unified(official, say)];
}

async function plaintext(official: Official, say: (text: string) => void): Promise<Result> {
  const { Stream } = official;
  const Kaitai = await official.load<object>('dtls_plaintext');
  const bytes = helloBytes();
  const reader = new Reader(bytes);
  const ours = () => DtlsPlaintext.decode(reader.reset(bytes));
  same(recordByHand(bytes), ours(), 'the parser by hand');
  agree(ours(), new Kaitai(new Stream(bytes)), 'DTLSPlaintext');
  say('measuring record headers (about 2 s)');
  const timings = compete({
    'generated codec': repeat(ours),
    'by hand': repeat(() => recordByHand(bytes)),
    'Kaitai JavaScript': repeat(() => new Kaitai(new Stream(bytes))),
  });
  return {
    title: 'DTLSPlaintext: header and a view of the fragment',
    rows: rowsOf(timings, timings['generated codec']),
    gates: [],
  };
}

async function unified(official: Official, say: (text: string) => void): Promise<Result> {
  const { Stream } = official;
  const Kaitai = await official.load<object>('unified_header');
  const reader = new Reader(RECORD);
  const header = emptyHeader();
  const decode = () => UnifiedHeader.decode(reader.reset(RECORD), CONNECTION_ID_LENGTH);
  const decodeInto = () => UnifiedHeader.decodeInto(reader.reset(RECORD), header, CONNECTION_ID_LENGTH);
  const kaitai = () => new Kaitai(new Stream(RECORD), undefined, undefined, CONNECTION_ID_LENGTH);
  decodeInto();
  same(header, { ...decode() }, 'decodeInto');
  same(unifiedHeaderByHand(RECORD, CONNECTION_ID_LENGTH), decode(), 'the parser by hand');
  agree(decode(), kaitai(), 'unified_hdr');
  say('measuring unified headers (about 3 s)');
  const timings = compete({
    'generated, into an object': repeat(decodeInto),
    'generated, a new object': repeat(decode),
    'by hand, a new object': repeat(() => unifiedHeaderByHand(RECORD, CONNECTION_ID_LENGTH)),
    'Kaitai JavaScript': repeat(kaitai),
  });
  return {
    title: `unified header with a connection id of ${CONNECTION_ID_LENGTH} bytes`,
    rows: rowsOf(timings, timings['generated, into an object']),
    gates: [],
  };
}
