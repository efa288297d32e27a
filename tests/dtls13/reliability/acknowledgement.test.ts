import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Ack, type RecordNumber } from '../../../generated/dtls13/wire/ack.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import { testCertificate } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { acksOf, KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { refusalBy } from '../refusal.ts';

const ack = (...recordNumbers: RecordNumber[]) => encodeToBytes(Ack, { recordNumbers });
/** 40 bytes. */
const TICKET = encodeToBytes(NewSessionTicket, {
  ticketLifetime: 7200,
  ticketAgeAdd: 0,
  ticketNonce: new Uint8Array(1),
  ticket: new Uint8Array(26),
  extensions: [],
});

test('a handshake without loss has one ACK, for the client’s Finished only', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(1000);
  t.deepEqual(acksOf(pair, 'server'), [{ epoch: 3, names: [{ epoch: 2, sequenceNumber: 0 }] }]);
  t.deepEqual(acksOf(pair, 'client'), []);
});

test('the ACK of the last flight names no record of an earlier one', (t) => {
  const pair = keyLoggedPair();
  const hello = pair.network.datagrams[0]?.bytes ?? new Uint8Array();
  pair.network.run(() => pair.network.datagrams.length >= 2);
  // The client retransmits, or another sender replays its datagrams.
  pair.network.inject('client', 'server', hello);
  t.true(pair.handshake());
  pair.network.advance(1000);
  const [last] = acksOf(pair, 'server');
  t.deepEqual(
    last?.names.filter(({ epoch }) => epoch === 0),
    [],
  );
});

test('while our Finished is not acknowledged, an ACK names no record of the flight that it answers, first or repeated', (t) => {
  const pair = keyLoggedPair({ cipherSuites: ['TLS_AES_128_GCM_SHA256'] });
  const { network, clientHost, serverHost, listener } = pair;
  const receive = serverHost.receive.bind(serverHost);
  let received = 0;
  serverHost.receive = (from, datagram) => {
    received += 1;
    // Only the ClientHello arrives.
    if (received === 1) receive(from, datagram);
  };
  network.run(() => listener.statistics.retransmissions > 0);
  network.advance(100);
  t.true(clientHost.events.some(({ event }) => event.kind === 'secure'));
  t.deepEqual(acksOf(pair, 'client'), [], 'the Finished acknowledges the flight');
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, 5, TICKET));
  network.advance(100);
  t.deepEqual(acksOf(pair, 'client'), [{ epoch: 3, names: [{ epoch: 3, sequenceNumber: 1000 }] }]);
});

test('a client that waits for its host acknowledges received records before the server retransmits', (t) => {
  const pair = keyLoggedPair();
  const { clientHost, network } = pair;
  let requestId = 0;
  clientHost.request = (_of, { id }) => {
    requestId = id;
  };
  network.advance(25_000);
  t.is(pair.listener.statistics.retransmissions, 0);
  const [ack, ...more] = acksOf(pair, 'client');
  t.deepEqual(
    ack?.names.map(({ epoch }) => epoch).filter((epoch, index, all) => all.indexOf(epoch) === index),
    [0, 2],
  );
  t.deepEqual(more, []);
  const { publicKey } = testCertificate;
  pair.client.respond({ id: requestId + 1, accept: true, publicKey }, network.now);
  clientHost.drain();
  t.is(clientHost.events.at(-1)?.event.kind, 'keylog', 'a response to another request has no effect');
  pair.client.respond({ id: requestId, accept: true, publicKey }, network.now);
  clientHost.drain();
  t.true(pair.handshake());
});

test('tickets are acknowledged each time they arrive', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, 5, TICKET));
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, 5, TICKET));
  pair.network.advance(100);
  const acks = acksOf(pair, 'client');
  t.deepEqual(
    acks.map(({ epoch, names }) => [epoch, names.map(({ sequenceNumber }) => sequenceNumber)]),
    [
      [3, [1000]],
      [3, [1000, 1001]],
    ],
  );
});

