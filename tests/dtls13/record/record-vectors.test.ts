import test from 'ava';
import { ReadEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { digits, hex } from '../../crypto/hex.ts';
import { providers } from '../../crypto/providers.ts';
import { protectionFor, type RecordVector, vectorsFor } from './record-vectors.ts';
import { ReceivedContents } from './sealed-record.ts';

const formOf = ({ suite, epoch, sequence, connectionId, wide, hasLength }: RecordVector) =>
  `${suite} epoch ${epoch} record ${sequence} id of ${connectionId.length / 2} ${wide ? 16 : 8} bits ${hasLength}`;

for (const provider of providers) {
  test(`${provider.name}: records of another implementation are read in all forms of the header`, (t) => {
    const vectors = vectorsFor(provider);
    t.true(vectors.length >= 192, `${vectors.length} vectors`);
    for (const vector of vectors) {
      const received = new ReceivedContents();
      const epoch = new ReadEpoch(vector.epoch, protectionFor(provider, vector), 64);
      if (vector.sequence > 0) epoch.window.mark(vector.sequence - 1);
      received.reader.epochs.install(epoch);
      if (vector.connectionId !== '') received.reader.connectionIds.add(hex(vector.connectionId));
      received.receive(hex(vector.record));
      t.deepEqual(
        [received.texts, received.numbers, received.epochs],
        [[Buffer.from(vector.content, 'hex').toString()], [vector.sequence], [vector.epoch]],
        formOf(vector),
      );
      t.is(digits(received.reader.connectionIds.current) ?? '', vector.connectionId);
    }
  });
}
