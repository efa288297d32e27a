import test from 'ava';
import { CipherSuite, CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import type { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { RecordOpener } from '../../../runtime/dtls13/dissection/record-opener.ts';
import { type Suite, TrafficKeyChain } from '../../../runtime/dtls13/dissection/traffic-key-chain.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { sealRecord } from '../record/sealed-record.ts';

const suite = CipherSuiteAttributes[CipherSuite.TLS_AES_128_GCM_SHA256] as Suite;
const secret = new Uint8Array(32).fill(5);

function opener(): RecordOpener {
  const created = new RecordOpener(testProvider);
  created.install(3, suite, secret);
  return created;
}

function keysOf(epoch: number): RecordProtection {
  return new TrafficKeyChain(testProvider, suite, 3, secret).protection(epoch) as RecordProtection;
}

for (const { wide, modulus } of [
  { wide: false, modulus: 256 },
  { wide: true, modulus: 65_536 },
]) {
  const form = { wide, hasLength: true };

  test(`${wide ? 16 : 8} bits of a number are completed after a gap of up to three times their range, once`, (t) => {
    const ranges = [1, 2, 3].flatMap((range) => [-1, 0, 1].map((more) => range * modulus + more));
    for (const gap of [modulus / 2, ...ranges, 3.5 * modulus]) {
      const one = opener();
      t.like(one.open(sealRecord(10, form, 'before', keysOf(3))), { epoch: 3, sequence: 10 });
      const late = sealRecord(10 + gap, form, 'after', keysOf(3));
      t.like(one.open(late), { epoch: 3, sequence: 10 + gap }, `${gap}`);
      t.is(one.open(late), 'replayed', `${gap}`);
      t.like(one.open(sealRecord(11 + gap, form, 'next', keysOf(3))), { sequence: 11 + gap });
    }
    const one = opener();
    one.open(sealRecord(10, form, 'before', keysOf(3)));
    t.is(one.open(sealRecord(12 + 3.5 * modulus, form, 'after', keysOf(3))), 'unauthentic');
  });

  test(`the first record of a later epoch has any number that ${wide ? 16 : 8} bits can be completed to`, (t) => {
    for (const [epoch, sequence] of [
      [4, 0],
      [5, modulus - 1],
      [7, modulus],
      [11, 2 * modulus],
    ] as const) {
      const one = opener();
      const record = sealRecord(sequence, { ...form, epoch }, 'text', keysOf(epoch));
      t.like(one.open(record), { epoch, sequence });
      t.is(one.open(record), 'replayed');
    }
    t.is(opener().open(sealRecord(0, { ...form, epoch: 12 }, 'text', keysOf(11))), 'noKeys');
  });
}

test('an epoch is not left for an older one', (t) => {
  const one = opener();
  const form = { wide: true, hasLength: true };
  t.like(one.open(sealRecord(0, { ...form, epoch: 8 }, 'text', keysOf(8))), { epoch: 8 });
  t.like(one.open(sealRecord(0, { ...form, epoch: 3 }, 'text', keysOf(3))), { epoch: 3 }, 'its keys are still there');
  t.is(one.open(sealRecord(0, { ...form, epoch: 4 }, 'text', keysOf(4))), 'unauthentic');
});

test('the last epoch has no next one', (t) => {
  const one = new RecordOpener(testProvider);
  one.install(65_535, suite, secret);
  const keys = new TrafficKeyChain(testProvider, suite, 65_535, secret);
  t.is(keys.protection(65_536), undefined);
  t.deepEqual(keys.epochsWith(3), [65_535]);
  const record = sealRecord(0, { wide: true, hasLength: true, epoch: 3 }, 'text', keys.protection(65_535));
  t.like(one.open(record), { epoch: 65_535 });
  one.keyUpdated(65_535);
  t.like(one.open(sealRecord(1, { wide: true, hasLength: true, epoch: 3 }, 'text', keys.protection(65_535))), {
    epoch: 65_535,
  });
});
