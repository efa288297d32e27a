import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { createConnection } from '../../../runtime/dtls13/index.ts';
import {
  type PairOptions,
  SimulatedNetwork,
  type SimulatedPair,
  simulatePair,
  testCertificate,
} from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { KeyedPeer } from '../keyed-peer.ts';

const provider = { clientProvider: classicalProvider, serverProvider: classicalProvider };
const NEVER = Number.POSITIVE_INFINITY;

/** A pair with a chain of this many certificates. */
function pairOf(chainLength: number, options: Partial<PairOptions> = {}): SimulatedPair {
  const chain = Array.from({ length: chainLength }, () => testCertificate.der);
  const listener = { cookies: 'never', ...options.listener } as const;
  return simulatePair({ ...provider, chain, ...options, listener, endpoint: { keylog: true, ...options.endpoint } });
}

/** The times at which a side sent records, with how many at each, while all belong to the handshake. */
function bursts({ network }: SimulatedPair, from: string): [at: number, records: number][] {
  const start = network.datagrams[0]?.at ?? 0;
  const counts = new Map<number, number>();
  for (const { at, bytes, from: sender } of network.datagrams) {
    if (sender !== from) continue;
    // Each datagram holds one record, except the one that begins with a plaintext hello.
    counts.set(at - start, (counts.get(at - start) ?? 0) + (bytes[0] === ContentType.handshake ? 2 : 1));
  }
  return [...counts];
}

/** Milliseconds between the client's transmissions. */
function pauses({ datagrams }: SimulatedNetwork): number[] {
  const times = [...new Set(datagrams.map(({ at }) => at))];
  return times.slice(1).map((at, index) => at - (times[index] as number));
}

test('a large flight is sent ten records at a time, and an ACK releases the next ten', (t) => {
  const pair = pairOf(24, { endpoint: { maxDatagramSize: 512 } });
  t.true(pair.handshake());
  const sent = bursts(pair, 'server').slice(0, -1);
  t.deepEqual(
    sent.map(([, records]) => records),
    [10, 10, 6],
  );
  t.is(pair.listener.statistics.retransmissions, 0, 'each record was sent once');
  t.true(pair.network.now - (pair.network.datagrams[0]?.at ?? 0) < 200, 'without waiting for a timer');
});

test('a peer that acknowledges only whole flights gets a large flight, ten records for each timer', (t) => {
  const pair = pairOf(24, { endpoint: { maxDatagramSize: 512 } });
  const receive = pair.serverHost.receive.bind(pair.serverHost);
  pair.serverHost.receive = (from, datagram) => {
    const isAck = datagram[0] === 0x2e && pair.clientHost.events.every(({ event }) => event.kind !== 'secure');
    if (!isAck) receive(from, datagram);
  };
  t.true(pair.handshake());
  t.deepEqual(bursts(pair, 'server').slice(0, 3), [
    [10, 10],
    [1010, 10],
    [2010, 6],
  ]);
  t.is(pair.listener.statistics.retransmissions, 0);
});

test('each time the timer expires it grows by the configured factor, up to its cap', (t) => {
  const network = new SimulatedNetwork();
  const host = network.host('client', () => {
    throw new RangeError('the host gets no request');
  });
  const client = createConnection(
    {
      host,
      provider: classicalProvider,
      path: host.path('server'),
      initialTimeout: 200,
      retransmitBackoff: 1.5,
      maxTimeout: 500,
      maxRetransmissions: 5,
    },
    network.now,
  );
  host.attach(client);
  network.advance(10_000);
  t.deepEqual(pauses(network), [200, 300, 450, 500, 500]);
  t.is(host.events.at(-1)?.event.kind, 'error');
  t.is(client.nextDeadline(), NEVER);
});

test('a large flight that is sent again backs off once for all of its bursts', (t) => {
  const pair = pairOf(24, { endpoint: { maxDatagramSize: 512 } });
  pair.clientHost.receive = () => {};
  pair.network.run(() => bursts(pair, 'server').length > 0);
  pair.client.abandon(pair.network.now);
  pair.network.advance(20_000);
  const times = bursts(pair, 'server').map(([at]) => at - 10);
  t.deepEqual(times.slice(0, 9), [0, 1000, 2000, 3000, 4000, 5000, 7000, 8000, 9000]);
  t.is(times[9], 13_000);
});

