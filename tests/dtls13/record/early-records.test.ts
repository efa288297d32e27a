import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import type { ApplicationRequest } from '../../../runtime/dtls13/index.ts';
import { WirechartError } from '../../../runtime/errors/wirechart-error.ts';
import {
  type PairOptions,
  SeededRandom,
  type SimulatedPair,
  simulatePair,
  testCertificate,
  trustTestCertificate,
} from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { pskPair, sensor } from '../handshake/psk/psk-pair.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

function pairOf(endpoint: PairOptions['endpoint'] = {}, cookies: 'always' | 'never' = 'never'): SimulatedPair {
  return simulatePair({
    clientProvider: classicalProvider,
    serverProvider: classicalProvider,
    chain: [testCertificate.der, testCertificate.der, testCertificate.der],
    endpoint: { maxDatagramSize: 512, ...endpoint },
    listener: { cookies },
  });
}

/** The first flight arrives without its ServerHello, and of later ones only the ServerHello arrives. */
function loseServerHello({ clientHost, network }: SimulatedPair): void {
  const receive = clientHost.receive.bind(clientHost);
  const start = network.now;
  clientHost.receive = (from, datagram) => {
    const isFirst = network.now - start < 500;
    const isPlain = datagram[0] === ContentType.handshake;
    // The record of the ServerHello has less than 256 bytes.
    const protectedAt = isPlain ? 13 + (datagram[12] as number) : 0;
    receive(from, isFirst ? datagram.subarray(protectedAt) : datagram.subarray(0, protectedAt));
  };
}

test('of a flight whose ServerHello was lost, only the ServerHello is needed again', (t) => {
  for (const endpoint of [{}, { connectionIds: { length: 4 } }]) {
    const pair = pairOf(endpoint);
    loseServerHello(pair);
    pair.network.run(() => pair.clientHost.events.some(({ event }) => event.kind === 'secure'), 5000);
    t.true(pair.clientHost.events.some(({ event }) => event.kind === 'secure'));
    t.true(pair.handshake());
    t.is(pair.client.statistics.discarded.unknownEpoch, 0);
  }
});

test('sixteen datagrams that arrive before the ServerHello are kept, of at most 16 KiB together', (t) => {
  for (const [length, kept] of [
    [100, 16],
    [3000, 5],
  ] as const) {
    const pair = pairOf();
    const random = new SeededRandom(5);
    for (let index = 0; index < 20; index++) {
      const forged = Uint8Array.from({ length }, () => random.bits());
      forged.set([0x2e, 0, index, (length - 5) >>> 8, (length - 5) & 0xff]);
      pair.network.inject('server', 'client', forged);
    }
    pair.network.advance(1);
    t.is(pair.client.statistics.discarded.unknownEpoch, 20 - kept);
    // They are read when there are keys, and do not disturb the handshake.
    t.true(pair.handshake());
    t.is(pair.client.statistics.discarded.unauthentic, kept);
  }
});

test('data that arrives before the keys of its epoch is kept, in half of that room', (t) => {
  for (const [length, kept] of [
    [100, 8],
    [3000, 2],
  ] as const) {
    const pair = pairOf();
    for (let index = 0; index < 20; index++) {
      const forged = new Uint8Array(length).fill(index);
      forged.set([0x2f, 0, index, (length - 5) >>> 8, (length - 5) & 0xff]);
      pair.network.inject('server', 'client', forged);
    }
    pair.network.advance(1);
    t.is(pair.client.statistics.discarded.unknownEpoch, 20 - kept);
    t.true(pair.handshake());
    t.is(pair.client.statistics.discarded.unauthentic, kept);
  }
});

test('a server keeps no data that arrives before its keys', (t) => {
  const pair = pairOf();
  pair.network.run(() => pair.clientHost.events.some(({ event }) => event.kind === 'secure'), 5000);
  pair.network.inject('client', 'server', Uint8Array.of(0x2f, 0, 0, 0, 20, ...new Uint8Array(20)));
  pair.network.advance(1);
  t.is(pair.listener.statistics.discarded.unknownEpoch, 1);
  t.true(pair.handshake());
  t.is(pair.listener.statistics.discarded.unauthentic, 0);
});

