import test from 'ava';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../../generated/dtls13/registries/alert-level.ts';
import { MAX_AES_GCM_RECORDS, MAX_AUTHENTICATION_FAILURES } from '../../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { CryptoProvider } from '../../../runtime/crypto/provider.ts';
import { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { OutgoingData } from '../../../runtime/dtls13/connection/outgoing-data.ts';
import { ClientHelloOffer } from '../../../runtime/dtls13/handshake/server/client-hello-offer.ts';
import { createConnection, createListener } from '../../../runtime/dtls13/index.ts';
import { serverHandshakeConfig } from '../../../runtime/dtls13/options/listener-options.ts';
import { DatagramWriter } from '../../../runtime/dtls13/record/datagram-writer.ts';
import { ReadEpoch, WriteEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { ReadEpochs } from '../../../runtime/dtls13/record/read-epochs.ts';
import { RecordReader } from '../../../runtime/dtls13/record/record-reader.ts';
import { RecordWriter } from '../../../runtime/dtls13/record/record-writer.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';
import {
  FaultyProvider,
  SimulatedNetwork,
  testCertificate,
  trustTestCertificate,
} from '../../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

const certificate = {
  chain: [testCertificate.der],
  privateKey: testProvider.importPrivateKey(testCertificate.privateKey),
};

function protection(provider: CryptoProvider = testProvider): RecordProtection {
  const keys = { key: new Uint8Array(16), iv: new Uint8Array(12), recordNumberKey: new Uint8Array(16) };
  return new RecordProtection(provider, 'aes-128-gcm', keys);
}

test('repetitions of an unprotected hello are answered a limited number of times', (t) => {
  const pair = keyLoggedPair({ maxRetransmissions: 3 });
  pair.clientHost.receive = () => {};
  pair.network.advance(50);
  const hello = pair.network.datagrams[0]?.bytes ?? new Uint8Array();
  const flight = pair.network.datagrams.filter(({ from }) => from === 'server').length;
  for (let repeat = 0; repeat < 100; repeat++) {
    pair.network.inject('client', 'server', hello);
    pair.network.advance(1);
  }
  t.is(pair.network.datagrams.filter(({ from }) => from === 'server').length, 4 * flight);
  t.is(pair.listener.size, 1, 'the handshake still completes');
});

test('a forged hello with a later message_seq is dropped', (t) => {
  const pair = keyLoggedPair();
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.message(0, HandshakeType.server_hello, 1, new Uint8Array(50)));
  t.is(pair.client.statistics.discarded.unprotected, 1);
  t.true(pair.handshake());
});

test('a hello followed by other bytes in its record is read', (t) => {
  const pair = keyLoggedPair();
  const first = pair.network.datagrams[0]?.bytes ?? new Uint8Array();
  const { fragment } = DtlsPlaintext.decode(new Reader(first));
  const { receive } = pair.serverHost;
  pair.serverHost.receive = () => {};
  pair.network.advance(50);
  pair.serverHost.receive = receive;
  const keyedPeer = new KeyedPeer(pair, 'client');
  keyedPeer.deliver(keyedPeer.record(0, ContentType.handshake, Buffer.concat([fragment, new Uint8Array(5)])));
  t.true(pair.handshake());
});

test('a ClientHello of thousands of groups and shares without a common one is refused', (t) => {
  const pair = keyLoggedPair({ maxHandshakeSize: 2 ** 17 });
  const first = pair.network.datagrams[0]?.bytes ?? new Uint8Array();
  const { fragment } = DtlsPlaintext.decode(new Reader(first));
  const hello = decodeAll(ClientHello, Handshake.decode(new Reader(fragment)).fragment);
  const groups = Array.from({ length: 16_000 }, (_, index) => 0x4000 + index);
  const body = encodeToBytes(ClientHello, {
    ...hello,
    extensions: [
      ...hello.extensions.filter(({ kind }) => kind !== 'supported_groups' && kind !== 'key_share'),
      { kind: 'supported_groups', extensionData: { namedGroupList: groups } },
      {
        kind: 'key_share',
        extensionData: {
          clientShares: groups.slice(-6000).map((group) => ({ group, keyExchange: new Uint8Array(1) })),
        },
      },
    ],
  });
  const network = new SimulatedNetwork();
  const host = network.host('server', trustTestCertificate);
  const room = { maxHelloSize: 2 ** 17, maxFragmentedHellos: 16 };
  const listener = createListener({ host, provider: testProvider, certificate, ...room });
  host.attach(listener);
  const clients = Array.from({ length: 20 }, (_, index) => `client ${index}`);
  for (const client of clients) {
    for (let at = 0; at < body.length; at += 16_000) {
      const part = body.subarray(at, at + 16_000);
      const message = {
        msgType: HandshakeType.client_hello,
        length: body.length,
        messageSeq: 0,
        fragmentOffset: at,
        fragment: part,
      };
      const record = {
        type: ContentType.handshake,
        legacyRecordVersion: 0xfefd,
        sequenceNumber: at,
        fragment: encodeToBytes(Handshake, message),
      };
      network.inject(client, 'server', encodeToBytes(DtlsPlaintext, record));
    }
  }
  network.advance(1);
  const answer = network.datagrams.at(-1);
  t.deepEqual(answer?.bytes.slice(-2), Uint8Array.of(AlertLevel.fatal, AlertDescription.handshake_failure));
  t.is(listener.size, 0);
});

test('a ClientHello is evaluated with one read of each group and a few of each share, for any number of them', (t) => {
  let looks = 0;
  const counted = <T>(list: T[]): T[] =>
    new Proxy(list, {
      get(target, key) {
        if (typeof key === 'string' && /^[0-9]+$/.test(key)) looks += 1;
        return Reflect.get(target, key);
      },
    });
  const groups = Array.from({ length: 2000 }, (_, index) => 0x4000 + index);
  const namedGroupList = counted(groups);
  const clientShares = counted(groups.map((group) => ({ group, keyExchange: new Uint8Array(1) })));
  const hello: ClientHello = {
    legacyVersion: 0xfefd,
    random: new Uint8Array(32),
    legacySessionId: new Uint8Array(),
    legacyCookie: new Uint8Array(),
    cipherSuites: [0x1301],
    legacyCompressionMethods: new Uint8Array(1),
    extensions: [
      { kind: 'supported_groups', extensionData: { namedGroupList } },
      { kind: 'key_share', extensionData: { clientShares } },
    ],
  };
  const config = serverHandshakeConfig({
    host: new SimulatedNetwork().host('server', trustTestCertificate),
    provider: testProvider,
    certificate,
  });
  t.true(new ClientHelloOffer(hello, config).noCommonParameters);
  t.true(looks <= 10 * groups.length, `${looks} reads`);
});

test('a record that cannot be protected leaves none of its content, and does not change the one before it', (t) => {
  const provider = new FaultyProvider(testProvider);
  provider.failAt('aead.seal', 1);
  const records = new RecordWriter(createCounters());
  const epoch = new WriteEpoch(3, protection(provider));
  const target = new Uint8Array(100).fill(7);
  t.throws(() => records.seal(target, 30, epoch, ContentType.application_data, 20), { message: /record protection/ });
  t.deepEqual(target.slice(0, 30), new Uint8Array(30).fill(7));
  const length = records.overhead(epoch) + 20;
  t.deepEqual(target.slice(30, 30 + length), new Uint8Array(length));
});

test('a key protects records up to its limit, and the last one is reserved for the alert', (t) => {
  const counters = createCounters();
  const records = new RecordWriter(counters);
  const out = new DatagramWriter(records, counters, 0, 1200);
  let commits = 0;
  out.attach({
    reserve: (_path, size) => new Uint8Array(size),
    commit: () => {
      commits += 1;
    },
    event: () => {},
    request: () => {},
    unrouted: () => {},
  });
  const epoch = new WriteEpoch(3, protection());
  epoch.sequence = MAX_AES_GCM_RECORDS - 3;
  const data = new OutgoingData();
  for (let index = 0; index < 5; index++) data.add(new Uint8Array(10), 0, 10);
  t.true(data.write(out, epoch, true));
  out.flush();
  t.is(commits, 2);
  t.false(data.empty);
  t.true(epoch.exhausted);
  t.is(epoch.sequence, MAX_AES_GCM_RECORDS - 1);
});

test('a key at its limit of forgeries ends the connection', (t) => {
  let reached = 0;
  const counters = createCounters();
  const reader = new RecordReader(
    { record: () => {}, earlyRecord: () => {}, recordTooLong: () => {}, forgeryLimitReached: () => reached++ },
    counters,
  );
  const epoch = new ReadEpoch(3, protection(), 64);
  epoch.failures = MAX_AUTHENTICATION_FAILURES - 2;
  reader.epochs.install(epoch);
  const forged = Uint8Array.of(0x2f, 0, 0, 0, 30, ...new Uint8Array(30).fill(7));
  reader.receive(forged.slice(), 0, forged.length);
  t.is(reached, 0);
  reader.receive(forged.slice(), 0, forged.length);
  t.is(reached, 1);

  const { install } = ReadEpochs.prototype;
  ReadEpochs.prototype.install = function (epoch) {
    epoch.failures = MAX_AUTHENTICATION_FAILURES - 1;
    install.call(this, epoch);
  };
  const pair = keyLoggedPair();
  try {
    t.true(pair.handshake());
  } finally {
    ReadEpochs.prototype.install = install;
  }
  pair.network.inject('server', 'client', forged);
  pair.network.advance(1);
  const last = pair.clientHost.events.at(-1)?.event;
  t.is(last?.kind === 'error' ? last.error.code : '', 'ERR_DTLS_FORGERY_LIMIT');
  t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
});

test('records longer than TLS allows are dropped unread', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.record(3, ContentType.application_data, new Uint8Array(16_384 + 256)));
  t.is(pair.client.statistics.discarded.malformed, 1);
  // One byte of content, its type and 16383 zeros: the type of a record is its last byte that is not zero.
  keyedPeer.deliver(keyedPeer.record(3, 0, Uint8Array.of(1, ContentType.application_data, ...new Uint8Array(16_382))));
  t.is(pair.clientHost.events.at(-1)?.event.kind, 'message');
});

