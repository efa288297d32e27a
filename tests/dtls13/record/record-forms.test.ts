import test from 'ava';
import { ReadEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { forms, ReceivedContents, sealRecord as seal, testProtection } from './sealed-record.ts';

function receiver(): ReceivedContents {
  const received = new ReceivedContents();
  received.reader.epochs.install(new ReadEpoch(3, testProtection(), 64));
  return received;
}

test('all forms of the header are read, mixed on one connection', (t) => {
  const received = receiver();
  const { texts, numbers } = received;
  let sequence = 0;
  for (let round = 0; round < 200; round++) {
    for (const form of forms) {
      received.receive(seal(sequence, form, `${sequence}`));
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
  const received = receiver();
  const { texts, counters } = received;
  const long = { wide: true, hasLength: true };
  const short = { wide: false, hasLength: false };
  received.receive(seal(0, long, 'a'), seal(1, long, 'b'), seal(2, short, 'c'));
  t.deepEqual(texts, ['a', 'b', 'c']);
  // Two of them in a row are read as one record, which is not authentic.
  received.receive(seal(3, short, 'd'), seal(4, short, 'e'));
  t.is(counters.discarded.unauthentic, 1);
});

test('records reordered within the window are all delivered, and each of them once', (t) => {
  const received = receiver();
  const { texts, counters } = received;
  const form = { wide: false, hasLength: true };
  const order = [5, 3, 60, 4, 1, 0, 2];
  for (const sequence of [...order, ...order]) received.receive(seal(sequence, form, `${sequence}`));
  t.deepEqual(texts, order.map(String));
  t.is(counters.discarded.replayed, order.length);
});

test('a change of any bit of a record is detected, and the next record is read', (t) => {
  const received = receiver();
  const { texts } = received;
  const form = { wide: true, hasLength: true };
  const record = seal(7, form, 'x');
  for (let bit = 0; bit < record.length * 8; bit++) {
    const changed = record.slice();
    changed[bit >>> 3] = (changed[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
    received.receive(changed);
  }
  t.deepEqual(texts, []);
  received.receive(record.slice());
  t.deepEqual(texts, ['x']);
});

test('a truncated record, an unknown epoch and a connection id are counted by their cause', (t) => {
  const received = receiver();
  const { texts, counters } = received;
  const record = seal(0, { wide: true, hasLength: true }, 'x');
  for (let length = 1; length < record.length; length++) received.receive(record.slice(0, length));
  t.is(counters.discarded.malformed, record.length - 1);
  received.receive(record.with(0, (record[0] ?? 0) ^ 1));
  t.is(counters.discarded.unknownEpoch, 1);
  received.receive(record.with(0, (record[0] ?? 0) | 0x10));
  t.is(counters.discarded.unexpectedConnectionId, 1);
  for (let length = 0; length < 16; length++)
    received.receive(Uint8Array.of(0x2f, 0, 0, 0, length, ...new Uint8Array(length)));
  t.is(counters.discarded.malformed, record.length - 1 + 16);
  t.deepEqual(texts, []);
  received.receive(record.with(0, (record[0] ?? 0) ^ 1), record);
  t.is(counters.discarded.unknownEpoch, 2);
  t.deepEqual(texts, ['x'], 'the next record of the datagram is read');
});
