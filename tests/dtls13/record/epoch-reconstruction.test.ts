import test from 'ava';
import { MAX_SEQUENCE_NUMBER } from '../../../generated/dtls13/registries/constants.ts';
import { ReadEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { forms, ReceivedContents, sealRecord, testProtection } from './sealed-record.ts';

const long = { wide: true, hasLength: true };

function receiver(...epochs: readonly number[]): ReceivedContents {
  const received = new ReceivedContents();
  for (const number of epochs) received.reader.epochs.install(new ReadEpoch(number, testProtection(), 64));
  return received;
}

test('records of the previous, the current and the next epoch are read, interleaved, each with its own numbers', (t) => {
  const received = receiver(65, 66, 67);
  const order = [66, 65, 67, 66, 65, 67];
  for (const [index, epoch] of order.entries()) received.receive(sealRecord(index, { ...long, epoch }, `${epoch}`));
  t.deepEqual(received.epochs, order);
  t.deepEqual(received.numbers, [0, 1, 2, 3, 4, 5]);
  received.receive(sealRecord(9, { ...long, epoch: 68 }, 'x'));
  t.is(received.counters.discarded.unknownEpoch, 1);
});

test('a new epoch starts with a fresh window, and the number 0 is accepted in it', (t) => {
  const received = receiver(3, 4);
  received.receive(sealRecord(5000, long, 'a'));
  received.receive(sealRecord(0, { ...long, epoch: 4 }, 'b'));
  t.deepEqual(received.numbers, [5000, 0]);
});

for (const highest of [2 ** 16, 2 ** 31, 2 ** 32, 2 ** 47, MAX_SEQUENCE_NUMBER - 70]) {
  test(`records around number ${highest} are read in any order, and each of them once`, (t) => {
    const received = receiver(3);
    received.reader.epochs.withNumber(3)?.window.mark(highest);
    const near = [3, -2, 1, -60, 64, 40, 2, 68];
    for (const [index, distance] of near.entries()) {
      const record = sealRecord(highest + distance, forms[index % forms.length] ?? long, `${distance}`);
      received.receive(record);
      received.receive(record);
    }
    t.deepEqual(
      received.numbers,
      near.map((distance) => highest + distance),
    );
    t.is(received.counters.discarded.replayed, near.length);
  });
}

test('the number 2^48-1 is the last one that is accepted', (t) => {
  const received = receiver(3);
  received.reader.epochs.withNumber(3)?.window.mark(MAX_SEQUENCE_NUMBER - 1);
  received.receive(sealRecord(MAX_SEQUENCE_NUMBER, long, 'last'));
  t.deepEqual(received.numbers, [MAX_SEQUENCE_NUMBER]);
  for (const form of forms) received.receive(sealRecord(MAX_SEQUENCE_NUMBER + 1, form, 'wrapped'));
  for (const form of forms) received.receive(sealRecord(0, form, 'zero'));
  t.deepEqual(received.texts, ['last']);
  t.is(received.counters.discarded.unauthentic, 8);
});

test('forged records with distant numbers do not move the reference of the reconstruction', (t) => {
  const received = receiver(3);
  received.receive(sealRecord(10, long, 'a'));
  for (let number = 100; number < 60_000; number += 1000) {
    const record = sealRecord(number, long, 'forged');
    received.receive(record.with(-1, (record.at(-1) ?? 0) ^ 1));
  }
  received.receive(sealRecord(11, { wide: false, hasLength: true }, 'b'));
  t.deepEqual(received.texts, ['a', 'b']);
});