test('a server keeps no data while it waits for a pre-shared key', (t) => {
  const pair = pskPair({ connection: { psks: [sensor] }, listener: { cookies: 'never' } });
  const requests: ApplicationRequest[] = [];
  pair.serverHost.request = (_, request) => requests.push(request);
  pair.network.run(() => requests.length > 0, 5000);
  pair.network.inject('client', 'server', Uint8Array.of(0x2f, 0, 0, 0, 20, ...new Uint8Array(20)));
  pair.network.advance(1);
  t.is(pair.listener.statistics.discarded.unknownEpoch, 1);
});

test('data that arrives while the certificate is verified is delivered after the handshake', (t) => {
  const pair = keyLoggedPair();
  const { client, clientHost, network } = pair;
  const requests: ApplicationRequest[] = [];
  clientHost.request = (_, request) => requests.push(request);
  network.run(() => requests.length > 0, 5000);
  const peer = new KeyedPeer(pair, 'server');
  const data = peer.record(3, ContentType.application_data, Buffer.from('after the Finished'));
  peer.deliver(data);
  peer.deliver(data);
  const [request] = requests;
  if (request !== undefined) client.respond(trustTestCertificate(request), network.now);
  clientHost.drain();
  const kinds = clientHost.events.map(({ event }) => event.kind).filter((kind) => kind !== 'keylog');
  t.deepEqual(kinds, ['secure', 'message']);
  t.is(client.statistics.discarded.replayed, 1);
  t.true(pair.handshake());
});

for (const decision of ['accepted', 'refused'] as const) {
  test(`data that arrives while a server verifies its client is kept in the same room: ${decision}`, (t) => {
    const privateKey = classicalProvider.importPrivateKey(testCertificate.privateKey);
    const certificate = { chain: [testCertificate.der], privateKey };
    const pair = keyLoggedPair({}, { connection: { certificate }, listener: { requestCertificate: 'required' } });
    const { serverHost, network } = pair;
    const requests: ApplicationRequest[] = [];
    serverHost.request = (_, request) => requests.push(request);
    network.run(() => requests.length > 0, 5000);
    const peer = new KeyedPeer(pair, 'client');
    for (let index = 0; index < 10; index++)
      peer.deliver(peer.record(3, ContentType.application_data, Buffer.of(index)));
    t.is(pair.listener.statistics.discarded.unknownEpoch, 2);
    const messages = () => serverHost.events.flatMap(({ event }) => (event.kind === 'message' ? [...event.data] : []));
    t.deepEqual(messages(), []);
    const [request] = requests as [ApplicationRequest];
    const accepted = trustTestCertificate(request);
    const refused = {
      id: request.id,
      accept: false,
      alert: 'certificate_unknown',
      error: new WirechartError('ERR_DTLS_TEST', 'no'),
    } as const;
    pair.listener.respond(decision === 'accepted' ? accepted : refused, network.now);
    serverHost.drain();
    t.deepEqual(messages(), decision === 'accepted' ? [0, 1, 2, 3, 4, 5, 6, 7] : []);
  });
}

test('handshakes that lose and reorder a quarter of their datagrams are complete with and without cookies', (t) => {
  for (let seed = 0; seed < 60; seed++) {
    const cookies = seed % 2 === 0 ? 'always' : 'never';
    const pair = simulatePair({
      clientProvider: classicalProvider,
      serverProvider: classicalProvider,
      network: { seed, latency: 20, jitter: 60, loss: 0.25 },
      endpoint: { maxDatagramSize: 300, ...(seed % 3 === 0 ? { connectionIds: { length: 3 } } : {}) },
      listener: { cookies },
    });
    t.true(pair.handshake(), `seed ${seed}`);
  }
});

test('a connection that ends keeps no early records', (t) => {
  const pair = pairOf();
  pair.network.inject('server', 'client', Uint8Array.of(0x2e, 0, 0, 0, 20, ...new Uint8Array(20)));
  pair.network.advance(1);
  pair.close('client');
  const { unauthentic } = pair.client.statistics.discarded;
  pair.network.advance(5000);
  t.is(pair.client.statistics.discarded.unauthentic, unauthentic);
});