test('a repeated message of the handshake is acknowledged if it has a record of the application epoch', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(1000);
  const server = new KeyedPeer(pair, 'server');
  server.deliver(server.message(3, HandshakeType.encrypted_extensions, 1, new Uint8Array(2)));
  pair.network.advance(100);
  t.deepEqual(acksOf(pair, 'client').at(-1)?.names, [{ epoch: 3, sequenceNumber: 1000 }]);
});

test('an ACK names as many records as its datagram holds, the newest of them, in order', (t) => {
  for (const [maxDatagramSize, fitting] of [
    [256, 14],
    [512, 30],
  ] as const) {
    const pair = keyLoggedPair({ maxDatagramSize });
    t.true(pair.handshake());
    pair.network.advance(100);
    const keyedPeer = new KeyedPeer(pair, 'server');
    const records = Array.from({ length: 60 }, (_, index) =>
      keyedPeer.message(3, HandshakeType.new_session_ticket, 5 + index, TICKET),
    );
    keyedPeer.deliver(...records);
    pair.network.advance(100);
    const [last] = acksOf(pair, 'client').slice(-1);
    const numbers = last?.names.map(({ sequenceNumber }) => sequenceNumber) ?? [];
    t.deepEqual(
      numbers,
      Array.from({ length: fitting }, (_, index) => 1060 - fitting + index),
    );
    t.true(pair.network.datagrams.every(({ bytes }) => bytes.length <= maxDatagramSize));
  }
});

test('an ACK names all records of the peer that its datagram holds, up to 128', (t) => {
  for (const [maxDatagramSize, count, named] of [
    [1200, 60, 60],
    [4000, 150, 128],
  ] as const) {
    const pair = keyLoggedPair({ maxDatagramSize });
    t.true(pair.handshake());
    pair.network.advance(100);
    const keyedPeer = new KeyedPeer(pair, 'server');
    const records = Array.from({ length: count }, (_, index) =>
      keyedPeer.message(3, HandshakeType.new_session_ticket, 5 + index, TICKET),
    );
    keyedPeer.deliver(...records);
    pair.network.advance(100);
    const [last] = acksOf(pair, 'client').slice(-1);
    t.deepEqual(
      last?.names.map(({ sequenceNumber }) => sequenceNumber),
      Array.from({ length: named }, (_, index) => 1000 + count - named + index),
    );
  }
});

test('an ACK of a long handshake flight names every record of it that has arrived', (t) => {
  const pair = keyLoggedPair({ maxDatagramSize: 1200 }, { listener: { requestCertificate: 'optional' } });
  const receive = pair.clientHost.receive.bind(pair.clientHost);
  pair.clientHost.receive = (from, datagram) => {
    // Only the ServerHello arrives.
    receive(from, datagram.subarray(0, 13 + Buffer.from(datagram).readUInt16BE(11)));
    pair.clientHost.receive = () => {};
  };
  pair.network.advance(40);
  pair.clientHost.receive = receive;
  const keyedPeer = new KeyedPeer(pair, 'server');
  for (let index = 0; index < 60; index++) {
    const offset = 1000 - index;
    keyedPeer.deliver(
      keyedPeer.record(
        2,
        ContentType.handshake,
        encodeToBytes(Handshake, {
          msgType: HandshakeType.certificate,
          length: 2000,
          messageSeq: 3,
          fragmentOffset: offset,
          fragment: new Uint8Array(1),
        }),
      ),
    );
  }
  pair.network.advance(500);
  const [last] = acksOf(pair, 'client').slice(-1);
  t.deepEqual(
    last?.names.filter(({ epoch }) => epoch === 2).map(({ sequenceNumber }) => sequenceNumber),
    Array.from({ length: 60 }, (_, index) => 1000 + index),
  );
});

test('after the handshake three ACKs name a record, and a repetition of its message is named again', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  for (const messageSeq of [5, 6, 7, 8, 9, 5]) {
    keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, messageSeq, TICKET));
    pair.network.advance(100);
  }
  t.deepEqual(
    acksOf(pair, 'client').map(({ names }) => names.map(({ sequenceNumber }) => sequenceNumber - 1000)),
    [[0], [0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]],
  );
});

