import test from 'ava';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import { type SimulatedPair, simulatePair, testCertificate } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { acksOf, KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

const sentBy = ({ network }: SimulatedPair, side: string) => network.datagrams.filter(({ from }) => from === side);

/** A pair with fixed pacing whose server's flight takes many datagrams; the client gets those that `arrives` accepts. */
function fixedPair(arrives: (index: number) => boolean, maxDatagramSize = 256): SimulatedPair {
  const pair = keyLoggedPair({ maxDatagramSize, initialTimeout: 400, pacing: 'fixed' });
  const receive = pair.clientHost.receive.bind(pair.clientHost);
  let index = 0;
  pair.clientHost.receive = (from, datagram) => {
    if (arrives(index)) receive(from, datagram);
    index += 1;
  };
  return pair;
}

/** The server receives only the ClientHello. */
function loseAllButFirst({ serverHost }: SimulatedPair): void {
  const receive = serverHost.receive.bind(serverHost);
  serverHost.receive = (from, datagram) => {
    receive(from, datagram);
    serverHost.receive = () => {};
  };
}

test('with fixed pacing a measured round trip does not change the retransmit timer', (t) => {
  const pair = fixedPair(() => true, 1200);
  loseAllButFirst(pair);
  pair.network.run(() => sentBy(pair, 'client').length > 1);
  // The client has measured hello to hello, and its Finished is lost.
  t.is(pair.client.timers().retransmit - pair.network.now, 400);
});

test('with fixed pacing a flight of more than ten records is sent as a whole', (t) => {
  const pair = simulatePair({
    clientProvider: testProvider,
    serverProvider: testProvider,
    chain: [testCertificate.der, new Uint8Array(5000)],
    endpoint: { maxDatagramSize: 256, pacing: 'fixed' },
    listener: { cookies: 'never' },
  });
  pair.network.run(() => sentBy(pair, 'server').length > 0);
  t.true(sentBy(pair, 'server').length > 20);
});

test('with fixed pacing a gap is acknowledged after a quarter of the retransmit timer', (t) => {
  const pair = fixedPair((index) => index !== 1);
  pair.network.advance(20 + 99);
  t.deepEqual(acksOf(pair, 'client'), []);
  pair.network.advance(1);
  t.is(acksOf(pair, 'client').length, 1);
});

test('with fixed pacing an ACK of a part does not retransmit the rest before the timer expires', (t) => {
  const pair = fixedPair((index) => index !== 1);
  pair.network.advance(20 + 100 + 20);
  t.is(acksOf(pair, 'client').length, 1);
  const flight = sentBy(pair, 'server').length;
  pair.network.advance(250);
  t.is(sentBy(pair, 'server').length, flight);
  t.true(pair.handshake());
  t.is(pair.listener.statistics.retransmissions, 1);
});

test('with fixed pacing a message after the handshake is acknowledged after a quarter of the retransmit timer', (t) => {
  const pair = fixedPair(() => true, 1200);
  t.true(pair.handshake());
  pair.network.advance(50);
  const ticket = encodeToBytes(NewSessionTicket, {
    ticketLifetime: 1,
    ticketAgeAdd: 2,
    ticketNonce: new Uint8Array(1),
    ticket: new Uint8Array(10),
    extensions: [],
  });
  const server = new KeyedPeer(pair, 'server');
  server.deliver(server.message(3, HandshakeType.new_session_ticket, 5, ticket));
  pair.network.advance(98);
  t.deepEqual(acksOf(pair, 'client'), []);
  t.is(pair.client.timers().ack - pair.network.now, 1);
  pair.network.advance(1);
  t.is(acksOf(pair, 'client').length, 1);
});

test('a change of the initial timeout changes a running ACK timer, which keeps its start', (t) => {
  const pair = fixedPair((index) => index < 2);
  pair.network.advance(20 + 10);
  pair.client.configure({ initialTimeout: 200 }, pair.network.now);
  t.is(pair.client.timers().ack - pair.network.now, 40);
});

test('with fixed pacing a repeated flight of the peer triggers no retransmission', (t) => {
  const pair = fixedPair(() => true, 1200);
  loseAllButFirst(pair);
  pair.network.run(() => sentBy(pair, 'client').length > 1);
  const server = new KeyedPeer(pair, 'server');
  server.deliver(server.message(2, HandshakeType.encrypted_extensions, 1, new Uint8Array(2)));
  pair.network.advance(100);
  t.is(sentBy(pair, 'client').length, 2);
});
