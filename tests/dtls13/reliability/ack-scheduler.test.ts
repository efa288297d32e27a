import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { acksOf, KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

/** A pair whose server's flight takes many datagrams; the client gets those that `arrives` accepts. */
function pairWith(arrives: (index: number) => boolean): SimulatedPair {
  const pair = keyLoggedPair({ maxDatagramSize: 256 });
  const receive = pair.clientHost.receive.bind(pair.clientHost);
  let index = 0;
  pair.clientHost.receive = (from, datagram) => {
    if (arrives(index)) receive(from, datagram);
    index += 1;
  };
  return pair;
}

const sentBy = ({ network }: SimulatedPair, side: string) => network.datagrams.filter(({ from }) => from === side);
const bytesOf = (pair: SimulatedPair, side: string) =>
  sentBy(pair, side).reduce((sum, { bytes }) => sum + bytes.length, 0);

test('a gap in a flight is acknowledged after an eighth of the retransmit timer, and only the rest is retransmitted', (t) => {
  const pair = pairWith((index) => index !== 1);
  // A measured round trip of 20 ms leaves a timer of 100.
  pair.network.advance(20 + 12);
  const flight = sentBy(pair, 'server');
  t.true(flight.length > 3);
  t.deepEqual(acksOf(pair, 'client'), []);
  pair.network.advance(1);
  const [ack, ...more] = acksOf(pair, 'client');
  t.is(ack?.epoch, 2);
  t.deepEqual(more, []);
  t.false(ack?.names.some(({ epoch, sequenceNumber }) => epoch === 2 && sequenceNumber === 1));
  t.true(ack?.names.some(({ epoch, sequenceNumber }) => epoch === 2 && sequenceNumber === 2));
  t.true(
    ack?.names.some(({ epoch }) => epoch === 0),
    'the ServerHello as well',
  );
  const numbers = ack?.names.map(({ epoch, sequenceNumber }) => epoch * 1000 + sequenceNumber) ?? [];
  t.deepEqual(
    numbers,
    numbers.toSorted((a, b) => a - b),
  );
  t.true(pair.handshake());
  t.is(sentBy(pair, 'server').length - flight.length, 2, 'the datagram that was lost, and the last ACK');
  t.true(pair.network.now < (flight[0]?.at ?? 0) + 250, 'long before the timer of the server');
});

test('an incomplete flight is acknowledged after a quarter of the retransmit timer', (t) => {
  const pair = pairWith((index) => index < 2);
  pair.network.advance(20 + 24);
  t.deepEqual(acksOf(pair, 'client'), []);
  pair.network.advance(1);
  const [ack, ...more] = acksOf(pair, 'client');
  t.is(ack?.epoch, 2);
  t.deepEqual(more, []);
});

test('the ACK of an incomplete flight is repeated after the retransmit timer, then after twice the time', (t) => {
  const pair = pairWith((index) => index < 2);
  pair.network.advance(20 + 25);
  const first = acksOf(pair, 'client');
  t.is(first.length, 1);
  const counts = [99, 1, 199, 1, 399, 1].map((milliseconds) => {
    pair.network.advance(milliseconds);
    return acksOf(pair, 'client').length;
  });
  t.deepEqual(counts, [1, 2, 2, 3, 3, 4]);
  t.deepEqual(acksOf(pair, 'client').at(-1), first[0]);
});

test('a client whose first attempt was lost acknowledges a part of a flight as early as any other', (t) => {
  const pair = pairWith((index) => index !== 1);
  const receive = pair.serverHost.receive.bind(pair.serverHost);
  let attempts = 0;
  pair.serverHost.receive = (from, datagram) => {
    attempts += 1;
    if (attempts > 1) receive(from, datagram);
  };
  pair.network.run(() => pair.client.statistics.datagramsReceived > 0);
  pair.network.advance(124);
  t.deepEqual(acksOf(pair, 'client'), []);
  pair.network.advance(1);
  t.is(acksOf(pair, 'client').length, 1);
});

test('an ACK that was lost and is repeated measures no round trip', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(1000);
  const receive = pair.clientHost.receive.bind(pair.clientHost);
  let lost = 0;
  pair.clientHost.receive = (from, datagram) => {
    if (lost++ > 0) receive(from, datagram);
  };
  const now = () => pair.network.now;
  const update = () => {
    pair.client.updateKeys({}, now());
    pair.clientHost.drain();
    return pair.client.timers().retransmit - now();
  };
  t.is(update(), 100, 'one and a half of 20 ms, but at least 100');
  pair.network.advance(500);
  // 120 ms from the first transmission to its acknowledgement would be measured as 180.
  t.is(update(), 200, 'the enlarged timer');
});