test('after two expiries a client repeats a short flight in the same burst, each copy in datagrams of its own', (t) => {
  const attempts = (maxDatagramSize: number, pacing: 'adaptive' | 'fixed' = 'adaptive') => {
    const pair = pairOf(1, { endpoint: { maxDatagramSize, pacing } });
    pair.serverHost.receive = () => {};
    pair.network.advance(63_500);
    const counts = new Map<number, number>();
    for (const { at } of pair.network.datagrams) counts.set(at, (counts.get(at) ?? 0) + 1);
    return [...counts.values()];
  };
  t.deepEqual(attempts(1200), [1, 1, 2, 3, 4, 5]);
  t.deepEqual(attempts(1200, 'fixed'), [1, 1, 1, 1, 1, 1]);
});

test('the retransmit timer starts with 400 ms where SRTP profiles are offered, with 1000 ms otherwise', (t) => {
  for (const [endpoint, expected] of [
    [{ srtpProfiles: ['SRTP_AES128_CM_HMAC_SHA1_80'] }, 400],
    [{ srtpProfiles: ['SRTP_AES128_CM_HMAC_SHA1_80'], initialTimeout: 700 }, 700],
    [{ srtpProfiles: [] }, 1000],
    [{}, 1000],
  ] as const) {
    const pair = pairOf(1, { endpoint });
    t.is(pair.client.timers().retransmit - pair.network.now, expected);
  }
});

test('after a round trip without loss the timer is one and a half of it', (t) => {
  const pair = pairOf(1, { network: { latency: 120 } });
  pair.network.run(() => pair.network.datagrams.length > 2);
  // The client measured hello to hello.
  t.is(pair.client.timers().retransmit - pair.network.now, 360);
  pair.network.run(() => pair.clientHost.events.some(({ event }) => event.kind === 'secure'));
});

test('a very short round trip does not reduce the timer below 100 ms or the configured minimum', (t) => {
  for (const [initialTimeout, expected] of [
    [1000, 100],
    [40, 40],
  ] as const) {
    const pair = pairOf(1, { network: { latency: 1 }, endpoint: { initialTimeout } });
    pair.network.run(() => pair.network.datagrams.length > 2);
    t.is(pair.client.timers().retransmit - pair.network.now, expected);
  }
});

test('after a loss the enlarged timer remains until a record that was sent once is acknowledged', (t) => {
  const pair = pairOf(1);
  const receive = pair.serverHost.receive.bind(pair.serverHost);
  let received = 0;
  pair.serverHost.receive = (from, datagram) => {
    received += 1;
    // Only the third hello arrives.
    if (received === 3) receive(from, datagram);
  };
  pair.network.run(() => pair.clientHost.events.some(({ event }) => event.kind === 'secure'));
  t.is(pair.network.now - (pair.network.datagrams[0]?.at ?? 0), 3020);
  t.is(pair.client.timers().retransmit - pair.network.now, 4000);
});

/** A server whose flight, of less than ten records, is not answered; a keyed peer can replace the client. */
function unacknowledgedServer(maxRetransmissions: number) {
  const pair = pairOf(1, { endpoint: { maxDatagramSize: 256, maxRetransmissions } });
  pair.clientHost.receive = () => {};
  pair.network.advance(100);
  // The client does not retransmit either, which would be answered.
  pair.client.abandon(pair.network.now);
  const records = bursts(pair, 'server').reduce((sum, [, count]) => sum + count, 0);
  const acknowledge = (keyedPeer: KeyedPeer, sequenceNumber: number) => {
    const content = encodeToBytes(Ack, { recordNumbers: [{ epoch: 2, sequenceNumber }] });
    keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, content));
  };
  const expire = () => pair.network.advance((pair.server?.timers().retransmit ?? NEVER) - pair.network.now + 1);
  return { pair, records, acknowledge, expire };
}

test('attempts are counted since the last new acknowledgement of the peer', (t) => {
  const { pair, records, acknowledge, expire } = unacknowledgedServer(1);
  t.true(records >= 5 && records < 10, `${records} records`);
  const keyedPeer = new KeyedPeer(pair, 'client');
  for (let sequenceNumber = 0; sequenceNumber < 4; sequenceNumber++) {
    expire();
    t.is(pair.listener.size, 1, `after ${sequenceNumber} ACKs`);
    acknowledge(keyedPeer, sequenceNumber);
  }
  // From here on no new acknowledgement: one attempt is left.
  for (let repeat = 0; repeat < 5; repeat++) acknowledge(keyedPeer, 3);
  expire();
  t.is(pair.listener.size, 1);
  acknowledge(keyedPeer, 3);
  expire();
  t.is(pair.listener.size, 0, 'an ACK without new records does not count');
});