test('when space is short, an ACK prefers records that no ACK has named', (t) => {
  const pair = keyLoggedPair({ maxDatagramSize: 256 });
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  const ticket = (messageSeq: number) => keyedPeer.message(3, HandshakeType.new_session_ticket, messageSeq, TICKET);
  // 14 fit.
  keyedPeer.deliver(...Array.from({ length: 20 }, (_, index) => ticket(5 + index)));
  pair.network.advance(100);
  keyedPeer.deliver(ticket(25), ticket(26));
  pair.network.advance(100);
  t.deepEqual(
    acksOf(pair, 'client').map(({ names }) => names.map(({ sequenceNumber }) => sequenceNumber - 1000)),
    [
      [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
      [0, 1, 2, 3, 4, 5, 14, 15, 16, 17, 18, 19, 20, 21],
    ],
  );
});

test('the ACKs of forty updates of one side stay short', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const acks = () => acksOf(pair, 'server');
  const before = acks().length;
  for (let update = 0; update < 40; update++) {
    pair.client.updateKeys({}, pair.network.now);
    pair.clientHost.drain();
    pair.network.advance(500);
  }
  t.is(acks().length - before, 40);
  t.true(acks().every(({ names }) => names.length <= 3));
  t.is(pair.client.statistics.keyUpdatesSent, 40);
});

test('reordered tickets are named in increasing order', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  const records = Array.from({ length: 5 }, (_, index) =>
    keyedPeer.message(3, HandshakeType.new_session_ticket, 5 + index, TICKET),
  );
  keyedPeer.deliver(...[3, 0, 4, 2, 1].map((index) => records[index] as Uint8Array));
  pair.network.advance(100);
  t.deepEqual(
    acksOf(pair, 'client')[0]?.names.map(({ sequenceNumber }) => sequenceNumber),
    [1000, 1001, 1002, 1003, 1004],
  );
});

test('a record with a fragment that was dropped is not acknowledged', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, 600, TICKET));
  pair.network.advance(100);
  t.is(pair.client.statistics.discarded.unusableFragment, 1);
  t.deepEqual(acksOf(pair, 'client'), []);
});

/** A server whose flight was sent in small records and not answered. */
function serverWaiting() {
  const pair = keyLoggedPair({ maxDatagramSize: 256 });
  pair.clientHost.receive = () => {};
  pair.network.advance(100);
  const flight = pair.network.datagrams.filter(({ from }) => from === 'server');
  return { pair, keyedPeer: new KeyedPeer(pair, 'client'), flight };
}

test('an ACK of a part causes a retransmission of the rest at once, and an ACK of the rest stops the timer', (t) => {
  const { pair, keyedPeer, flight } = serverWaiting();
  const fromServer = () => pair.network.datagrams.filter(({ from }) => from === 'server');
  const sent = () => fromServer().length;
  const bytesOf = (datagrams: readonly { readonly bytes: Uint8Array }[]) =>
    datagrams.reduce((sum, { bytes }) => sum + bytes.length, 0);
  t.true(flight.length > 3);
  const protectedRecords = flight.length - 1;
  const first = { epoch: 2, sequenceNumber: 0 };
  keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, ack(first)));
  // All but what is acknowledged, which is more than the headers of a record for each message.
  t.true(sent() > flight.length);
  t.true(bytesOf(fromServer().slice(flight.length)) < bytesOf(flight));
  const after = sent();
  keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, ack(first)));
  t.is(sent(), after, 'no news');
  // An ACK of the first copies counts like one of the second.
  const rest = Array.from({ length: 2 * protectedRecords }, (_, sequenceNumber) => ({ epoch: 2, sequenceNumber }));
  const hellos = [0, 1].map((sequenceNumber) => ({ epoch: 0, sequenceNumber }));
  keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, ack(...hellos, ...rest)));
  t.is(pair.server?.timers().retransmit, Number.POSITIVE_INFINITY);
  pair.network.advance(30_000);
  t.is(sent(), after);
});