test('a replayed record is distinguished from a forged one', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const record = new KeyedPeer(pair, 'server').record(3, ContentType.application_data, new Uint8Array(4));
  const forged = record.with(-1, (record.at(-1) ?? 0) ^ 1);
  for (const bytes of [record, record, forged]) pair.network.inject('server', 'client', bytes);
  pair.network.advance(1);
  t.is(pair.client.statistics.discarded.replayed, 1);
  t.is(pair.client.statistics.discarded.unauthentic, 1);
});

test('a client accepts datagrams of its server only', (t) => {
  const pair = keyLoggedPair();
  pair.network.host('unknown-host', trustTestCertificate);
  pair.network.inject('unknown-host', 'client', Uint8Array.of(21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40));
  pair.network.advance(1);
  t.is(pair.client.statistics.discarded.unassociated, 1);
  t.is(pair.client.statistics.datagramsReceived, 1);
  t.true(pair.handshake());
});

test('invalid options are refused by the constructor', (t) => {
  const pair = keyLoggedPair();
  const host = pair.clientHost;
  const lacking = (change: Partial<CryptoProvider['capabilities']>) => ({
    ...testProvider,
    capabilities: { ...testProvider.capabilities, ...change },
  });
  const option = (make: () => unknown) => Reflect.get(t.throws(make) as Error, 'option');
  const client = (change: object) => () => createConnection({ host, provider: testProvider, path: 0, ...change }, 0);
  const server = (change: object) => () => createListener({ host, provider: testProvider, certificate, ...change });
  t.is(option(client({ servername: '' })), 'servername');
  t.is(option(client({ servername: 'a'.repeat(254) })), 'servername');
  t.is(option(client({ servername: 'bücher.example' })), 'servername');
  for (const name of ['evil.com/.internal', '127.1', '192.0.2.1', '0x7f.1', 'a..b', '.a', 'a.', 'a b', '-a', '*.a']) {
    t.is(option(client({ servername: name })), 'servername', name);
  }
  t.notThrows(client({ servername: 'My_Service-1.3com.xn--bcher-kva' }));
  t.is(option(client({ provider: lacking({ groups: [] }) })), 'provider');
  t.is(option(client({ provider: lacking({ aeads: [] }) })), 'provider');
  t.is(option(server({ certificate: { ...certificate, chain: [] } })), 'certificate');
  t.is(option(server({ certificate: { ...certificate, privateKey: { signatureSchemes: [] } } })), 'certificate');
  t.is(option(server({ maxHandshakes: 0 })), 'maxHandshakes');
  t.is(option(server({ maxConnections: -1 })), 'maxConnections');
});

