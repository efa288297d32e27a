import test from 'ava';
import {
  EPOCH_APPLICATION,
  MAX_AES_GCM_RECORDS,
  MAX_AUTHENTICATION_FAILURES,
} from '../../../generated/dtls13/registries/constants.ts';
import type { EndpointOptions } from '../../../runtime/dtls13/index.ts';
import { RekeyPolicy } from '../../../runtime/dtls13/post-handshake/rekey-policy.ts';
import { ReadEpoch, WriteEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { WriteEpochs } from '../../../runtime/dtls13/record/write-epochs.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { keyLoggedPair } from '../keyed-peer.ts';
import { testProtection } from '../record/sealed-record.ts';

const NEVER = Number.POSITIVE_INFINITY;

function securePair(client: EndpointOptions['rekeyAfter']): SimulatedPair {
  const pair = keyLoggedPair({ idleTimeout: NEVER }, { connection: { rekeyAfter: client } });
  pair.handshake();
  pair.network.advance(300);
  return pair;
}

function sendMany(pair: SimulatedPair, from: 'client' | 'server', count: number, size = 100): void {
  for (let each = 0; each < count; each++) pair.send(from, new Uint8Array(size));
  pair.network.advance(500);
}

const updates = ({ client }: SimulatedPair) => [client.statistics.keyUpdatesSent, client.statistics.keyUpdatesReceived];

test('the keys for sending are updated after the given number of records', (t) => {
  const pair = securePair({ records: 100 });
  sendMany(pair, 'client', 99);
  t.deepEqual(updates(pair), [0, 0]);
  sendMany(pair, 'client', 1);
  t.deepEqual(updates(pair), [1, 0]);
  sendMany(pair, 'client', 50);
  t.deepEqual(updates(pair), [1, 0], 'the count starts again with the new keys');
});

test('the keys for sending are updated after the given number of bytes', (t) => {
  const pair = securePair({ bytes: 20_000 });
  sendMany(pair, 'client', 19, 1000);
  t.deepEqual(updates(pair), [0, 0]);
  sendMany(pair, 'client', 1, 1000);
  t.deepEqual(updates(pair), [1, 0]);
});

test('a peer whose keys reach the limit is asked once to update them', (t) => {
  const pair = securePair({ records: 100 });
  sendMany(pair, 'server', 100);
  t.deepEqual(updates(pair), [1, 1]);
  sendMany(pair, 'server', 50);
  t.deepEqual(updates(pair), [1, 1]);
});

test('both keys are updated at the given age, again and again, without a timer that is overdue', (t) => {
  const pair = securePair({ ms: 10_000 });
  pair.network.advance(9_000);
  t.deepEqual(updates(pair), [0, 0]);
  pair.network.advance(1_000);
  t.deepEqual(updates(pair), [1, 1]);
  pair.network.advance(40_000);
  t.deepEqual(updates(pair), [5, 5]);
  t.true(pair.client.nextDeadline() > pair.network.now);
});

test('no key is updated after the direction was closed, and no timer stays overdue', (t) => {
  const pair = keyLoggedPair(
    { idleTimeout: NEVER, allowHalfOpen: true, closeTimeout: 60_000 },
    { connection: { rekeyAfter: { ms: 2_000 } } },
  );
  pair.handshake();
  pair.close('client');
  pair.network.advance(1000);
  const { recordsSent } = pair.client.statistics;
  pair.network.advance(29_000);
  t.is(pair.client.statistics.recordsSent, recordsSent, 'no KeyUpdate follows close_notify');
  t.deepEqual(updates(pair), [0, 0]);
  t.true(pair.client.nextDeadline() > pair.network.now);
});

test('a key that comes close to the limit of its AEAD is updated without being asked', (t) => {
  const epochs: WriteEpochs[] = [];
  const { install } = WriteEpochs.prototype;
  WriteEpochs.prototype.install = function (number, protection) {
    install.call(this, number, protection);
    if (number === EPOCH_APPLICATION) epochs.push(this);
  };
  t.teardown(() => Object.assign(WriteEpochs.prototype, { install }));
  const pair = securePair(undefined);
  const [, client] = epochs as [WriteEpochs, WriteEpochs];
  client.newest.sequence = Math.floor((MAX_AES_GCM_RECORDS * 7) / 8) - 10;
  const sentBy = (count: number) => {
    const before = pair.client.statistics.datagramsSent;
    sendMany(pair, 'client', count);
    return pair.client.statistics.datagramsSent - before;
  };
  t.is(sentBy(9), 9);
  t.true(sentBy(1) > 1, 'the message and a KeyUpdate, which is not acknowledged');
});

test('the use of keys is counted by epoch', (t) => {
  const pair = securePair(undefined);
  sendMany(pair, 'client', 3);
  pair.client.updateKeys({}, pair.network.now);
  pair.clientHost.drain();
  pair.network.advance(100);
  sendMany(pair, 'client', 2);
  const written = pair.client.epochs().filter(({ direction, epoch }) => direction === 'write' && epoch > 2);
  t.deepEqual(written, [{ direction: 'write', epoch: 4, records: 2, bytes: 200, failures: 0 }]);
  const read = pair.server?.epochs().filter(({ direction, epoch }) => direction === 'read' && epoch > 2);
  t.deepEqual(read, [
    { direction: 'read', epoch: 3, records: 4, bytes: 313, failures: 0 },
    { direction: 'read', epoch: 4, records: 2, bytes: 200, failures: 0 },
  ]);
});

for (const [rekeyAfter, option] of [
  [{ records: 63 }, 'rekeyAfter.records'],
  [{ records: 100.5 }, 'rekeyAfter.records'],
  [{ bytes: 16_383 }, 'rekeyAfter.bytes'],
  [{ ms: 999 }, 'rekeyAfter.ms'],
  [{ ms: Number.NaN }, 'rekeyAfter.ms'],
  [{ ms: NEVER }, 'rekeyAfter.ms'],
  [{ seconds: 1 }, 'rekeyAfter'],
  [7, 'rekeyAfter'],
  [null, 'rekeyAfter'],
] as const) {
  test(`rekeyAfter cannot be ${JSON.stringify(rekeyAfter)}${Object.values(rekeyAfter ?? {}).includes(NEVER as never) ? ' of Infinity' : ''}`, (t) => {
    const error = t.throws(() => keyLoggedPair({ rekeyAfter: rekeyAfter as never }), { name: 'ConfigError' });
    t.true(error?.message.includes(option), error?.message);
  });
}

test('a key that has reached its age is due at its deadline, however the times are rounded', (t) => {
  const [read, write] = [new ReadEpoch(3, testProtection(), 64), new WriteEpoch(3, testProtection())];
  for (let since = 0.1; since < 100; since += 0.1) {
    const rekey = new RekeyPolicy({ records: NEVER, bytes: NEVER, ms: 1000 }, since);
    if (rekey.due(write, read, rekey.deadline(read)) !== 'updateBoth') t.fail(`${since}`);
  }
  t.pass();
});

test('the peer is asked for new keys once half of the permitted forgeries arrived', (t) => {
  const rekey = new RekeyPolicy({ records: NEVER, bytes: NEVER, ms: NEVER }, 0);
  const [read, write] = [new ReadEpoch(3, testProtection(), 64), new WriteEpoch(3, testProtection())];
  read.failures = MAX_AUTHENTICATION_FAILURES / 2 - 1;
  t.is(rekey.due(write, read, 1), 'nothing');
  t.false(read.addFailure());
  t.is(rekey.due(write, read, 1), 'updateBoth');
  t.is(rekey.due(write, read, 1), 'nothing');
});
