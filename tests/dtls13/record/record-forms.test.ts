import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { opensslProvider } from '../../../runtime/crypto/openssl/index.ts';
import { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { ReadEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { RecordReader } from '../../../runtime/dtls13/record/record-reader.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';

interface Form {
  /** 16 bits of the record number, not 8. */
  readonly wide: boolean;
  readonly hasLength: boolean;
}

const forms: readonly Form[] = [
  { wide: false, hasLength: false },
  { wide: false, hasLength: true },
  { wide: true, hasLength: false },
  { wide: true, hasLength: true },
];

function protection(): RecordProtection {
  const keys = { key: new Uint8Array(16).fill(1), iv: new Uint8Array(12), recordNumberKey: new Uint8Array(16).fill(2) };
  return new RecordProtection(opensslProvider, 'aes-128-gcm', keys);
}

/** A record of epoch 3, made by hand. */
function seal(sequence: number, { wide, hasLength }: Form, text: string): Uint8Array {
  const content = [...new TextEncoder().encode(text), ContentType.application_data];
  const length = content.length + 16;
  const header = [
    0x20 | (wide ? 8 : 0) | (hasLength ? 4 : 0) | 3,
    ...(wide ? [(sequence >>> 8) & 255, sequence & 255] : [sequence & 255]),
    ...(hasLength ? [length >>> 8, length & 255] : []),
  ];
  const record = Uint8Array.from([...header, ...content, ...new Uint8Array(16)]);
  const keys = protection();
  keys.seal(record, 0, header.length, content.length, sequence);
  const mask = new Uint8Array(2);
  keys.mask(record, header.length, mask);
  for (let index = 0; index < (wide ? 2 : 1); index++)
    record[1 + index] = (record[1 + index] ?? 0) ^ (mask[index] ?? 0);
  return record;
}

function receiver() {
  const texts: string[] = [];
  const numbers: number[] = [];
  const counters = createCounters();
  const reader = new RecordReader(
    {
      record: (_type, _epoch, sequence, slab, at, length) => {
        texts.push(new TextDecoder().decode(slab.subarray(at, at + length)));
        numbers.push(sequence);
      },
      earlyRecord: () => {},
      forgeryLimitReached: () => {},
    },
    counters,
  );
  reader.epochs.install(new ReadEpoch(3, protection(), 64));
  return { texts, numbers, counters, receive: (bytes: Uint8Array) => reader.receive(bytes, 0, bytes.length) };
}

test('all forms of the header are read, mixed on one connection', (t) => {
  const { texts, numbers, receive } = receiver();
  let sequence = 0;
  for (let round = 0; round < 200; round++) {
    for (const form of forms) {
      receive(seal(sequence, form, `${sequence}`));
      sequence += 1;
    }
  }
  t.deepEqual(
    numbers,
    Array.from({ length: 800 }, (_, index) => index),
  );
  t.deepEqual(texts, numbers.map(String));
});

test('a record without a length ends its datagram', (t) => {
  const { texts, counters, receive } = receiver();
  const long = { wide: true, hasLength: true };
  const short = { wide: false, hasLength: false };
  receive(Buffer.concat([seal(0, long, 'a'), seal(1, long, 'b'), seal(2, short, 'c')]));
  t.deepEqual(texts, ['a', 'b', 'c']);
  // Two of them in a row are read as one record, which is not authentic.
  receive(Buffer.concat([seal(3, short, 'd'), seal(4, short, 'e')]));
  t.is(counters.discarded.unauthentic, 1);
});

test('records reordered within the window are all delivered, and each of them once', (t) => {
  const { texts, counters, receive } = receiver();
  const form = { wide: false, hasLength: true };
  const order = [5, 3, 60, 4, 1, 0, 2];
  for (const sequence of [...order, ...order]) receive(seal(sequence, form, `${sequence}`));
  t.deepEqual(texts, order.map(String));
  t.is(counters.discarded.replayed, order.length);
});

test('a change of any bit of a record is detected, and the next record is read', (t) => {
  const { texts, receive } = receiver();
  const form = { wide: true, hasLength: true };
  const record = seal(7, form, 'x');
  for (let bit = 0; bit < record.length * 8; bit++) {
    const changed = record.slice();
    changed[bit >>> 3] = (changed[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
    receive(changed);
  }
  t.deepEqual(texts, []);
  receive(record.slice());
  t.deepEqual(texts, ['x']);
});

test('a truncated record, an unknown epoch and a connection id are counted by their cause', (t) => {
  const { texts, counters, receive } = receiver();
  const record = seal(0, { wide: true, hasLength: true }, 'x');
  for (let length = 1; length < record.length; length++) receive(record.slice(0, length));
  t.is(counters.discarded.malformed, record.length - 1);
  receive(record.with(0, (record[0] ?? 0) ^ 1));
  t.is(counters.discarded.unknownEpoch, 1);
  receive(record.with(0, (record[0] ?? 0) | 0x10));
  t.is(counters.discarded.unexpectedConnectionId, 1);
  for (let length = 0; length < 16; length++) receive(Uint8Array.of(0x2f, 0, 0, 0, length, ...new Uint8Array(length)));
  t.is(counters.discarded.malformed, record.length - 1 + 16);
  t.deepEqual(texts, []);
});
