import test from 'ava';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import { type BufferOptions, BufferPools, type Connection, createConnection } from '../../../runtime/dtls13/index.ts';
import {
  type CryptoOperation,
  FaultyProvider,
  type NetworkConditions,
  SeededRandom,
  type SimulatedHost,
  type SimulatedPair,
  simulatePair,
  testCertificate,
  trustTestCertificate,
} from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { classicalProvider } from '../classical-provider.ts';
import { earlyPair, earlySession, sendEarly } from '../early-data/early-pair.ts';
import { combinationOf, runHandshake } from '../reliability/handshake-kinds.ts';

const own = (provider = testProvider) => ({
  chain: [testCertificate.der],
  privateKey: provider.importPrivateKey(testCertificate.privateKey),
});

/** A lossy session with fragmented messages of both sides, data, an update of the keys and the end. */
function lossySession(network: NetworkConditions, buffers: BufferOptions | BufferPools): SimulatedPair {
  const [client, server] = [1, 2].map((first) => createPortableProvider({ seed: new Uint8Array(32).fill(first) }));
  if (client === undefined || server === undefined) throw new RangeError('no provider');
  const pair = simulatePair({
    clientProvider: client,
    serverProvider: server,
    network,
    endpoint: {
      buffers,
      maxDatagramSize: 300,
      fallbackDatagramSize: 256,
      groups: ['x25519'],
      connectionIds: { length: 4 },
    },
    connection: { certificate: own(client) },
    listener: { requestCertificate: 'required', compactAfter: 2000 },
  });
  pair.clientHost.onevent = (of, event) => {
    if (event.kind !== 'secure') return;
    pair.send('client', Buffer.from('first'));
    of.updateKeys({ requestPeer: true }, pair.network.now);
  };
  pair.serverHost.onevent = (of, event) => {
    if (event.kind === 'message')
      of.sendMany(event.data, Int32Array.of(0), Int32Array.of(event.data.length), pair.network.now);
  };
  pair.network.advance(20_000);
  if (!pair.clientHost.events.some(({ event }) => event.kind === 'error')) pair.send('client', Buffer.from('second'));
  pair.network.advance(5000);
  pair.close('client');
  pair.network.advance(60_000);
  return pair;
}

/** Everything that an observer sees. */
function observed({ network, clientHost, serverHost, listener }: SimulatedPair): unknown {
  const events = [clientHost, serverHost].map((host) =>
    host.events.map(({ at, event }) => [
      at,
      event.kind,
      'data' in event ? Buffer.from(event.data).toString('hex') : '',
    ]),
  );
  return { datagrams: network.datagrams, events, statistics: listener.statistics };
}

test('datagrams, events and counters are the same with pools, with pools of size one, and without pools', (t) => {
  const kinds = { first: 0 };
  for (let seed = 1; seed <= 2; seed++) {
    const network = { seed, loss: 0.15, jitter: 40, duplication: 0.1 };
    const expected = observed(lossySession(network, {}));
    for (const options of [{ maxBuffers: 1 }, { maxBytes: 0 }, { debug: true }, { maxBytes: 4096 }]) {
      const pools = new BufferPools(options);
      const pair = lossySession(network, pools);
      t.deepEqual(observed(pair), expected, `seed ${seed}, ${JSON.stringify(options)}`);
      t.is(pools.statistics.inUse, 0);
      t.is(pools.statistics.misuses, 0);
      if ('maxBuffers' in options) kinds.first += pools.statistics.overflows;
    }
  }
  t.true(kinds.first > 0, 'the pools of size one were too small');
});

/** Ends both sides at once, and expects that nothing is in use, and that nothing was written to after its release. */
function checkReleased(pair: SimulatedPair, pools: BufferPools): void {
  pair.client.abandon(pair.network.now);
  pair.clientHost.drain();
  pair.listener.abandon(pair.network.now);
  pair.serverHost.drain();
  checkPools(pools);
}

