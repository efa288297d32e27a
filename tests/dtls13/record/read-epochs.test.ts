import test from 'ava';
import { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { ReadEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { ReadEpochs } from '../../../runtime/dtls13/record/read-epochs.ts';
import { testProvider } from '../../net/host-under-test.ts';

function epoch(number: number): ReadEpoch {
  const keys = { key: new Uint8Array(16), iv: new Uint8Array(12), recordNumberKey: new Uint8Array(16) };
  return new ReadEpoch(number, new RecordProtection(testProvider, 'aes-128-gcm', keys), 64);
}

test('low bits select the newest epoch that has them', (t) => {
  const epochs = new ReadEpochs();
  for (const number of [2, 3, 6, 7]) epochs.install(epoch(number));
  t.is(epochs.withLowBits(3)?.number, 7);
  t.is(epochs.withLowBits(2)?.number, 6);
  t.is(epochs.withLowBits(1), undefined);
});

test('an epoch that was dropped is unknown, and the others remain', (t) => {
  const epochs = new ReadEpochs();
  for (const number of [3, 4]) epochs.install(epoch(number));
  epochs.drop(4);
  epochs.drop(7);
  t.is(epochs.withLowBits(3)?.number, 3);
  t.is(epochs.withNumber(4), undefined);
  t.is(epochs.newest?.number, 3);
  epochs.clear();
  t.is(epochs.withNumber(3), undefined);
  t.is(epochs.newest, undefined);
});

test('a new epoch replaces the one four before it, and an old one does not come back', (t) => {
  const epochs = new ReadEpochs();
  for (const number of [3, 7, 3]) epochs.install(epoch(number));
  t.is(epochs.withLowBits(3)?.number, 7);
  t.is(epochs.withNumber(3), undefined);
  epochs.drop(3);
  t.is(epochs.newest?.number, 7);
});
