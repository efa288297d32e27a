import test from 'ava';
import type { CryptoProvider } from '../../../runtime/crypto/index.ts';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import { type NetworkConditions, type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';

const text = (data: Uint8Array) => new TextDecoder().decode(data);
const bytes = (value: string) => new TextEncoder().encode(value);

function seededPair(seed: number, network: NetworkConditions = {}): SimulatedPair {
  return simulatePair({
    clientProvider: createPortableProvider({ seed: bytes(`client ${seed}`) }),
    serverProvider: createPortableProvider({ seed: bytes(`server ${seed}`) }),
    network: { seed, ...network },
  });
}

function kinds(pair: SimulatedPair, side: 'clientHost' | 'serverHost'): string[] {
  return pair[side].events.map(({ event }) => event.kind);
}

function messages(pair: SimulatedPair, side: 'clientHost' | 'serverHost'): string[] {
  return pair[side].events.flatMap(({ event }) => (event.kind === 'message' ? [text(event.data)] : []));
}

const providers: [string, () => CryptoProvider][] = [
  ['openssl', () => classicalProvider],
  ['portable', () => createPortableProvider()],
];

for (const [clientName, clientProvider] of providers) {
  for (const [serverName, serverProvider] of providers) {
    test(`${clientName} and ${serverName} complete a handshake, exchange data and close`, (t) => {
      const pair = simulatePair({ clientProvider: clientProvider(), serverProvider: serverProvider() });
      t.true(pair.handshake());
      pair.send('client', bytes('hello'));
      pair.network.advance(50);
      pair.send('server', bytes('good day'));
      pair.network.advance(50);
      t.deepEqual(messages(pair, 'serverHost'), ['hello']);
      t.deepEqual(messages(pair, 'clientHost'), ['good day']);
      pair.close('client');
      pair.network.advance(50);
      t.is(kinds(pair, 'clientHost').at(-1), 'closed');
      t.is(kinds(pair, 'serverHost').at(-1), 'closed');
      t.is(pair.listener.size, 0);
    });
  }
}

test('both sides report the same agreement', (t) => {
  const pair = seededPair(1);
  t.true(pair.handshake());
  const agreements = [pair.clientHost, pair.serverHost].map(
    ({ events }) => events.find(({ event }) => event.kind === 'secure')?.event,
  );
  t.like(agreements[0], {
    kind: 'secure',
    protocol: 'DTLSv1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    group: 'x25519',
    peerSignatureScheme: 'ecdsa_secp256r1_sha256',
  });
  t.like(agreements[1], { cipherSuite: 'TLS_AES_128_GCM_SHA256', group: 'x25519' });
});

test('a hundred handshakes repeat byte for byte under their seeds, and differ between seeds', (t) => {
  const run = (seed: number) => {
    const pair = seededPair(seed);
    t.true(pair.handshake());
    pair.send('client', bytes('ping'));
    pair.network.advance(30);
    pair.send('server', bytes('pong'));
    pair.close('client');
    pair.network.advance(3000);
    return pair.network.datagrams.map(
      ({ at, from, bytes: datagram }) => `${at} ${from} ${Buffer.from(datagram).toString('hex')}`,
    );
  };
  const transcripts = new Set<string>();
  for (let seed = 1; seed <= 100; seed++) {
    const first = run(seed);
    t.true(first.length >= 6);
    t.deepEqual(run(seed), first);
    transcripts.add(first.join('\n'));
  }
  t.is(transcripts.size, 100);
});

test('a handshake and its data survive loss, duplication and reordering', (t) => {
  let retransmissions = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const pair = simulatePair({
      clientProvider: classicalProvider,
      serverProvider: classicalProvider,
      network: { seed, loss: 0.3, duplication: 0.2, jitter: 40 },
      endpoint: { handshakeTimeout: 600_000 },
    });
    t.true(pair.handshake(), `seed ${seed}: ${kinds(pair, 'clientHost')} / ${kinds(pair, 'serverHost')}`);
    retransmissions += pair.client.statistics.retransmissions + pair.listener.statistics.retransmissions;
  }
  t.true(retransmissions > 20, `${retransmissions} retransmissions`);
});