function checkPools(pools: BufferPools): void {
  pools.check();
  const [leak] = pools.leaks();
  if (leak !== undefined) throw new Error(`a leak of the pool ${leak.pool}: ${leak.acquiredAt}`);
  if (pools.statistics.misuses > 0) throw new Error('a buffer was released twice');
}

test('150 lossy handshakes of all kinds, with data and migration, release every buffer', (t) => {
  const pools = new BufferPools({ debug: true });
  for (let seed = 5000; seed < 5150; seed++) {
    t.notThrows(() => checkReleased(runHandshake(seed, pools), pools), JSON.stringify(combinationOf(seed)));
  }
  t.true(pools.crypto.statistics.hits > 500 && pools.handshake.statistics.hits > 100);
});

test('connections that are abandoned, closed or evicted at any moment release every buffer', (t) => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = new SeededRandom(seed);
    const pools = new BufferPools({ debug: true });
    const pair = simulatePair({
      clientProvider: classicalProvider,
      serverProvider: classicalProvider,
      network: { seed, loss: 0.2, jitter: 30 },
      endpoint: { buffers: pools, maxDatagramSize: 256, initialTimeout: 200, closeTimeout: 1000 },
      connection: { certificate: own() },
      listener: {
        requestCertificate: 'optional',
        maxHandshakes: 1,
        maxConnections: 1,
        maxReassembly: 65_536,
        compactAfter: 100,
      },
    });
    const { network } = pair;
    network.advance(random.fraction() * 800);
    const host = network.host('other', trustTestCertificate);
    const other = createOther(host, pools, network.now);
    network.advance(random.fraction() * 800);
    const end = [
      () => pair.client.abandon(network.now),
      () => pair.client.close(network.now),
      () => pair.listener.close(network.now),
      () => pair.listener.abandon(network.now),
      () => other.close(network.now),
      () => network.rebind('client', 'elsewhere'),
    ][seed % 6] as () => void;
    end();
    for (const each of [pair.clientHost, pair.serverHost, host]) each.drain();
    network.advance(random.fraction() * 3000);
    other.abandon(network.now);
    t.notThrows(() => checkReleased(pair, pools), `seed ${seed}`);
  }
});

test('a failure of the provider at any call releases every buffer', (t) => {
  for (const side of ['client', 'server'] as const) {
    const run = (prepare: (provider: FaultyProvider) => void): { provider: FaultyProvider; pools: BufferPools } => {
      const provider = new FaultyProvider(testProvider);
      prepare(provider);
      const pools = new BufferPools({ debug: true });
      const pair = simulatePair({
        clientProvider: side === 'client' ? provider : testProvider,
        serverProvider: side === 'server' ? provider : testProvider,
        endpoint: { buffers: pools, maxDatagramSize: 300, idleTimeout: 5000 },
        connection: { groups: ['x25519', 'secp256r1'], keyShares: ['x25519'], sessions: true },
        listener: { groups: ['secp256r1'], tickets: 1, compactAfter: 100 },
      });
      pair.clientHost.onevent = (of, event) => {
        if (event.kind === 'secure' && of.maxMessageSize > 0) of.updateKeys({ requestPeer: true }, pair.network.now);
      };
      pair.network.advance(2000);
      pair.client.close(pair.network.now);
      pair.clientHost.drain();
      pair.network.advance(60_000);
      checkPools(pools);
      return { provider, pools };
    };
    const calls = [...run(() => {}).provider.counts].flatMap(([operation, count]): [CryptoOperation, number][] =>
      Array.from({ length: operation === 'importPrivateKey' ? 0 : count }, (_, index) => [operation, index + 1]),
    );
    const random = new SeededRandom(side.length);
    for (const [operation, number] of calls) {
      if (side === 'server' && operation === 'random' && number === 1) continue;
      if (random.chance(0.7)) continue;
      const afterwards = random.chance(0.5);
      t.notThrows(
        () => run((provider) => provider.failAt(operation, number, { afterwards })),
        `${side}: ${operation} ${number}`,
      );
    }
  }
});

