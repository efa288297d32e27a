// Benchmark of decoding the headers of DTLSPlaintext and DTLSCiphertext records.
import { DtlsPlaintext, type MutableUnifiedHeader, UnifiedHeader } from 'wirechart/dtls13/wire';
import { Reader } from 'wirechart/runtime';
import { measureOptions, type Run } from '../layer.ts';
import { measure, repeat } from '../measurement.ts';
import { type Result, timedResult } from '../result.ts';
import { decodeRecordHandwritten, decodeUnifiedHeaderHandwritten } from './handwritten-headers.ts';
import { helloBytes } from './hello-record.ts';
import type { KaitaiCompiler } from './kaitai-compiler.ts';
import { requireEqual, requireEquivalent } from './result-check.ts';

const CONNECTION_ID_LENGTH = 8;
/** A DTLSCiphertext record with connection id, 16-bit sequence number and length: 77 bytes. */
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

/** Decodes record headers only. */
export async function headers(compiler: KaitaiCompiler, run: Run): Promise<readonly Result[]> {
  return [await plaintext(compiler, run), await unified(compiler, run)];
}

async function plaintext(compiler: KaitaiCompiler, run: Run): Promise<Result> {
  const { Stream } = compiler;
  const Kaitai = await compiler.load<object>('dtls_plaintext');
  const bytes = helloBytes();
  const reader = new Reader(bytes);
  const ours = () => DtlsPlaintext.decode(reader.reset(bytes));
  requireEqual(decodeRecordHandwritten(bytes), ours(), 'the handwritten decoder');
  requireEquivalent(ours(), new Kaitai(new Stream(bytes)), 'DTLSPlaintext');
  run.log('measuring record headers (about 2 s)');
  const timings = measure(
    {
      'generated codec': repeat(ours),
      handwritten: repeat(() => decodeRecordHandwritten(bytes)),
      'Kaitai JavaScript': repeat(() => new Kaitai(new Stream(bytes))),
    },
    measureOptions(run),
  );
  const title = 'DTLSPlaintext: header and a view of the fragment';
  return timedResult({ key: 'plaintext', title }, timings, timings['generated codec']);
}

async function unified(compiler: KaitaiCompiler, run: Run): Promise<Result> {
  const { Stream } = compiler;
  const Kaitai = await compiler.load<object>('unified_header');
  const reader = new Reader(RECORD);
  const header = emptyHeader();
  const decode = () => UnifiedHeader.decode(reader.reset(RECORD), CONNECTION_ID_LENGTH);
  const decodeInto = () => UnifiedHeader.decodeInto(reader.reset(RECORD), header, CONNECTION_ID_LENGTH);
  const kaitai = () => new Kaitai(new Stream(RECORD), undefined, undefined, CONNECTION_ID_LENGTH);
  decodeInto();
  requireEqual(header, { ...decode() }, 'decodeInto');
  requireEqual(decodeUnifiedHeaderHandwritten(RECORD, CONNECTION_ID_LENGTH), decode(), 'the handwritten decoder');
  requireEquivalent(decode(), kaitai(), 'unified_hdr');
  run.log('measuring unified headers (about 3 s)');
  const timings = measure(
    {
      'generated, into an object': repeat(decodeInto),
      'generated, a new object': repeat(decode),
      'handwritten, a new object': repeat(() => decodeUnifiedHeaderHandwritten(RECORD, CONNECTION_ID_LENGTH)),
      'Kaitai JavaScript': repeat(kaitai),
    },
    measureOptions(run),
  );
  const title = `unified header with a connection id of ${CONNECTION_ID_LENGTH} bytes`;
  return timedResult({ key: 'unified', title }, timings, timings['generated, into an object']);
}
