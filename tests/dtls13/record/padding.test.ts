import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { RECORD_BODY_AT, RECORD_BODY_LENGTH } from '../../../runtime/crypto/provider.ts';
import type { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { ConfigError, type EndpointOptions, type Padding } from '../../../runtime/dtls13/index.ts';
import { ReadEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { InternalError } from '../../../runtime/errors/internal-error.ts';
import { simulatePair } from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { ReceivedContents, testProtection } from './sealed-record.ts';
import { SentDatagrams } from './sent-datagrams.ts';

const providers = { clientProvider: testProvider, serverProvider: testProvider };
/** Header, content type and tag. */
const OVERHEAD = 5 + 1 + 16;

/** Length of the padded content of a record with this many bytes, alone in its datagram. */
function padded(padding: Padding | undefined, length: number): number {
  const sent = new SentDatagrams({ padding });
  sent.writeAlone(new Uint8Array(length).fill(7));
  const received = new ReceivedContents();
  received.reader.epochs.install(new ReadEpoch(3, testProtection(), 64));
  received.receive(sent.datagrams[0] as Uint8Array);
  if (received.texts[0] !== '\x07'.repeat(length)) throw new RangeError('the record is not the one that was sent');
  return (sent.datagrams[0]?.length ?? 0) - OVERHEAD;
}

test('content is padded to a length, to a multiple of a length, or as a function says', (t) => {
  t.deepEqual(
    [0, 1, 99, 100, 101].map((length) => padded({ to: 100 }, length)),
    [100, 100, 100, 100, 101],
  );
  t.deepEqual(
    [0, 1, 63, 64, 65].map((length) => padded({ blockSize: 64 }, length)),
    [0, 64, 64, 64, 128],
  );
  t.deepEqual(
    [0, 10].map((length) => padded((content) => 2 * content, length)),
    [0, 30],
  );
  t.is(padded(undefined, 10), 10);
});

test('a record is padded only as far as it fits into its datagram', (t) => {
  t.is(padded({ to: 5000 }, 10), 1200 - OVERHEAD);
  t.is(
    padded(() => 16_384, 1178),
    1178,
  );
  const long = new SentDatagrams({ padding: () => 16_384 }, testProtection(), 40_000);
  long.writeAlone('x');
  t.is(long.datagrams[0]?.length, 2 ** 14 + OVERHEAD, 'nor to more than a record may have');
  const sent = new SentDatagrams({ padding: { to: 200 } }, testProtection(), 512);
  for (let index = 0; index < 3; index++) sent.write('x');
  sent.writer.flush();
  t.deepEqual(
    sent.datagrams.map(({ length }) => length),
    [512],
    'the last one has less padding',
  );
});

test('padding is zeros, whatever the memory of the host held before', (t) => {
  const plaintexts: Uint8Array[] = [];
  const recording = {
    aeadName: 'aes-128-gcm',
    tagLength: 16,
    seal: (slab: Uint8Array, descriptors: Int32Array) => {
      const body = descriptors[RECORD_BODY_AT] as number;
      plaintexts.push(slab.slice(body, body + (descriptors[RECORD_BODY_LENGTH] as number)));
    },
  } as unknown as RecordProtection;
  const sent = new SentDatagrams({ padding: { to: 8 } }, recording);
  sent.writeAlone(Uint8Array.of(1, 2));
  t.deepEqual(plaintexts, [Uint8Array.of(1, 2, ContentType.application_data, 0, 0, 0, 0, 0, 0)]);
});

test('a record with a short tag is padded to the length that its sample needs', (t) => {
  const lengths: number[] = [];
  const short = {
    aeadName: 'aes-128-ccm-8',
    tagLength: 8,
    seal: (_slab: Uint8Array, descriptors: Int32Array) => lengths.push((descriptors[RECORD_BODY_LENGTH] as number) + 8),
  } as unknown as RecordProtection;
  for (const recordHeader of ['full', 'minimal'] as const) {
    const sent = new SentDatagrams({ recordHeader }, short, 256);
    for (let length = 0; length <= 10; length++) sent.writeAlone(new Uint8Array(length));
    for (let index = 0; index < 40; index++) sent.write('');
    sent.writer.flush();
    t.true(sent.datagrams.every(({ length }) => length <= 256));
  }
  t.is(Math.min(...lengths), 16);
  t.deepEqual(lengths.slice(0, 11), [16, 16, 16, 16, 16, 16, 16, 16, 17, 18, 19]);
});

test('all protected records of a connection are padded, of the handshake too', (t) => {
  const pair = simulatePair({ ...providers, endpoint: { padding: { to: 400 } } });
  t.true(pair.handshake());
  pair.send('client', Uint8Array.of(1));
  pair.send('server', Uint8Array.of(2));
  pair.close('client');
  pair.network.advance(1000);
  const isProtected = pair.network.datagrams.filter(({ bytes }) => (bytes[0] ?? 0) >>> 5 === 1);
  t.true(isProtected.length >= 6, `${isProtected.length} datagrams`);
  for (const { bytes } of isProtected) t.true(bytes.length >= 400 + OVERHEAD, `${bytes.length} bytes`);
  t.is(pair.client.statistics.discarded.malformed, 0);
});

const hostile: readonly [name: string, padding: (length: number) => number][] = [
  ['a negative number', () => -1],
  ['a fraction', () => 0.5],
  ['NaN', () => Number.NaN],
  ['Infinity', () => Number.POSITIVE_INFINITY],
  ['a number over 16384', () => 16_385],
  ['a string', () => '7' as unknown as number],
  ['a promise', () => Promise.resolve(1) as unknown as number],
  [
    'an exception',
    () => {
      throw new Error('no padding today');
    },
  ],
];

for (const [name, bad] of hostile) {
  test(`a padding function that gives ${name} ends the connection with an error`, (t) => {
    let isBad = false;
    const pair = simulatePair({
      ...providers,
      connection: { padding: (length) => (isBad ? bad(length) : 0) },
    });
    t.true(pair.handshake());
    isBad = true;
    pair.send('client', Uint8Array.of(1));
    const last = pair.clientHost.events.at(-1)?.event;
    const error = last?.kind === 'error' ? last.error : undefined;
    t.true(error instanceof InternalError);
    t.true(error?.cause instanceof Error);
    t.is(error?.cause instanceof ConfigError, name !== 'an exception');
    t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
  });
}

test('a padding function may use the connection', (t) => {
  let calls = 0;
  const pair = simulatePair({
    ...providers,
    connection: {
      padding: () => {
        calls += 1;
        if (calls === 20) pair.client.close(pair.network.now);
        else if (calls > 1)
          pair.client.sendMany(new Uint8Array(1), Int32Array.of(0), Int32Array.of(1), pair.network.now);
        return 1;
      },
    },
  });
  t.true(pair.handshake());
  pair.send('client', Uint8Array.of(1));
  pair.network.advance(10_000);
  t.is(pair.clientHost.events.at(-1)?.event.kind, 'closed');
});

test('padding options may be inherited, undefined or computed', (t) => {
  let reads = 0;
  const once = {
    get to() {
      reads += 1;
      return reads === 1 ? 64 : Number.NaN;
    },
  };
  for (const padding of [
    { to: undefined, blockSize: 64 },
    { to: 64, blockSize: undefined },
    Object.create({ to: 64 }),
  ]) {
    const pair = simulatePair({ ...providers, endpoint: { padding } });
    t.true(pair.handshake());
  }
  const pair = simulatePair({ ...providers, connection: { padding: once } });
  t.true(pair.handshake());
  t.is(reads, 1);
});

for (const side of ['client', 'server'] as const) {
  for (const end of ['abandon', 'close'] as const) {
    test(`a padding function may ${end} the connection of the ${side} at any record`, (t) => {
      let calls = 0;
      for (let last = 1; last === 1 || calls >= last - 1; last++) {
        calls = 0;
        const padding = () => {
          calls += 1;
          const connection = side === 'client' ? pair.client : pair.server;
          if (calls === last) connection?.[end](pair.network.now);
          return 1;
        };
        const pair = simulatePair({
          ...providers,
          endpoint: { connectionIds: { length: 4 }, groups: ['x25519'], handshakeTimeout: 5000 },
          [side === 'client' ? 'connection' : 'listener']: { padding },
        });
        if (pair.handshake()) {
          const { client, server, network } = pair;
          for (const each of ['client', 'server'] as const) pair.send(each, Uint8Array.of(1));
          if (client.maxMessageSize > 0) client.updateKeys({ requestPeer: true }, network.now);
          for (let index = 0; index < 3; index++)
            server?.sendMany(new Uint8Array(4), Int32Array.of(0, 1), Int32Array.of(1, 1), network.now);
          for (const host of [pair.clientHost, pair.serverHost]) host.drain();
          network.advance(1000);
          for (const each of ['client', 'server'] as const) pair.close(each);
        }
        pair.network.advance(600_000);
        t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY, `record ${last}`);
        t.is(pair.listener.size, 0, `record ${last}`);
      }
      t.true(calls > 8, `${calls} records`);
    });
  }
}

test('invalid padding and header options are refused', (t) => {
  const refused = (endpoint: object) => {
    const error = t.throws(() => simulatePair({ ...providers, endpoint: endpoint as Partial<EndpointOptions> }), {
      instanceOf: ConfigError,
    });
    return error?.option;
  };
  for (const padding of [null, 5, 'to', {}, { to: 1, blockSize: 2 }, { to: 1, other: 2 }]) {
    t.is(refused({ padding }), 'padding', JSON.stringify(padding));
  }
  for (const to of [0, 16_385, 1.5, '7', null]) t.is(refused({ padding: { to } }), 'padding.to');
  for (const blockSize of [0, 1, 16_385]) t.is(refused({ padding: { blockSize } }), 'padding.blockSize');
  t.is(refused({ recordHeader: 'compact' }), 'recordHeader');
});
