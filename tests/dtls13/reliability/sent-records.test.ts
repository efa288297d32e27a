import test from 'ava';
import { WriteEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { ByteRanges } from '../../../runtime/dtls13/reliability/byte-ranges.ts';
import type { SentRecord } from '../../../runtime/dtls13/reliability/outbound-flight.ts';
import { SentRecords } from '../../../runtime/dtls13/reliability/sent-records.ts';

/** A record with a whole message of ten bytes. */
function record(epoch: number, sequence: number): SentRecord {
  const body = new Uint8Array(10);
  const message = {
    type: 24,
    sequence: 0,
    epoch: new WriteEpoch(epoch, undefined),
    body,
    acknowledged: new ByteRanges(),
  };
  return { epoch, sequence, fragments: [{ message, from: 0, to: 10 }], isFirstTransmission: true, at: 5 };
}

for (const [epoch, sequence] of [
  [3, 7],
  [31, 2 ** 48 - 1],
  [32, 7],
  [1000, 7],
  [0xffff, 2 ** 48 - 1],
] as const) {
  test(`an ACK for record ${sequence} of epoch ${epoch} acknowledges that record and no other`, (t) => {
    const sent = new SentRecords<string>();
    sent.add('flight', record(epoch, sequence));
    const ack = (number: number) => sent.acknowledge({ recordNumbers: [{ epoch, sequenceNumber: number }] });
    for (const distance of [1, 2, 3, 32, 64]) t.deepEqual(ack(sequence - distance), []);
    t.deepEqual(
      ack(sequence).map(({ flight, isNew, newest }) => [flight, isNew, newest.at]),
      [['flight', true, 5]],
    );
    t.deepEqual(
      ack(sequence).map(({ isNew }) => isNew),
      [false],
      'new once',
    );
  });
}