test('early data that waits is released when it is delivered, rejected or abandoned', (t) => {
  for (const outcome of ['accepted', 'rejected', 'abandoned'] as const) {
    const pools = new BufferPools({ debug: true });
    const pair = earlyPair(earlySession(), { endpoint: { buffers: pools } });
    let id = -1;
    pair.serverHost.isFresh = (request) => {
      id = request.id;
      return undefined;
    };
    sendEarly(pair, 'one', 'two');
    pair.network.advance(15);
    t.is(pools.application.statistics.inUse, 2, outcome);
    if (outcome !== 'abandoned') pair.listener.respond({ id, fresh: outcome === 'accepted' }, pair.network.now);
    pair.serverHost.drain();
    t.is(pools.application.statistics.inUse, outcome === 'abandoned' ? 2 : 0);
    const received = pair.serverHost.events.flatMap(({ event }) =>
      event.kind === 'earlyMessage' ? [Buffer.from(event.data).toString()] : [],
    );
    t.deepEqual(received, outcome === 'accepted' ? ['one', 'two'] : []);
    checkReleased(pair, pools);
    t.is(pools.statistics.inUse, 0);
  }
});

test('a handler that ends its connection may read the message that it got', (t) => {
  const pools = new BufferPools({ debug: true });
  const pair = earlyPair(earlySession(), { endpoint: { buffers: pools } });
  const read: string[] = [];
  const { serverHost } = pair;
  let id = -1;
  serverHost.isFresh = (request) => {
    id = request.id;
    return undefined;
  };
  const event = serverHost.event.bind(serverHost);
  serverHost.event = (of, received) => {
    if (received.kind === 'earlyMessage') {
      of.abandon(pair.network.now);
      read.push(Buffer.from(received.data).toString());
    }
    event(of, received);
  };
  sendEarly(pair, 'one', 'two');
  pair.network.advance(15);
  t.is(pools.application.statistics.inUse, 2);
  pair.listener.respond({ id, fresh: true }, pair.network.now);
  serverHost.drain();
  t.deepEqual(read, ['one']);
  t.is(pools.application.statistics.inUse, 0);
  checkReleased(pair, pools);
});

test('the connections of a listener share pools, whose counters it shows, and which it trims when the last one ends', (t) => {
  const pair = simulatePair({ clientProvider: classicalProvider, serverProvider: classicalProvider });
  t.true(pair.handshake());
  t.true(pair.listener.bufferStatistics.inUse > 0);
  pair.close('client');
  pair.network.advance(60_000);
  t.is(pair.listener.size, 0);
  const { inUse, bytes, dropped, peak } = pair.listener.bufferStatistics;
  t.deepEqual({ inUse, bytes }, { inUse: 0, bytes: 0 });
  t.true(dropped > 0 && peak > 0);
});

test('a compact connection holds no buffer', (t) => {
  const buffers = new BufferPools({ debug: true });
  const pair = simulatePair({
    clientProvider: classicalProvider,
    serverProvider: classicalProvider,
    listener: { buffers, compactAfter: 100 },
  });
  t.true(pair.handshake());
  t.true(buffers.statistics.inUse > 0);
  pair.network.advance(1000);
  t.is(buffers.statistics.inUse, 0);
  pair.send('server', Buffer.from('still there'));
  pair.network.advance(50);
  t.true(buffers.statistics.inUse > 0, 'it is restored');
});

test('invalid options of buffers are refused', (t) => {
  const wrong = { maxBytes: -1 };
  t.throws(
    () =>
      simulatePair({
        clientProvider: classicalProvider,
        serverProvider: classicalProvider,
        endpoint: { buffers: wrong },
      }),
    { code: 'ERR_WIRECHART_CONFIG', message: /buffers\.maxBytes/ },
  );
});

function createOther(host: SimulatedHost, buffers: BufferPools, now: number): Connection {
  const connection = createConnection(
    {
      host,
      provider: classicalProvider,
      path: host.path('server'),
      servername: 'localhost',
      buffers,
      maxDatagramSize: 256,
    },
    now,
  );
  host.attach(connection);
  return connection;
}
