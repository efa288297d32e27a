import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { AeadRecordCipher } from '../../../runtime/crypto/aead-record-cipher.ts';
import { opensslProvider } from '../../../runtime/crypto/openssl/index.ts';
import type { AeadName, CryptoProvider, RecordCipher } from '../../../runtime/crypto/provider.ts';
import { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { ReadEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { FaultyProvider, SeededRandom } from '../../../runtime/testing/index.ts';
import { ReceivedContents, type RecordForm, sealRecord } from './sealed-record.ts';

const KEYS = { key: new Uint8Array(16).fill(1), iv: new Uint8Array(12), recordNumberKey: new Uint8Array(16).fill(2) };
const WIDE: RecordForm = { wide: true, hasLength: true };
const NARROW: RecordForm = { wide: false, hasLength: false };

function batched(source: CryptoProvider = opensslProvider): CryptoProvider {
  return { ...source, recordCipher: (name, keys): RecordCipher => new AeadRecordCipher(source, name, keys) };
}

/** A reader that gets datagrams in batches, and what it gave to its handler. */
class BatchReceiver {
  readonly contents = new ReceivedContents();
  readonly lengths: number[] = [];
  readonly failures: unknown[] = [];
  readonly epoch: ReadEpoch;
  /** What `dataReceived` was told. */
  readonly runs: { readonly datagrams: number; readonly bytes: number; readonly highest: number }[] = [];
  /** Application data concerns nothing but its queue. */
  acceptsData = false;

  constructor(provider: CryptoProvider = batched(), aead: AeadName = 'aes-128-gcm') {
    this.epoch = new ReadEpoch(3, new RecordProtection(provider, aead, KEYS), 256);
    this.contents.reader.epochs.install(this.epoch);
  }

  /** Reads datagrams until the reader returns. Returns the slab, and the index of the first datagram that was not read. */
  receiveSome(datagrams: readonly Uint8Array[]): { slab: Uint8Array; next: number; at: Int32Array } {
    const slab = Uint8Array.from(Buffer.concat(datagrams));
    const length = Int32Array.from(datagrams, (each) => each.length);
    const at = new Int32Array(length.length);
    for (let index = 1; index < at.length; index++) at[index] = (at[index - 1] ?? 0) + (length[index - 1] ?? 0);
    const batch = { slab, at, length, path: new Int32Array(length.length), count: length.length };
    const next = this.contents.reader.receiveMany(batch, 0, length.length, {
      beginDatagram: (bytes) => this.lengths.push(bytes),
      failed: (error) => this.failures.push(error),
      acceptsData: (epoch) => this.acceptsData && epoch === this.epoch.number,
      data: (bytes, start, size) =>
        this.contents.texts.push(new TextDecoder().decode(bytes.subarray(start, start + size))),
      dataReceived: (datagrams, bytes, highest) => this.runs.push({ datagrams, bytes, highest }),
    });
    return { slab, next, at };
  }

  receiveAll(datagrams: readonly Uint8Array[]): void {
    for (let rest = datagrams; rest.length > 0; ) rest = rest.slice(this.receiveSome(rest).next);
  }
}

/** `before`: the highest number that was received already. */
function singly(datagrams: readonly Uint8Array[], before = 0): ReceivedContents {
  const { contents, epoch } = new BatchReceiver();
  if (before > 0) epoch.window.mark(before);
  for (const datagram of datagrams) contents.receive(datagram);
  return contents;
}

test('short numbers stay right when a batch passes 128, and wide ones when it passes 65,536', (t) => {
  const random = new SeededRandom(1);
  for (const [form, start] of [
    [NARROW, 0],
    [NARROW, 2 ** 32 - 300],
    [WIDE, 65_400],
  ] as const) {
    const numbers: number[] = [];
    for (let sequence = start; numbers.length < 600; sequence++) if (!random.chance(0.3)) numbers.push(sequence);
    const before = [sealRecord(start, form, 'first')];
    // Nearby records in another order.
    const order = numbers.map((sequence, index) => [index + 20 * random.fraction(), sequence] as const);
    const sorted = order.sort(([a], [b]) => a - b).map(([, sequence]) => sequence);
    const datagrams = [...before, ...sorted.map((sequence) => sealRecord(sequence, form, `${sequence}`))];
    const receiver = new BatchReceiver();
    const reference = singly([]);
    for (const each of [receiver.contents, reference]) {
      each.reader.epochs.newest?.window.mark(Math.max(0, start - 1));
    }
    for (const datagram of datagrams) reference.receive(datagram);
    receiver.receiveAll(datagrams);
    t.deepEqual(receiver.contents.texts, reference.texts);
    t.deepEqual(receiver.contents.counters, reference.counters);
    t.true(receiver.contents.texts.length > 580, `${receiver.contents.texts.length}`);
    t.deepEqual(
      receiver.lengths,
      datagrams.map(({ length }) => length),
    );
  }
});

test('a forged record gives no number to the records after it', (t) => {
  // The forged number is the reference for the next one, which would be authentic with it only.
  const forged = sealRecord(230_000, WIDE, 'forged');
  forged[forged.length - 1] = (forged.at(-1) as number) ^ 1;
  const far = sealRecord(250_000, WIDE, 'far');
  const near = sealRecord(200_001, WIDE, 'near');
  const first = sealRecord(200_000, WIDE, 'first');
  for (const datagrams of [
    [first, forged, far, near],
    [first, forged, near, far],
    [forged, near, forged.slice(), first],
  ]) {
    const receiver = new BatchReceiver();
    receiver.epoch.window.mark(199_999);
    receiver.receiveAll(datagrams);
    const reference = singly(datagrams, 199_999);
    t.deepEqual(receiver.contents.texts, reference.texts);
    t.deepEqual(receiver.contents.counters, reference.counters);
    t.false(reference.texts.includes('far'));
    t.true(reference.texts.includes('near'));
  }
});

test('after a record that is not application data the others have the bytes with which they arrived', (t) => {
  const ack = sealRecord(2, { ...NARROW, contentType: ContentType.ack }, 'ack');
  const forged = sealRecord(4, WIDE, 'forged');
  forged[forged.length - 1] = (forged.at(-1) as number) ^ 1;
  const datagrams = [
    sealRecord(0, WIDE, 'zero'),
    sealRecord(1, WIDE, 'one'),
    ack,
    sealRecord(3, NARROW, 'three'),
    forged,
    sealRecord(5, WIDE, 'five'),
  ];
  const receiver = new BatchReceiver();
  const { slab, next, at } = receiver.receiveSome(datagrams);
  t.is(next, 3);
  t.deepEqual(receiver.contents.texts, ['zero', 'one', 'ack']);
  t.deepEqual(slab.subarray(at[3]), Uint8Array.from(Buffer.concat(datagrams.slice(3))));
});

test('a failure of the provider while it opens concerns the record at which it failed, and those after it', (t) => {
  for (const failing of [1, 3, 5]) {
    const faulty = new FaultyProvider(opensslProvider);
    faulty.failAt('aead.open', failing);
    const receiver = new BatchReceiver(batched(faulty));
    const datagrams = Array.from({ length: 5 }, (_, sequence) => sealRecord(sequence, WIDE, `${sequence}`));
    const { slab, next, at } = receiver.receiveSome(datagrams);
    t.is(next, failing);
    t.deepEqual(receiver.contents.texts, ['0', '1', '2', '3', '4'].slice(0, failing - 1));
    t.is(receiver.failures.length, 1);
    t.like(receiver.failures[0], { code: 'ERR_DTLS_INTERNAL' });
    t.true(
      slab.subarray((at[failing - 1] as number) + 5, (at[failing - 1] as number) + 5 + 18).every((each) => each === 0),
    );
    t.is(receiver.lengths.length, failing);
  }
});

test('a failure while a record is opened again, because one before it was forged, concerns it and those after it', (t) => {
  const faulty = new FaultyProvider(opensslProvider);
  faulty.failAt('aead.open', 5);
  const receiver = new BatchReceiver(batched(faulty));
  // Relative to the forged number, the numbers of the last two would be higher by 65,536.
  const forged = sealRecord(232_700, WIDE, 'forged');
  forged[forged.length - 1] = (forged.at(-1) as number) ^ 1;
  receiver.epoch.window.mark(199_900);
  const others = [200_000, 199_920, 199_921].map((sequence) => sealRecord(sequence, WIDE, 'text'));
  const [first, ...near] = others as [Uint8Array];
  const { slab, next, at } = receiver.receiveSome([first, forged, ...near]);
  t.is(next, 3);
  t.deepEqual(receiver.contents.texts, ['text']);
  t.is(receiver.failures.length, 1);
  for (const start of at.subarray(2)) t.true(slab.subarray(start + 5, start + 5 + 21).every((each) => each === 0));
});

test('a failure after all records of a batch were opened concerns the last one', (t) => {
  const source = batched();
  const provider: CryptoProvider = {
    ...source,
    recordCipher: (name, keys) => {
      const inner = source.recordCipher?.(name, keys) as RecordCipher;
      const open: RecordCipher['open'] = (...given) => {
        inner.open(...given);
        throw new Error('too late');
      };
      return {
        tagLength: inner.tagLength,
        seal: inner.seal.bind(inner),
        unmask: inner.unmask.bind(inner),
        open,
        destroy() {},
      };
    },
  };
  const receiver = new BatchReceiver(provider);
  const { next } = receiver.receiveSome([0, 1, 2].map((sequence) => sealRecord(sequence, WIDE, `${sequence}`)));
  t.is(next, 3);
  t.deepEqual(receiver.contents.texts, ['0', '1']);
  t.is(receiver.failures.length, 1);
});

test('records that are too short or too long are malformed in a batch too', (t) => {
  // Two bytes are the header.
  const garbage = (length: number): Uint8Array => new Uint8Array(length).fill(0x23);
  for (const [aead, lengths] of [
    // Longer than the tag, and shorter than the sample for the number.
    ['aes-128-ccm-8', [11, 16, 17]],
    ['aes-128-gcm', [3, 17, 18]],
    ['aes-128-gcm', [18, 18, 18]],
    ['aes-128-gcm', [16_643, 20_000, 65_507]],
  ] as const) {
    const receiver = new BatchReceiver(batched(), aead);
    receiver.receiveAll(lengths.map(garbage));
    t.is(receiver.contents.counters.discarded.malformed, 3, `${aead} ${lengths}`);
    t.deepEqual(receiver.failures, []);
    t.is(receiver.epoch.failures, 0);
  }
});

test('the forged record that reaches the limit of a key ends the batch', (t) => {
  const forged = sealRecord(1, WIDE, 'forged');
  forged[forged.length - 1] = (forged.at(-1) as number) ^ 1;
  const datagrams = [sealRecord(0, WIDE, '0'), forged, sealRecord(2, WIDE, '2'), sealRecord(3, WIDE, '3')];
  const receiver = new BatchReceiver();
  receiver.epoch.failures = 2 ** 36 - 1;
  receiver.contents.forgeryLimitReached = () => receiver.contents.reader.clear();
  receiver.receiveAll(datagrams);
  t.is(receiver.contents.forgeryLimits, 1);
  t.deepEqual(receiver.contents.texts, ['0']);
  t.is(receiver.contents.counters.discarded.unknownEpoch, 2);
  t.deepEqual(receiver.failures, []);
});

test('a failure while the numbers are decrypted concerns all records of the batch', (t) => {
  const faulty = new FaultyProvider(opensslProvider);
  faulty.failAt('recordNumberMask.mask', 3);
  const receiver = new BatchReceiver(batched(faulty));
  const { next } = receiver.receiveSome([0, 1, 2, 3].map((sequence) => sealRecord(sequence, WIDE, 'x')));
  t.is(next, 1);
  t.deepEqual(receiver.contents.texts, []);
  t.is(receiver.failures.length, 1);
});

test('a provider without batches, or with one datagram, gets the records one by one', (t) => {
  for (const [provider, count] of [
    [new FaultyProvider(opensslProvider), 3],
    [batched(), 1],
  ] as const) {
    const receiver = new BatchReceiver(provider);
    const { next } = receiver.receiveSome(
      Array.from({ length: count }, (_, sequence) => sealRecord(sequence, WIDE, 'x')),
    );
    t.is(next, 1);
    t.deepEqual(receiver.contents.texts, ['x']);
  }
});

/** Datagrams of which some are not data as usual. */
const unusual: Readonly<Record<string, (usual: (sequence: number) => Uint8Array) => Uint8Array>> = {
  'a replayed record': (usual) => usual(2),
  'a forged record': (usual) => usual(5).map((byte, index, { length }) => (index === length - 1 ? byte ^ 1 : byte)),
  'other content': () => sealRecord(5, { ...WIDE, contentType: ContentType.ack }, 'other'),
  'an unknown content type': () => sealRecord(5, { ...WIDE, contentType: 99 }, 'other'),
  'a record without content type': () => sealRecord(5, { ...WIDE, contentType: 0 }, ''),
  'a plaintext over the limit': () => sealRecord(5, WIDE, 'x'.repeat(200)),
  'a record that is too short': () => Uint8Array.of(0x2f, 1, 2),
  'an older record': () => sealRecord(0, WIDE, 'late'),
};

for (const [name, make] of Object.entries(unusual)) {
  test(`data as usual, and ${name} among it, have the same effects as one by one`, (t) => {
    const usual = (sequence: number): Uint8Array => sealRecord(sequence, WIDE, `message ${sequence}`);
    const datagrams = [1, 2, 3, 4].map(usual);
    datagrams.push(make(usual), ...[6, 7, 8].map(usual));
    const [run, single] = [true, false].map((acceptsData) => {
      const receiver = new BatchReceiver();
      receiver.contents.reader.maxPlaintext = 100;
      receiver.acceptsData = acceptsData;
      receiver.receiveAll(datagrams);
      return receiver;
    }) as [BatchReceiver, BatchReceiver];
    t.deepEqual(run.contents.texts, single.contents.texts);
    t.deepEqual(run.contents.counters, single.contents.counters);
    t.deepEqual(run.contents.tooLong, single.contents.tooLong);
    t.deepEqual(run.failures, []);
    const outcome = ({ epoch }: BatchReceiver) => [epoch.window, epoch.failures, epoch.records, epoch.bytes];
    t.deepEqual(outcome(run), outcome(single));
    t.deepEqual(single.runs, []);
    t.is(run.runs[0]?.datagrams, name === 'an older record' ? 8 : 4);
    t.is(run.runs[0]?.highest, name === 'an older record' ? 8 : 4);
    const sum = (lengths: readonly number[]): number => lengths.reduce((total, length) => total + length, 0);
    // Each datagram is counted once.
    const counted = sum(run.runs.map(({ bytes }) => bytes)) + sum(run.lengths);
    t.is(counted, sum(single.lengths));
    t.is(sum(run.runs.map(({ datagrams: count }) => count)) + run.lengths.length, datagrams.length);
  });
}

test('data of late records tells the highest of their numbers, not that of the window', (t) => {
  const receiver = new BatchReceiver();
  receiver.acceptsData = true;
  receiver.epoch.window.mark(20);
  receiver.receiveAll([11, 14, 12].map((sequence) => sealRecord(sequence, WIDE, 'late')));
  t.deepEqual(
    receiver.runs.map(({ highest }) => highest),
    [14],
  );
});