test('an ACK that repeats an earlier one causes a retransmission, but not while the rest may be in transit', (t) => {
  const { pair, acknowledge, expire } = unacknowledgedServer(12);
  const keyedPeer = new KeyedPeer(pair, 'client');
  acknowledge(keyedPeer, 0);
  for (let expiry = 0; expiry < 3; expiry++) expire();
  const sent = () => pair.network.datagrams.length;
  const before = sent();
  const timer = (pair.server?.timers().retransmit ?? NEVER) - pair.network.now;
  t.true(timer > 500, `${timer} ms`);
  pair.network.advance(50);
  acknowledge(keyedPeer, 0);
  t.is(sent(), before, 'less than a round trip after the last transmission');
  pair.network.advance(100);
  acknowledge(keyedPeer, 0);
  t.true(sent() > before);
});

test('without acknowledgements the handshake ends after maxRetransmissions attempts', (t) => {
  for (const maxRetransmissions of [0, 1, 3]) {
    const { pair, expire } = unacknowledgedServer(maxRetransmissions);
    for (let attempt = 0; attempt < maxRetransmissions; attempt++) expire();
    t.is(pair.listener.size, 1);
    expire();
    t.is(pair.listener.size, 0);
  }
});

for (const lost of [0, 3, 8]) {
  test(`after the loss of record ${lost} of a large flight the ACK of the first ten causes its retransmission, before later records`, (t) => {
    const pair = pairOf(24, { endpoint: { maxDatagramSize: 512 } });
    const receive = pair.clientHost.receive.bind(pair.clientHost);
    let arrived = 0;
    pair.clientHost.receive = (from, datagram) => {
      // The first datagram has the ServerHello, without which no other can be read.
      if (arrived !== lost + 1) receive(from, datagram);
      arrived += 1;
    };
    t.true(pair.handshake());
    t.true(pair.network.now - (pair.network.datagrams[0]?.at ?? 0) < 400, 'the timer of the server runs for a second');
    t.deepEqual(
      bursts(pair, 'server')
        .slice(0, -1)
        .map(([, records]) => records),
      [10, 10, 7],
      'not alone at the end, after a round trip of its own',
    );
  });
}

test('a client that repeats its hello while more than ten records are in transit gets the flight from its beginning', (t) => {
  const pair = pairOf(24, { endpoint: { maxDatagramSize: 512 } });
  pair.clientHost.receive = () => {};
  pair.network.advance(100);
  const { datagrams } = pair.network;
  const hello = datagrams[0]?.bytes ?? new Uint8Array();
  const before = datagrams.length;
  pair.network.inject('client', 'server', hello);
  pair.network.advance(1);
  t.is(datagrams[before]?.bytes[0], ContentType.handshake, 'the ServerHello again');
});

test('after two expired timers handshake messages are fragmented to the size that every path carries, and data is not', (t) => {
  const pair = pairOf(4, { endpoint: { maxDatagramSize: 1400 } });
  const { send } = pair.network;
  // A path that silently drops datagrams longer than 600 bytes.
  pair.network.send = (from, to, datagram) => {
    if (datagram.length <= 600) send.call(pair.network, from, to, datagram);
  };
  t.true(pair.handshake());
  t.true(pair.network.datagrams.every(({ bytes }) => bytes.length <= 548));
  t.is(pair.server?.maxMessageSize, 1400 - 22);
});

test('the fragment size after expired timers is an option', (t) => {
  const pair = pairOf(4, { endpoint: { maxDatagramSize: 1400, fallbackDatagramSize: 300 } });
  const { send } = pair.network;
  pair.network.send = (from, to, datagram) => {
    if (datagram.length <= 300) send.call(pair.network, from, to, datagram);
  };
  t.true(pair.handshake());
  t.is(Math.max(...pair.network.datagrams.map(({ bytes }) => bytes.length)), 300);
});

for (const [option, value] of [
  ['retransmitBackoff', 0.5],
  ['retransmitBackoff', Number.NaN],
  ['retransmitBackoff', 11],
  ['fallbackDatagramSize', 255],
] as const) {
  test(`${option} cannot be ${value}`, (t) => {
    t.throws(() => pairOf(1, { endpoint: { [option]: value } }), {
      code: 'ERR_WIRECHART_CONFIG',
      message: new RegExp(option),
    });
  });
}