test('a lost first flight is retransmitted after one second, then after two more', (t) => {
  const pair = seededPair(1, { loss: 1 });
  pair.network.advance(3500);
  const sent = new Set(pair.network.datagrams.map(({ at }) => at - (pair.network.datagrams[0]?.at ?? 0)));
  t.deepEqual([...sent], [0, 1000, 3000]);
});

test('a peer that never answers ends in a timeout', (t) => {
  const pair = seededPair(1, { loss: 1 });
  t.false(pair.handshake());
  const last = pair.clientHost.events.at(-1)?.event;
  t.is(last?.kind, 'error');
  t.is(last?.kind === 'error' ? last.error.code : '', 'ERR_DTLS_TIMEOUT');
  t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
});

test('handshake messages are fragmented, and every datagram fits the datagram size', (t) => {
  const pair = simulatePair({
    clientProvider: createPortableProvider({ seed: bytes('c') }),
    serverProvider: createPortableProvider({ seed: bytes('s') }),
    endpoint: { maxDatagramSize: 256 },
  });
  t.true(pair.handshake());
  t.true(pair.network.datagrams.every(({ bytes: datagram }) => datagram.length <= 256));
  t.true(pair.network.datagrams.length > 6);
});

test('the server acknowledges a repeated Finished again', (t) => {
  const pair = seededPair(3);
  t.true(pair.handshake());
  const finished = pair.network.datagrams.filter(({ from }) => from === 'client')[2];
  t.truthy(finished);
  pair.network.advance(100);
  const before = pair.listener.statistics.datagramsSent;
  // The same record is a replay and gets no answer; the client's own retransmission is a new record.
  pair.network.inject('client', 'server', finished?.bytes ?? new Uint8Array());
  pair.network.advance(100);
  t.is(pair.listener.statistics.datagramsSent, before);
  t.is(pair.listener.statistics.discarded.replayed, 1);
});

test('the client retransmits its Finished until the ACK arrives', (t) => {
  const pair = seededPair(4);
  pair.network.run(() => kinds(pair, 'serverHost').includes('secure'));
  // The ACK is sent; the client must not receive it.
  const receive = pair.clientHost.receive;
  pair.clientHost.receive = () => {};
  pair.network.advance(1500);
  pair.clientHost.receive = receive;
  const repeats = pair.client.statistics.retransmissions;
  t.true(repeats >= 1);
  pair.network.advance(5000);
  t.is(pair.client.timers().retransmit, Number.POSITIVE_INFINITY, 'the repeated ACK stops the timer');
});

test('charts report the edges they take when the option is set', (t) => {
  const pair = simulatePair({
    clientProvider: classicalProvider,
    serverProvider: classicalProvider,
    endpoint: { trace: true },
  });
  t.true(pair.handshake());
  const machines = new Set(
    [...pair.clientHost.events, ...pair.serverHost.events].flatMap(({ event }) =>
      event.kind === 'transition' ? [event.machine] : [],
    ),
  );
  t.deepEqual([...machines].toSorted(), ['ackScheduler', 'client', 'connection', 'flight', 'server']);
});

test('traffic secrets are reported only when the option is set, the same on both sides', (t) => {
  const quiet = seededPair(1);
  quiet.handshake();
  t.false(kinds(quiet, 'clientHost').includes('keylog'));
  const pair = simulatePair({
    clientProvider: classicalProvider,
    serverProvider: classicalProvider,
    endpoint: { keylog: true },
  });
  pair.handshake();
  const secrets = (side: 'clientHost' | 'serverHost') =>
    pair[side].events.flatMap(({ event }) =>
      event.kind === 'keylog' ? [`${event.label} ${Buffer.from(event.secret).toString('hex')}`] : [],
    );
  t.is(secrets('clientHost').length, 5);
  t.deepEqual(secrets('clientHost'), secrets('serverHost'));
});
