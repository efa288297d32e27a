import test from 'ava';
import { ReadEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { OwnConnectionIds } from '../../../runtime/dtls13/record/own-connection-ids.ts';
import { SeededRandom } from '../../../runtime/testing/index.ts';
import { Reader } from '../../../runtime/wire/index.ts';
import { forms, ReceivedContents, sealRecord, testProtection } from './sealed-record.ts';

const own = Uint8Array.of(1, 2, 3);
const foreign = Uint8Array.of(1, 2, 4);
const long = { wide: true, hasLength: true };

function receiver(...ids: readonly Uint8Array[]): ReceivedContents {
  const received = new ReceivedContents();
  for (const number of [1, 2, 3]) received.reader.epochs.install(new ReadEpoch(number, testProtection(), 64));
  for (const id of ids) received.reader.connectionIds.add(id);
  return received;
}

test('records with our connection id are read in all forms of the header', (t) => {
  const received = receiver(own);
  for (const [sequence, form] of forms.entries()) {
    received.receive(sealRecord(sequence, { ...form, connectionId: own }, `${sequence}`));
  }
  t.deepEqual(received.texts, ['0', '1', '2', '3']);
});

test('a record with a foreign connection id ends the reading of its datagram', (t) => {
  const received = receiver(own);
  received.receive(
    sealRecord(0, { ...long, connectionId: own }, 'a'),
    sealRecord(1, { ...long, connectionId: foreign }, 'b'),
    sealRecord(2, { ...long, connectionId: own }, 'c'),
  );
  t.deepEqual(received.texts, ['a']);
  t.is(received.counters.discarded.unexpectedConnectionId, 1);
  received.receive(sealRecord(2, { ...long, connectionId: own }, 'c'));
  t.deepEqual(received.texts, ['a', 'c'], 'the next datagram is read');
});

test('a record with a connection id ends the reading of its datagram if none was negotiated', (t) => {
  const received = receiver();
  received.receive(sealRecord(0, long, 'a'), sealRecord(1, { ...long, connectionId: own }, 'b'));
  received.receive(sealRecord(2, { ...long, connectionId: own }, 'c'), sealRecord(3, long, 'd'));
  // A record with an empty id would end before the next one.
  received.receive(Uint8Array.of(0x3f, 0, 0, 0, 0), sealRecord(4, long, 'e'));
  t.deepEqual(received.texts, ['a']);
  t.is(received.counters.discarded.unexpectedConnectionId, 3);
});

test('a datagram without the negotiated connection id is dropped, except early data', (t) => {
  const received = receiver(own);
  received.receive(sealRecord(0, long, 'a'), sealRecord(1, { ...long, epoch: 2 }, 'b'));
  t.deepEqual(received.texts, []);
  t.is(received.counters.discarded.missingConnectionId, 2);
  received.receive(sealRecord(0, { ...long, epoch: 1 }, 'early'));
  t.deepEqual(received.texts, ['early']);
});

test('records after one with our connection id may omit it', (t) => {
  const received = receiver(own);
  received.receive(sealRecord(0, { ...long, connectionId: own }, 'a'), sealRecord(1, long, 'b'));
  t.deepEqual(received.texts, ['a', 'b']);
  received.receive(sealRecord(2, long, 'c'));
  t.deepEqual(received.texts, ['a', 'b'], 'in the same datagram only');
});

test('every connection id that was given to the peer is accepted, and the last one used is known', (t) => {
  const spare = Uint8Array.of(7, 7, 7);
  const received = receiver(own, spare);
  const { connectionIds } = received.reader;
  t.deepEqual(connectionIds.current, own);
  received.receive(sealRecord(0, { ...long, connectionId: spare }, 'a'));
  t.deepEqual(connectionIds.current, spare);
  const forged = sealRecord(1, { ...long, connectionId: own }, 'b');
  received.receive(forged.with(-1, (forged.at(-1) ?? 0) ^ 1));
  t.deepEqual(connectionIds.current, spare, 'a forged record does not count as use');
  connectionIds.remove(spare);
  t.deepEqual(connectionIds.current, own);
  received.receive(sealRecord(2, { ...long, connectionId: spare }, 'c'));
  t.deepEqual(received.texts, ['a']);
  t.is(received.counters.discarded.unexpectedConnectionId, 1);
  connectionIds.remove(spare);
  t.is(connectionIds.length, 3);
});

test('connection ids are copied, have 1 to 255 bytes and one length', (t) => {
  const ids = new OwnConnectionIds();
  t.is(ids.length, 0);
  const id = own.slice();
  ids.add(id);
  ids.add(own);
  id.fill(0);
  t.deepEqual(ids.find(own), own);
  t.is(ids.find(id), undefined);
  for (const wrong of [new Uint8Array(), new Uint8Array(256), new Uint8Array(4)]) {
    t.throws(() => ids.add(wrong), { message: /connectionId/ });
  }
  t.notThrows(() => new OwnConnectionIds().add(new Uint8Array(255)));
  ids.remove(own);
  t.is(ids.current, undefined);
});

test('a change of any bit of a record with a connection id is detected, and the next record is read', (t) => {
  const received = receiver(own);
  const record = sealRecord(7, { ...long, connectionId: own }, 'x');
  for (let bit = 0; bit < record.length * 8; bit++) {
    received.receive(record.with(bit >>> 3, (record[bit >>> 3] ?? 0) ^ (1 << (bit & 7))));
  }
  t.deepEqual(received.texts, []);
  // The same datagram continues after a record that is not authentic.
  received.receive(record.with(-1, (record.at(-1) ?? 0) ^ 1), record);
  t.deepEqual(received.texts, ['x']);
  t.is(received.forgeryLimits, 0);
});

test('records with a connection id are read without a view of the id', (t) => {
  const received = receiver(own);
  const { slice } = Reader.prototype;
  let slices = 0;
  Reader.prototype.slice = function (length, field) {
    slices += 1;
    return slice.call(this, length, field);
  };
  try {
    for (let sequence = 0; sequence < 50; sequence++) {
      received.receive(sealRecord(sequence, { ...long, connectionId: own }, 'x'));
    }
  } finally {
    Reader.prototype.slice = slice;
  }
  t.is(received.texts.length, 50);
  t.is(slices, 0);
});

test('no datagram causes an exception in a reader with connection ids, and none of them is accepted', (t) => {
  const random = new SeededRandom(9146);
  const received = receiver(own, foreign);
  const genuine = forms.map((form, sequence) => sealRecord(1000 + sequence, { ...form, connectionId: own }, 'genuine'));
  for (let round = 0; round < 20_000; round++) {
    const form = genuine[random.bits() % genuine.length] as Uint8Array;
    const datagram = random.chance(0.5) ? form.slice() : new Uint8Array(8 + (random.bits() % 80));
    if (datagram[0] === 0) for (let at = 0; at < datagram.length; at++) datagram[at] = random.bits();
    // Most have the C bit of a protected record, and half of them our id.
    if (random.chance(0.9)) datagram[0] = 0x30 | (random.bits() & 15);
    if (random.chance(0.5)) datagram.set(own, 1);
    const at = 4 + (random.bits() % (datagram.length - 4));
    datagram[at] = (datagram[at] as number) ^ (1 + (random.bits() % 255));
    received.receive(datagram.subarray(0, random.chance(0.8) ? datagram.length : random.bits() % datagram.length));
  }
  t.true(
    received.epochs.every((epoch) => epoch === 0),
    'only unprotected ones',
  );
  received.texts.length = 0;
  const { discarded } = received.counters;
  const total = discarded.malformed + discarded.unauthentic + discarded.unexpectedConnectionId;
  t.true(discarded.unauthentic > 1000 && discarded.unexpectedConnectionId > 1000, `${total} drops`);
  received.receive(sealRecord(1, { ...long, connectionId: own }, 'genuine'));
  t.deepEqual(received.texts, ['genuine']);
});
