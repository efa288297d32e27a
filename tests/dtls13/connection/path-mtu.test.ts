import test, { type ExecutionContext } from 'ava';
import type { EndpointOptions } from '../../../runtime/dtls13/index.ts';
import { FaultyProvider, type PairOptions, type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import {
  call,
  connectionOf,
  errorOf,
  hostOf,
  messages,
  type Side,
  securePair,
  send,
} from '../post-handshake/connection-id-pair.ts';

/** Both sides have spare ids, and the client probes. */
function probingPair(
  connection: Partial<EndpointOptions> = {},
  options: Pick<PairOptions, 'listener'> = {},
): SimulatedPair {
  return securePair({ connectionIds: { length: 4 } }, { connection: { mtuDiscovery: {}, ...connection }, ...options });
}

const sizesOf = (pair: SimulatedPair, side: Side = 'client'): number[] =>
  hostOf(pair, side).events.flatMap(({ event }) => (event.kind === 'maxDatagramSize' ? [event.maxDatagramSize] : []));

const lengthsSince = (pair: SimulatedPair, start: number, from = 'client') =>
  pair.network.datagrams
    .slice(start)
    .filter((each) => each.from === from)
    .map(({ bytes }) => bytes.length);

/** Sends a message every second. */
function talk(pair: SimulatedPair, seconds: number, from: Side = 'client'): void {
  for (let second = 0; second < seconds; second++) {
    send(pair, from, 'data');
    pair.network.advance(1000);
  }
}

/** Messages of the longest length arrive. */
function longestArrives(t: ExecutionContext, pair: SimulatedPair): void {
  const text = 'x'.repeat(pair.client.maxMessageSize);
  send(pair, 'client', text);
  t.is(pair.network.datagrams.at(-1)?.bytes.length, pair.client.maxDatagramSize);
  pair.network.advance(100);
  t.is(messages(pair, 'server').at(-1), text);
}

test('a path that carries the maximum gets it after one probe', (t) => {
  const pair = probingPair();
  const overhead = 1200 - pair.client.maxMessageSize;
  const start = pair.network.datagrams.length;
  talk(pair, 1);
  t.deepEqual(
    lengthsSince(pair, start).filter((length) => length > 200),
    [1452],
  );
  t.deepEqual(sizesOf(pair), [1452]);
  t.is(pair.client.maxMessageSize, 1452 - overhead);
  const event = pair.clientHost.events.find((each) => each.event.kind === 'maxDatagramSize')?.event;
  t.like(event, { maxDatagramSize: 1452, maxMessageSize: 1452 - overhead });
  longestArrives(t, pair);
  const { mtuProbesSent, mtuProbesAnswered } = pair.client.statistics;
  t.deepEqual([mtuProbesSent, mtuProbesAnswered], [1, 1]);
  t.deepEqual(sizesOf(pair, 'server'), [], 'a side that does not probe keeps its size');
});

test('a path that drops long datagrams silently is found to within 16 bytes, and nothing is lost or sent again', (t) => {
  for (const limit of [1201, 1230, 1300, 1393, 1451]) {
    const pair = probingPair();
    pair.network.limitDatagrams('client', limit);
    const { retransmissions } = pair.client.statistics;
    const { retransmit } = pair.client.timers();
    talk(pair, 40);
    t.true(pair.client.maxDatagramSize <= limit && pair.client.maxDatagramSize > limit - 16, `${limit}`);
    t.is(pair.client.statistics.retransmissions, retransmissions);
    t.is(pair.client.timers().retransmit, retransmit);
    t.is(messages(pair, 'server').length, 40);
    longestArrives(t, pair);
    t.true(
      sizesOf(pair).every((size) => size > 1200),
      'lost probes reduce nothing',
    );
  }
});

test('probes that the network refuses end at once, and reduce nothing', (t) => {
  const pair = probingPair();
  pair.network.limitDatagrams('client', 1300, true);
  const start = pair.network.now;
  send(pair, 'client', 'data');
  pair.network.run(() => pair.client.nextDeadline() - pair.network.now > 30_000, 5000);
  t.true(pair.network.now - start < 200);
  t.true(pair.client.maxDatagramSize <= 1300 && pair.client.maxDatagramSize > 1284);
  t.true(sizesOf(pair).every((size) => size > 1200));
  longestArrives(t, pair);
});

test('a datagram that the network refuses reduces the size, which probes find again', (t) => {
  const pair = probingPair();
  talk(pair, 2);
  t.is(pair.client.maxDatagramSize, 1452);
  pair.network.limitDatagrams('client', 1000, true);
  send(pair, 'client', 'x'.repeat(pair.client.maxMessageSize));
  t.is(pair.client.maxDatagramSize, 1089);
  send(pair, 'client', 'x'.repeat(pair.client.maxMessageSize));
  t.is(pair.client.maxDatagramSize, 816);
  const start = pair.network.datagrams.length;
  talk(pair, 5);
  t.true(Math.max(...lengthsSince(pair, start)) < 1089, 'no length above one that was refused is tried');
  t.true(pair.client.maxDatagramSize <= 1000 && pair.client.maxDatagramSize > 984);
  longestArrives(t, pair);
  pair.network.advance(700_000);
  t.true(pair.client.maxDatagramSize <= 1000, 'only probes raise the size');
  pair.network.limitDatagrams('client', Number.POSITIVE_INFINITY);
  pair.network.advance(700_000);
  talk(pair, 20);
  t.is(pair.client.maxDatagramSize, 1452);
});

test('the next search starts after mtuRaiseTimeout', (t) => {
  const pair = probingPair();
  pair.network.limitDatagrams('client', 1250, true);
  talk(pair, 5);
  t.true(pair.client.maxDatagramSize <= 1250);
  pair.network.limitDatagrams('client', Number.POSITIVE_INFINITY);
  talk(pair, 590);
  t.true(pair.client.maxDatagramSize <= 1250);
  talk(pair, 30);
  t.is(pair.client.maxDatagramSize, 1452);
});

test('a probe that is lost once is sent again, and the length is not given up', (t) => {
  const pair = probingPair();
  const { receive } = pair.serverHost;
  let lost = 0;
  pair.serverHost.receive = (from, bytes, local) => {
    if (bytes.length > 1200 && lost < 2) lost += 1;
    else receive.call(pair.serverHost, from, bytes, local);
  };
  talk(pair, 10);
  t.is(lost, 2);
  t.deepEqual(sizesOf(pair), [1452]);
  const { mtuProbesSent, mtuProbesAnswered } = pair.client.statistics;
  t.deepEqual([mtuProbesSent, mtuProbesAnswered], [3, 1]);
});

test('a path that became shorter without a report is noticed, and the size returns to the configured one', (t) => {
  const pair = probingPair({ mtuDiscovery: { max: 1400, confirmInterval: 5000 } });
  talk(pair, 3);
  t.is(pair.client.maxDatagramSize, 1400);
  talk(pair, 20);
  t.deepEqual(sizesOf(pair), [1400], 'a confirmed size stays');
  pair.network.limitDatagrams('client', 1250);
  talk(pair, 9);
  t.deepEqual(sizesOf(pair).slice(0, 2), [1400, 1200]);
  talk(pair, 30);
  t.true(pair.client.maxDatagramSize <= 1250 && pair.client.maxDatagramSize > 1234);
  longestArrives(t, pair);
});

test('the loss of everything says nothing about the length of datagrams', (t) => {
  const pair = probingPair({ mtuDiscovery: { confirmInterval: 5000 } });
  talk(pair, 3);
  t.is(pair.client.maxDatagramSize, 1452);
  pair.network.removeAddress('server');
  talk(pair, 30);
  t.is(pair.client.maxDatagramSize, 1452);
  t.deepEqual(sizesOf(pair), [1452]);
});

test('an idle connection sends no probe, and an unused one none after the handshake', (t) => {
  const pair = probingPair({ mtuDiscovery: { confirmInterval: 1000 }, mtuRaiseTimeout: 1000 });
  let start = pair.network.datagrams.length;
  pair.network.advance(100_000);
  t.is(pair.network.datagrams.length, start);
  talk(pair, 3);
  // The last message permits one more round.
  pair.network.advance(10_000);
  start = pair.network.datagrams.length;
  pair.network.advance(100_000);
  t.is(pair.network.datagrams.length, start);
  t.is(pair.client.maxDatagramSize, 1452);
});

test('after a change of the path the size is the configured one, until probes find another', (t) => {
  for (const isOwn of [true, false]) {
    const pair = probingPair({}, { listener: { mtuDiscovery: { max: 1300 } } });
    talk(pair, 3);
    talk(pair, 3, 'server');
    t.deepEqual([pair.client.maxDatagramSize, connectionOf(pair, 'server').maxDatagramSize], [1452, 1300]);
    pair.network.limitDatagrams('client:2', 1250);
    pair.network.addAddress(pair.clientHost, 'client:2');
    if (isOwn)
      call(pair, 'client', (client, now) => client.validatePath(pair.clientHost.path('server', 'client:2'), now));
    else call(pair, 'client', (client, now) => client.migrate(pair.clientHost.path('server', 'client:2'), now));
    pair.network.advance(500);
    t.deepEqual([pair.client.maxDatagramSize, connectionOf(pair, 'server').maxDatagramSize], [1200, 1200]);
    t.deepEqual(sizesOf(pair), [1452, 1200]);
    talk(pair, 30);
    talk(pair, 30, 'server');
    for (const side of ['client', 'server'] as const) {
      const { maxDatagramSize } = connectionOf(pair, side);
      t.true(maxDatagramSize <= 1250 && maxDatagramSize > 1234, side);
    }
    longestArrives(t, pair);
  }
});

test('a size that the network reduced is the configured one again on a new path, which can be too short too', (t) => {
  const pair = securePair({ connectionIds: { length: 4 }, mtuRaiseTimeout: Number.POSITIVE_INFINITY });
  const { client, clientHost, network } = pair;
  const [old, next] = [clientHost.path('server'), clientHost.path('server', 'client:2')];
  client.datagramTooLong(old, 1200, network.now);
  t.is(client.maxDatagramSize, 900);
  network.addAddress(clientHost, 'client:2');
  call(pair, 'client', (connection, now) => connection.validatePath(next, now));
  client.datagramTooLong(next, 1000, network.now);
  t.is(client.maxDatagramSize, 900, 'the new path is not in use yet');
  network.advance(1000);
  t.is(client.path, next);
  t.is(client.maxDatagramSize, 1200);
  client.datagramTooLong(old, 900, network.now);
  t.is(client.maxDatagramSize, 1200, 'a late report of the old path');
  client.datagramTooLong(next, 1000, network.now);
  t.is(client.maxDatagramSize, 750);
  clientHost.drain();
  t.deepEqual(sizesOf(pair), [900, 1200, 750]);
});

test('without connection ids, without path validation and without the option nothing is probed', (t) => {
  const pairs = [
    securePair({ connectionIds: undefined, mtuDiscovery: {} }),
    probingPair({}, { listener: { pathValidation: 'none' } }),
    probingPair({ mtuDiscovery: undefined }),
  ];
  for (const pair of pairs) {
    talk(pair, 5);
    t.is(pair.client.maxDatagramSize, 1200);
    t.is(pair.client.statistics.mtuProbesSent, 0);
    // Then the size returns to the configured one by itself.
    call(pair, 'client', (client, now) => client.datagramTooLong(pair.clientHost.path('server'), 1200, now));
    t.is(pair.client.maxDatagramSize, 900);
    pair.network.advance(600_001);
    t.is(pair.client.maxDatagramSize, 1200);
    t.deepEqual(sizesOf(pair), [900, 1200]);
  }
});

test('the application may set the size at any time, above and below what was found, and is not told its own value', (t) => {
  const pair = probingPair({ mtuDiscovery: undefined });
  const set = (maxDatagramSize: number) =>
    call(pair, 'client', (client, now) => client.configure({ maxDatagramSize }, now));
  call(pair, 'client', (client, now) => client.datagramTooLong(pair.clientHost.path('server'), 1200, now));
  for (const size of [1400, 1199, 576]) {
    set(size);
    t.is(pair.client.maxDatagramSize, size);
    longestArrives(t, pair);
    call(pair, 'client', (client, now) => client.handleTimeout(now));
  }
  t.deepEqual(sizesOf(pair), [900]);
});

test('a probe is no longer than the records that the peer accepts', (t) => {
  const pair = probingPair({}, { listener: { recordSizeLimit: 1300 } });
  talk(pair, 5);
  // Header of 9 bytes with the connection id, 1300 bytes of plaintext, tag of 16 bytes.
  t.is(pair.client.maxDatagramSize, 1325);
  t.is(errorOf(pair, 'server'), undefined);
});

test('a probe has the length that it is for, also where the header is minimal', (t) => {
  const pair = probingPair({ recordHeader: 'minimal' });
  const start = pair.network.datagrams.length;
  talk(pair, 2);
  t.is(Math.max(...lengthsSince(pair, start)), 1452);
});

test('probes of both sides, with loss, end with lengths that the path carries', (t) => {
  const pair = securePair({ connectionIds: { length: 4 }, mtuDiscovery: { confirmInterval: 10_000 } });
  pair.network.limitDatagrams('client', 1350);
  let count = 0;
  for (const side of ['client', 'server'] as const) {
    const host = hostOf(pair, side);
    const receive = host.receive.bind(host);
    host.receive = (...received) => {
      count += 1;
      if (count % 3 !== 0) receive(...received);
    };
  }
  for (let second = 0; second < 300; second++) {
    for (const side of ['client', 'server'] as const) {
      send(pair, side, 'data');
      const { maxDatagramSize } = connectionOf(pair, side);
      if (maxDatagramSize < 1200 || maxDatagramSize > 1350) t.fail(`${side}: ${maxDatagramSize}`);
    }
    pair.network.advance(1000);
  }
  for (const side of ['client', 'server'] as const) t.is(errorOf(pair, side), undefined);
});

test('options of the discovery are checked', (t) => {
  for (const mtuDiscovery of [null, 1, 'on', { max: 255 }, { max: 65_508 }, { confirmInterval: 999 }, { min: 1 }]) {
    t.throws(() => securePair({ mtuDiscovery: mtuDiscovery as never }), { code: 'ERR_WIRECHART_CONFIG' });
  }
});

test('a connection that ends stops its probes', (t) => {
  const pair = probingPair();
  pair.network.limitDatagrams('client', 1300);
  send(pair, 'client', 'data');
  pair.network.advance(10);
  pair.close('client');
  pair.network.advance(1000);
  const start = pair.network.datagrams.length;
  t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
  pair.network.advance(100_000);
  t.is(pair.network.datagrams.length, start);
});

test('a provider that fails during the search ends the connection with an error', (t) => {
  const random = 'random';
  const searching = (isReported: boolean, prepare: (provider: FaultyProvider) => void) => {
    const provider = new FaultyProvider(testProvider);
    const pair = simulatePair({
      clientProvider: provider,
      serverProvider: testProvider,
      endpoint: { connectionIds: { length: 4 }, groups: ['x25519'] },
      connection: { mtuDiscovery: {} },
    });
    pair.handshake();
    pair.network.advance(1000);
    pair.network.limitDatagrams('server', 1000, isReported);
    prepare(provider);
    for (let second = 0; second < 60 && pair.client.maxMessageSize > 0; second++) {
      pair.send('client', new Uint8Array(pair.client.maxMessageSize));
      pair.network.advance(1000);
    }
    return { pair, provider };
  };
  for (const isReported of [true, false]) {
    let before = 0;
    const { provider } = searching(isReported, ({ counts }) => {
      before = counts.get(random) ?? 0;
    });
    const calls = provider.counts.get(random) ?? 0;
    t.true(calls > before + 3);
    for (let number = before + 1; number <= calls; number++) {
      const { pair } = searching(isReported, (faulty) => faulty.failAt(random, number));
      t.is(errorOf(pair, 'client'), 'ERR_DTLS_INTERNAL', `call ${number}`);
      t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
    }
  }
});