test('records that arrive reordered but together are answered and not acknowledged', (t) => {
  const pair = keyLoggedPair({ maxDatagramSize: 256 });
  const receive = pair.clientHost.receive.bind(pair.clientHost);
  const held: Uint8Array[] = [];
  pair.clientHost.receive = (from, datagram) => {
    if (held.length < 2) held.push(datagram);
    // The hello must be first, or no other record can be read.
    if (held.length === 1) receive(from, datagram);
    if (held.length === 2) {
      if (datagram !== held[1]) {
        receive(from, datagram);
        receive(from, held[1] as Uint8Array);
        held.push(datagram);
      }
    } else if (held.length > 2) receive(from, datagram);
  };
  t.true(pair.handshake());
  pair.network.advance(1000);
  t.deepEqual(acksOf(pair, 'client'), []);
  t.is(pair.listener.statistics.retransmissions, 0);
});

test('a client without a ServerHello acknowledges no record', (t) => {
  const pair = pairWith((index) => index > 0 && index < 4);
  pair.network.advance(900);
  t.is(sentBy(pair, 'client').length, 1);
  t.is(pair.client.nextDeadline(), pair.client.timers().retransmit);
});

test('after a HelloRetryRequest has set the version, an empty ACK reports a missing ServerHello', (t) => {
  const pair = keyLoggedPair({ maxDatagramSize: 256 }, { listener: { cookies: 'always' } });
  const receive = pair.clientHost.receive.bind(pair.clientHost);
  let plain = 0;
  pair.clientHost.receive = (from, datagram) => {
    // The HelloRetryRequest arrives first, then the ServerHello is lost.
    if (datagram[0] === ContentType.handshake) plain += 1;
    if (plain !== 2 || datagram[0] !== ContentType.handshake) receive(from, datagram);
  };
  t.true(pair.handshake());
  const [empty] = acksOf(pair, 'client');
  t.deepEqual(empty, { epoch: 0, names: [] });
  t.true(pair.network.now - (pair.network.datagrams[0]?.at ?? 0) < 100, 'no timer ran out');
  t.is(pair.client.statistics.retransmissions, 0);
});

test('a server that gets data before the Finished sends an empty ACK', (t) => {
  const pair = keyLoggedPair({ initialTimeout: 400 });
  const receive = pair.serverHost.receive.bind(pair.serverHost);
  let lost = false;
  pair.serverHost.receive = (from, datagram) => {
    if (datagram[0] === 0x2e && !lost) lost = true;
    else receive(from, datagram);
  };
  pair.network.run(() => lost);
  pair.send('client', new Uint8Array(10));
  const before = pair.network.now;
  pair.network.advance(75);
  t.deepEqual(acksOf(pair, 'server')[0], { epoch: 3, names: [] });
  t.true(pair.handshake());
  t.true(pair.network.now - before < 100, 'before the shortest of timers');
});

test('parts of a hello are not acknowledged, as ACKs are undefined before the version is negotiated', (t) => {
  const pair = keyLoggedPair();
  pair.serverHost.receive = () => {};
  const keyedPeer = new KeyedPeer(pair, 'server');
  for (const fragmentOffset of [0, 40]) {
    const part = {
      msgType: HandshakeType.server_hello,
      length: 90,
      messageSeq: 0,
      fragmentOffset,
      fragment: new Uint8Array(8),
    };
    keyedPeer.deliver(keyedPeer.record(0, ContentType.handshake, encodeToBytes(Handshake, part)));
  }
  pair.network.advance(900);
  t.is(sentBy(pair, 'client').length, 1);
});

test('an unprotected retransmission, which any sender can forge, is not named in an ACK', (t) => {
  const pair = pairWith((index) => index !== 2);
  pair.network.advance(25);
  const hello = sentBy(pair, 'server')[0]?.bytes.slice() ?? new Uint8Array();
  hello[10] = 77;
  pair.network.inject('server', 'client', hello);
  pair.network.advance(500);
  const [ack] = acksOf(pair, 'client');
  t.deepEqual(
    ack?.names.filter(({ epoch }) => epoch === 0),
    [{ epoch: 0, sequenceNumber: 0 }],
  );
});

