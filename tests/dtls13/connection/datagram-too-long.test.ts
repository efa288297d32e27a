import test from 'ava';
import { simulatePair } from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';

const providers = { clientProvider: classicalProvider, serverProvider: classicalProvider };

test('a flight whose datagrams are too long is sent again at once, in shorter ones', (t) => {
  const endpoint = { alpnProtocols: Array.from({ length: 10 }, (_, i) => `${i}`.repeat(100)) };
  const { client, clientHost, network, ...subject } = simulatePair({ ...providers, endpoint });
  const refused = network.datagrams[0]?.bytes.length ?? 0;
  t.true(refused > 1100);
  const path = clientHost.path('server');
  client.datagramTooLong(path + 1, refused, network.now);
  clientHost.drain();
  t.is(network.datagrams.length, 2, 'another path is not that of the connection');
  client.datagramTooLong(path, refused, network.now);
  clientHost.drain();
  const again = network.datagrams.slice(2);
  t.true(again.length > 0 && again.every(({ bytes, at }) => bytes.length <= refused * 0.75 && at === network.now));
  // The other refused datagrams of the flight have no effect.
  client.datagramTooLong(path, refused, network.now);
  clientHost.drain();
  t.is(network.datagrams.length, 2 + again.length);
  t.true(subject.handshake());
});

test('fragments get shorter with each refused datagram, down to the length that every path carries', (t) => {
  const pair = simulatePair(providers);
  const { client, clientHost, network, listener, serverHost } = pair;
  t.true(pair.handshake());
  const path = clientHost.path('server');
  const overhead = 1200 - client.maxMessageSize;
  const sizes: number[] = [];
  for (let size = 1200; sizes.at(-1) !== size; size = client.maxMessageSize + overhead) {
    sizes.push(size);
    client.datagramTooLong(path, size, network.now);
  }
  t.deepEqual(sizes, [1200, 900, 675, 506, 379, 284, 256]);
  // The server applies it to the connections of one path.
  listener.datagramTooLong(serverHost.path('client') + 1, 1200, network.now);
  t.is(pair.server?.maxMessageSize, 1200 - overhead);
  listener.datagramTooLong(serverHost.path('client'), 1000, network.now);
  t.is(pair.server?.maxMessageSize, 750 - overhead);
});

test('the size of datagrams returns to the configured one after mtuRaiseTimeout, and can be reduced again', (t) => {
  const pair = simulatePair({ ...providers, endpoint: { mtuRaiseTimeout: 5000, maxDatagramSize: 1400 } });
  const { client, clientHost, network } = pair;
  t.true(pair.handshake());
  network.advance(1000);
  const path = clientHost.path('server');
  const overhead = 1400 - client.maxMessageSize;
  const reduce = (size: number) => {
    client.datagramTooLong(path, size, network.now);
    clientHost.drain();
  };
  reduce(1400);
  network.advance(4000);
  t.is(client.maxMessageSize, 1050 - overhead);
  reduce(1000);
  network.advance(4999);
  t.is(client.maxMessageSize, 750 - overhead, 'the time starts at the last reduction');
  network.advance(2);
  t.is(client.maxMessageSize, 1400 - overhead);
  reduce(1400);
  t.is(client.maxMessageSize, 1050 - overhead);
  client.configure({ maxDatagramSize: 600 }, network.now);
  network.advance(6000);
  t.is(client.maxMessageSize, 600 - overhead, 'the application has decided otherwise');
  reduce(600);
  pair.close('client');
  network.advance(1000);
  t.is(client.nextDeadline(), Number.POSITIVE_INFINITY, 'the timer ends with the connection');
  reduce(400);
  t.is(client.nextDeadline(), Number.POSITIVE_INFINITY);
});

test('the size of datagrams stays reduced where mtuRaiseTimeout is Infinity', (t) => {
  const pair = simulatePair({
    ...providers,
    connection: { mtuRaiseTimeout: Number.POSITIVE_INFINITY },
    endpoint: { idleTimeout: 2 ** 40 },
  });
  const { client, clientHost, network } = pair;
  t.true(pair.handshake());
  network.advance(1000);
  const full = client.maxMessageSize;
  client.datagramTooLong(clientHost.path('server'), 1200, network.now);
  network.advance(700_000);
  t.true(client.maxMessageSize < full);
  t.throws(() => simulatePair({ ...providers, endpoint: { mtuRaiseTimeout: 999 } }), { message: /mtuRaiseTimeout/ });
});