test('any part of the answer to a flight ends its retransmission', (t) => {
  const { pair, keyedPeer } = serverWaiting();
  t.not(pair.server?.timers().retransmit, Number.POSITIVE_INFINITY);
  const part = {
    msgType: HandshakeType.finished,
    length: 32,
    messageSeq: 1,
    fragmentOffset: 8,
    fragment: new Uint8Array(8),
  };
  keyedPeer.deliver(keyedPeer.record(2, ContentType.handshake, encodeToBytes(Handshake, part)));
  t.is(pair.server?.timers().retransmit, Number.POSITIVE_INFINITY);
});

test('any protected part of the server’s flight ends the retransmission of the ClientHello', (t) => {
  const pair = keyLoggedPair();
  const receive = pair.clientHost.receive.bind(pair.clientHost);
  pair.clientHost.receive = (from, datagram) => {
    pair.clientHost.receive = () => {};
    // Only the ServerHello arrives.
    receive(from, datagram.subarray(0, 13 + Buffer.from(datagram).readUInt16BE(11)));
  };
  pair.network.advance(100);
  pair.clientHost.receive = receive;
  t.not(pair.client.timers().retransmit, Number.POSITIVE_INFINITY);
  const part = {
    msgType: HandshakeType.certificate,
    length: 200,
    messageSeq: 2,
    fragmentOffset: 8,
    fragment: new Uint8Array(8),
  };
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.record(2, ContentType.handshake, encodeToBytes(Handshake, part)));
  t.is(pair.client.timers().retransmit, Number.POSITIVE_INFINITY);
});

test('a repeated ClientHello causes no retransmission of a flight of which a part is acknowledged', (t) => {
  const { pair, keyedPeer } = serverWaiting();
  const sent = () => pair.network.datagrams.filter(({ from }) => from === 'server').length;
  const repeatHello = () => {
    pair.network.advance(50);
    const before = sent();
    pair.network.inject('client', 'server', pair.network.datagrams[0]?.bytes ?? new Uint8Array());
    pair.network.advance(1);
    return sent() - before;
  };
  t.true(repeatHello() > 0);
  keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, ack({ epoch: 2, sequenceNumber: 0 })));
  t.is(repeatHello(), 0);
});

test('a part of a ServerHello, which any sender can forge, does not end the retransmission of the client', (t) => {
  const pair = keyLoggedPair();
  pair.serverHost.receive = () => {};
  const part = {
    msgType: HandshakeType.server_hello,
    length: 90,
    messageSeq: 0,
    fragmentOffset: 0,
    fragment: new Uint8Array(8),
  };
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.record(0, ContentType.handshake, encodeToBytes(Handshake, part)));
  pair.network.advance(1100);
  t.is(pair.client.statistics.retransmissions, 1);
});

test('a retransmission of a peer is not answered while it sends ACKs', (t) => {
  const { pair, keyedPeer, flight } = serverWaiting();
  keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, ack({ epoch: 2, sequenceNumber: 0 })));
  const sent = pair.network.datagrams.length;
  const hello = pair.network.datagrams[0]?.bytes ?? new Uint8Array();
  pair.network.inject('client', 'server', hello);
  pair.network.advance(1);
  t.is(pair.network.datagrams.length, sent);
  t.true(flight.length > 0);
});

test('an empty ACK causes a retransmission, as it shows a waiting peer, a limited number of times', (t) => {
  const { pair, keyedPeer, flight } = serverWaiting();
  const sent = () => pair.network.datagrams.filter(({ from }) => from === 'server').length;
  for (let repeat = 1; repeat <= 12; repeat++) {
    keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, ack()));
    t.is(sent(), (1 + repeat) * flight.length);
  }
  for (let repeat = 0; repeat < 100; repeat++) keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, ack()));
  t.is(sent(), 13 * flight.length);
});