test('of a large flight that is retransmitted repeatedly only the newest records are retained', (t) => {
  const network = new SimulatedNetwork();
  const host = network.host('server', trustTestCertificate);
  const chain = [testCertificate.der, new Uint8Array(50_000)];
  const listener = createListener({
    host,
    provider: testProvider,
    certificate: { ...certificate, chain },
    maxDatagramSize: 256,
    initialTimeout: 10,
    retransmitBackoff: 1,
    maxRetransmissions: 1000,
    keylog: true,
    cookies: 'never',
  });
  host.attach(listener);
  const silent = network.host('client', trustTestCertificate);
  network.inject('client', 'server', keyLoggedPair().network.datagrams[0]?.bytes ?? new Uint8Array());
  network.advance(695);
  const sent = network.datagrams.length;
  t.true(sent > 600, `${sent}`);
  const server = host.events[0]?.of;
  t.truthy(server);
  const keyedPeer = new KeyedPeer({ network, clientHost: silent, serverHost: host }, 'client');
  const acknowledge = (sequenceNumber: number) => {
    const before = network.datagrams.length;
    keyedPeer.deliver(
      keyedPeer.record(2, ContentType.ack, encodeToBytes(Ack, { recordNumbers: [{ epoch: 2, sequenceNumber }] })),
    );
    return network.datagrams.length - before;
  };
  t.is(acknowledge(0), 0);
  t.true(acknowledge(sent - 1) > 0, 'the rest of the flight is sent at once');
});

