import test from 'ava';
import { FaultyProvider, simulatePair } from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { keyLoggedPair } from '../keyed-peer.ts';

test('a listener that is abandoned ends its connections without output or event, and drops new clients', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(1000);
  const { network, listener, serverHost } = pair;
  const [sent, events] = [network.datagrams.length, serverHost.events.length];
  listener.abandon(network.now);
  serverHost.drain();
  t.is(listener.size, 0);
  t.is(listener.nextDeadline(), Number.POSITIVE_INFINITY);
  const hello = network.datagrams[0]?.bytes as Uint8Array;
  network.inject('another', 'server', hello);
  pair.send('client', Uint8Array.of(1));
  network.advance(1000);
  t.is(listener.size, 0);
  t.deepEqual(
    network.datagrams.slice(sent).map(({ from }) => from),
    ['client'],
  );
  t.is(serverHost.events.length, events);
  listener.abandon(network.now);
});

test('a listener that is abandoned before a cookie comes back refuses the cookie', (t) => {
  const pair = keyLoggedPair({}, { listener: { cookies: 'always' } });
  const { network, listener, clientHost } = pair;
  const receive = clientHost.receive.bind(clientHost);
  clientHost.receive = (...arrived) => {
    listener.abandon(network.now);
    receive(...arrived);
  };
  network.advance(5000);
  t.is(listener.size, 0);
  t.deepEqual(pair.serverHost.events, []);
});

test('a listener that is abandoned overwrites the key of its cookies', (t) => {
  const serverProvider = new FaultyProvider(classicalProvider);
  const generated: Uint8Array[] = [];
  serverProvider.oncall = ({ operation, arguments: [target] }) => {
    if (operation === 'random') generated.push(target as Uint8Array);
  };
  const { network, listener } = simulatePair({ clientProvider: classicalProvider, serverProvider });
  network.advance(15);
  // The last random bytes before there is a connection.
  const key = generated.at(-1) as Uint8Array;
  t.is(listener.size, 0);
  t.is(key.length, 32);
  t.true(key.some((byte) => byte !== 0));
  listener.abandon(network.now);
  t.true(key.every((byte) => byte === 0));
});