test('an unprotected ACK, which any sender can forge, acknowledges no record and causes a retransmission', (t) => {
  const { pair, keyedPeer, flight } = serverWaiting();
  const sent = () => pair.network.datagrams.filter(({ from }) => from === 'server').length;
  // The ACK of Firefox when records are missing: epochs 0 and 2, named in epoch 0.
  const names = Array.from({ length: flight.length }, (_, sequenceNumber) => ({ epoch: 2, sequenceNumber }));
  keyedPeer.deliver(keyedPeer.record(0, ContentType.ack, ack({ epoch: 0, sequenceNumber: 0 }, ...names)));
  t.is(pair.server?.statistics.discarded.unprotected, 1);
  t.is(sent(), 2 * flight.length, 'all of it: none of those record numbers counts');
  t.not(pair.server?.timers().retransmit, Number.POSITIVE_INFINITY);
  for (let repeat = 0; repeat < 100; repeat++) keyedPeer.deliver(keyedPeer.record(0, ContentType.ack, ack()));
  t.is(sent(), 13 * flight.length);
  t.is(pair.listener.size, 1);
});

test('an unprotected ACK before the version is negotiated has no effect', (t) => {
  const pair = keyLoggedPair();
  pair.serverHost.receive = () => {};
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.record(0, ContentType.ack, ack({ epoch: 0, sequenceNumber: 0 })));
  t.is(pair.client.statistics.discarded.unprotected, 1);
  t.is(pair.network.datagrams.length, 1);
});

test('an ACK of records that were never sent has no effect', (t) => {
  const { pair, keyedPeer } = serverWaiting();
  const sent = pair.network.datagrams.length;
  const deadline = pair.server?.nextDeadline();
  keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, ack({ epoch: 2, sequenceNumber: 2 ** 40 })));
  keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, ack({ epoch: 1, sequenceNumber: 0 })));
  t.is(pair.network.datagrams.length, sent);
  t.is(pair.server?.nextDeadline(), deadline);
});

const wrong: [what: string, alert: string, content: Uint8Array][] = [
  ['names a higher epoch than its own', 'illegal_parameter', ack({ epoch: 3, sequenceNumber: 0 })],
  ['is truncated', 'decode_error', ack({ epoch: 2, sequenceNumber: 0 }).subarray(0, 10)],
  ['has bytes left over', 'decode_error', Buffer.concat([ack(), Uint8Array.of(0)])],
  ['has no content', 'decode_error', new Uint8Array(0)],
];

for (const [what, alert, content] of wrong) {
  test(`an ACK that ${what} ends the handshake`, (t) => {
    const { pair, keyedPeer } = serverWaiting();
    keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, content));
    t.is(refusalBy(pair, 'server'), alert);
    t.is(pair.listener.size, 0);
  });
}

test('the largest possible ACK of records that were never sent has no effect', (t) => {
  const { pair, keyedPeer } = serverWaiting();
  const names = Array.from({ length: 1023 }, (_, index) => ({ epoch: 2, sequenceNumber: 2 ** 30 + index }));
  const content = ack(...names);
  for (let repeat = 0; repeat < 50; repeat++) keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, content));
  t.is(pair.server?.statistics.discarded.unauthentic, 0);
});

test('an ACK sent in epoch 3 may name records of epochs up to our own', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'client');
  keyedPeer.deliver(keyedPeer.record(3, ContentType.ack, ack({ epoch: 3, sequenceNumber: 0 })));
  t.is(pair.listener.size, 1);
  keyedPeer.deliver(keyedPeer.record(3, ContentType.ack, ack({ epoch: 4, sequenceNumber: 0 })));
  t.is(refusalBy(pair, 'server'), 'illegal_parameter');
  t.is(pair.listener.size, 0);
});

test('fragments of a message that arrive twice, in reverse order and overlapping are acknowledged one by one', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  for (const [from, to] of [
    [20, 40],
    [10, 30],
    [20, 40],
    [0, 10],
  ] as const) {
    const fragment = {
      msgType: HandshakeType.new_session_ticket,
      length: TICKET.length,
      messageSeq: 5,
      fragmentOffset: from,
      fragment: TICKET.subarray(from, to),
    };
    keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, encodeToBytes(Handshake, fragment)));
  }
  pair.network.advance(100);
  const acks = acksOf(pair, 'client').map(({ names }) => names.map(({ sequenceNumber }) => sequenceNumber - 1000));
  t.deepEqual(acks, [[0], [0, 1], [0, 1, 2], [1, 2, 3]]);
});