test('the tenth record of a peer that sends ten and waits is acknowledged at once, and no earlier one', (t) => {
  let isRepaired = false;
  const pair = pairWith((index) => index < 2 || isRepaired);
  pair.network.run(() => pair.client.statistics.datagramsReceived === 2);
  isRepaired = true;
  const came = pair.client.statistics.recordsReceived;
  const keyedPeer = new KeyedPeer(pair, 'server');
  const piece = (index: number) =>
    keyedPeer.record(
      2,
      ContentType.handshake,
      encodeToBytes(Handshake, {
        msgType: HandshakeType.certificate_verify,
        length: 4000,
        messageSeq: 3,
        fragmentOffset: 100 * index,
        fragment: new Uint8Array(100),
      }),
    );
  t.true(came < 9);
  keyedPeer.deliver(...Array.from({ length: 9 - came }, (_, index) => piece(index)));
  t.is(pair.client.statistics.recordsReceived, 9);
  t.deepEqual(acksOf(pair, 'client'), []);
  keyedPeer.deliver(piece(9));
  const [ack, ...more] = acksOf(pair, 'client');
  t.is(ack?.names.length, 10);
  t.deepEqual(more, []);
  t.true(pair.network.now < (pair.network.datagrams[0]?.at ?? 0) + 20 + 12, 'before any timer');
  // The count restarts with each ACK.
  keyedPeer.deliver(...Array.from({ length: 9 }, (_, index) => piece(10 + index)));
  t.is(acksOf(pair, 'client').length, 1);
  keyedPeer.deliver(piece(19));
  t.is(acksOf(pair, 'client').length, 2);
});

test('reordered records are named in increasing order, by epoch first', (t) => {
  const pair = keyLoggedPair({ maxDatagramSize: 256 }, { listener: { cookies: 'always' } });
  const { clientHost, network } = pair;
  const receive = clientHost.receive.bind(clientHost);
  const later: Uint8Array[] = [];
  let plain = 0;
  // Of the answer to the second ClientHello the ServerHello arrives, whose record is not number 0, and the rest in reverse
  // order without one datagram.
  clientHost.receive = (from, datagram) => {
    if (datagram[0] === ContentType.handshake) plain += 1;
    if (datagram[0] === ContentType.handshake) receive(from, datagram);
    else later.push(datagram);
  };
  network.run(() => plain === 2 && later.length > 2);
  network.advance(1);
  later.splice(1, 1);
  for (const datagram of later.reverse()) receive('server', datagram);
  network.advance(100);
  const [ack] = acksOf(pair, 'client');
  const names = ack?.names.map(({ epoch, sequenceNumber }) => [epoch, sequenceNumber]) ?? [];
  t.true(names.length > 3, JSON.stringify(names));
  t.deepEqual(
    names,
    names.toSorted(([e = 0, n = 0], [f = 0, m = 0]) => e - f || n - m),
  );
  t.is(names[0]?.[0], 0);
  t.true((names[0]?.[1] ?? 0) > 0, 'sorted by number alone it would follow the next');
  t.deepEqual(names[1], [2, 0]);
});

test('a handshake that lost a datagram costs fewer bytes with ACKs than without', (t) => {
  const costs = [true, false].map((acksDelivered) => {
    const pair = pairWith((index) => index !== 1);
    const receive = pair.serverHost.receive.bind(pair.serverHost);
    let acks = 0;
    pair.serverHost.receive = (from, datagram) => {
      // A protected record of the client before it is secure is an ACK.
      const isAck = datagram[0] === 0x2e && pair.clientHost.events.every(({ event }) => event.kind !== 'secure');
      if (isAck) acks += 1;
      if (acksDelivered || !isAck) receive(from, datagram);
    };
    t.true(pair.handshake());
    t.is(acks > 0, true);
    return bytesOf(pair, 'server') + bytesOf(pair, 'client');
  });
  t.true((costs[0] as number) < (costs[1] as number), costs.join(' and '));
});

test('dropped records cause no ACK of a server, and neither does an old hello', (t) => {
  const pair = keyLoggedPair({}, { listener: { cookies: 'always' } });
  const { network, serverHost } = pair;
  const receive = serverHost.receive.bind(serverHost);
  const hellos: Uint8Array[] = [];
  serverHost.receive = (from, datagram) => {
    if (datagram[0] !== ContentType.handshake) return;
    hellos.push(datagram.slice());
    receive(from, datagram);
  };
  network.run(() => pair.clientHost.events.some(({ event }) => event.kind === 'secure'));
  t.is(hellos.length, 2);
  network.advance(50);
  // Nothing of the client's last flight arrives.
  serverHost.receive = receive;
  const keyedPeer = new KeyedPeer(pair, 'client');
  const fragment = { msgType: HandshakeType.finished, length: 10, messageSeq: 2, fragmentOffset: 5 };
  const beyond = encodeToBytes(Handshake, { ...fragment, fragment: new Uint8Array(6) });
  keyedPeer.deliver(keyedPeer.record(2, ContentType.handshake, beyond));
  t.is(pair.listener.statistics.discarded.unusableFragment, 1);
  network.inject('client', 'server', hellos[1] as Uint8Array);
  const before = network.now;
  network.run(() => network.now >= before + 400);
  t.deepEqual(acksOf(pair, 'server'), []);
});
