import test from 'ava';
import {
  MAX_AES_CCM_RECORDS,
  MAX_AES_GCM_RECORDS,
  MAX_AUTHENTICATION_FAILURES,
  MAX_SEQUENCE_NUMBER,
} from '../../../generated/dtls13/registries/constants.ts';
import type { AeadName } from '../../../runtime/crypto/provider.ts';
import { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { aeadLimits } from '../../../runtime/dtls13/record/aead-limits.ts';
import { ReadEpoch, WriteEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { ReceivedContents, sealRecord, testProtection } from './sealed-record.ts';

function protection(aead: AeadName): RecordProtection {
  const length = aead === 'aes-128-gcm' ? 16 : 32;
  const keys = {
    key: new Uint8Array(length),
    iv: new Uint8Array(12),
    recordNumberKey: new Uint8Array(length),
  };
  return new RecordProtection(testProvider, aead, keys);
}

test('every AEAD has the limits of RFC 9147 section 4.5.3 for records and for failures', (t) => {
  t.is(MAX_AES_GCM_RECORDS, Math.floor(2 ** 24.5));
  const limits = (name: string) => aeadLimits(name as AeadName);
  for (const name of testProvider.capabilities.aeads) t.true(limits(name).records > 0 && limits(name).failures > 0);
  for (const name of ['aes-128-gcm', 'aes-256-gcm']) {
    t.deepEqual(limits(name), { records: MAX_AES_GCM_RECORDS, failures: 2 ** 36 });
  }
  t.deepEqual(limits('chacha20-poly1305'), { records: 2 ** 48, failures: 2 ** 36 });
  t.deepEqual(limits('aes-128-ccm'), { records: 2 ** 23, failures: Math.floor(2 ** 23.5) });
  t.deepEqual(limits('aes-128-ccm-8'), { records: MAX_AES_CCM_RECORDS, failures: 2 ** 7 });
});

test('a key of AES-GCM ends at 2^24.5 records, one of ChaCha20-Poly1305 at the last record number', (t) => {
  const ends = (['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305'] as const).map((aead) => {
    const epoch = new WriteEpoch(3, protection(aead));
    epoch.sequence = MAX_AES_GCM_RECORDS - 1;
    if (epoch.exhausted) return 'at 2^24.5';
    epoch.sequence = MAX_SEQUENCE_NUMBER - 1;
    t.false(epoch.exhausted);
    epoch.sequence += 1;
    t.true(epoch.exhausted);
    return 'at 2^48-1';
  });
  t.deepEqual(ends, ['at 2^24.5', 'at 2^24.5', 'at 2^48-1']);
});

test('a key should be updated after seven eighths of its records, or earlier where that is set', (t) => {
  const epoch = new WriteEpoch(3, protection('aes-128-gcm'));
  epoch.sequence = Math.floor((MAX_AES_GCM_RECORDS * 7) / 8) - 1;
  t.false(epoch.isLimitNear);
  epoch.sequence += 1;
  t.true(epoch.isLimitNear);
  t.false(epoch.exhausted);
  epoch.sequence = 100;
  epoch.updateAt = 101;
  t.false(epoch.isLimitNear);
  epoch.sequence = 101;
  t.true(epoch.isLimitNear);
});

test('failures count for each key, and half of the limit asks for new keys', (t) => {
  const older = new ReadEpoch(3, testProtection(), 64);
  const newer = new ReadEpoch(4, testProtection(), 64);
  older.failures = MAX_AUTHENTICATION_FAILURES / 2 - 1;
  const received = new ReceivedContents();
  received.reader.epochs.install(older);
  received.reader.epochs.install(newer);
  t.false(older.isForgeryLimitNear);
  const genuine = sealRecord(0, { wide: true, hasLength: true }, 'x');
  received.receive(genuine.with(-1, (genuine.at(-1) ?? 0) ^ 1));
  t.true(older.isForgeryLimitNear);
  t.is(newer.failures, 0);
  t.false(newer.isForgeryLimitNear);
});

test('the limit of forgeries drops an older key, and ends the connection for the newest', (t) => {
  const older = new ReadEpoch(3, testProtection(), 64);
  const newer = new ReadEpoch(4, testProtection(), 64);
  for (const epoch of [older, newer]) epoch.failures = MAX_AUTHENTICATION_FAILURES - 1;
  const received = new ReceivedContents();
  for (const epoch of [older, newer]) received.reader.epochs.install(epoch);
  const forged = (epoch: number) => {
    const genuine = sealRecord(0, { wide: true, hasLength: true, epoch }, 'x');
    return genuine.with(-1, (genuine.at(-1) ?? 0) ^ 1);
  };
  received.receive(forged(3));
  t.is(received.forgeryLimits, 0);
  t.is(received.reader.epochs.withNumber(3), undefined);
  received.receive(forged(4));
  t.is(received.forgeryLimits, 1);
});