test('a certificate chain above the size limit ends the handshake at once, not by a timeout', (t) => {
  const chain = [testCertificate.der, new Uint8Array(5000)];
  const privateKey = testProvider.importPrivateKey(testCertificate.privateKey);
  const pair = keyLoggedPair(
    {},
    { listener: { certificate: { chain, privateKey } }, connection: { maxHandshakeSize: 4096 } },
  );
  t.false(pair.handshake());
  pair.network.advance(100);
  const failures = [...pair.clientHost.events, ...pair.serverHost.events].flatMap(({ event }) =>
    event.kind === 'error' ? [event.error.code] : [],
  );
  t.deepEqual(failures, ['ERR_DTLS_PEER_ILLEGAL_PARAMETER', 'ERR_DTLS_ALERT_ILLEGAL_PARAMETER']);
});

test('a receiver does not enforce the limit of records that binds the sender', (t) => {
  const contents: number[] = [];
  const handler = { earlyRecord: () => {}, recordTooLong: () => {}, forgeryLimitReached: () => t.fail() };
  const counters = createCounters();
  const reader = new RecordReader({ ...handler, record: (type) => contents.push(type) }, counters);
  const read = new ReadEpoch(3, protection(), 64);
  read.records = MAX_AES_GCM_RECORDS - 1;
  read.window.mark(MAX_AES_GCM_RECORDS - 2);
  reader.epochs.install(read);
  const write = new WriteEpoch(3, protection());
  write.sequence = MAX_AES_GCM_RECORDS - 1;
  const records = new RecordWriter(createCounters());
  for (let count = 0; count < 3; count++) {
    const target = new Uint8Array(records.overhead(write) + 20);
    records.seal(target, 0, write, ContentType.application_data, 20);
    reader.receive(target, 0, target.length);
  }
  t.deepEqual(contents, Array(3).fill(ContentType.application_data));
  t.is(read.records, MAX_AES_GCM_RECORDS + 2);
});
