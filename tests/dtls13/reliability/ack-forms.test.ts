import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Ack, type RecordNumber } from '../../../generated/dtls13/wire/ack.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import type { PairOptions, SimulatedPair } from '../../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes } from '../../../runtime/wire/index.ts';
import { endOf } from '../hostile/tampering.ts';
import { acksOf, KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { type SentRecord, sentFragments, sentRecords } from '../sent-traffic.ts';

const SUITE = { cipherSuites: ['TLS_AES_128_GCM_SHA256'] } as const;

test('an ACK is a length and record numbers of an 8-byte epoch and an 8-byte sequence number', (t) => {
  const recordNumbers = [
    { epoch: 3, sequenceNumber: 258 },
    { epoch: 2 ** 32 + 2 ** 16 + 5, sequenceNumber: 2 ** 40 },
  ];
  const bytes = encodeToBytes(Ack, { recordNumbers });
  t.is(
    Buffer.from(bytes).toString('hex'),
    ['0020', '0000000000000003', '0000000000000102', '0000000100010005', '0000010000000000'].join(''),
  );
  t.deepEqual(decodeAll(Ack, bytes), { recordNumbers });
});

test('an ACK that is sent has record type 26 and increasing numbers, and is no handshake message', (t) => {
  const pair = keyLoggedPair(SUITE);
  t.true(pair.handshake());
  pair.network.advance(100);
  const [ack, ...others] = sentRecords(pair).filter(({ contentType }) => contentType === 26);
  t.deepEqual(others, []);
  t.is(
    Buffer.from(ack?.content ?? []).toString('hex'),
    ['0010', '0000000000000002', '0000000000000000'].join(''),
    'the Finished of the client is record 0 of epoch 2',
  );
});

const ticket = encodeToBytes(NewSessionTicket, {
  ticketLifetime: 7200,
  ticketAgeAdd: 0,
  ticketNonce: new Uint8Array(1),
  ticket: new Uint8Array(26),
  extensions: [],
});

test('an ACK names only records with handshake messages among those of a datagram', (t) => {
  const pair = keyLoggedPair(SUITE);
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(
    keyedPeer.record(3, ContentType.application_data, Uint8Array.of(1)),
    keyedPeer.record(3, ContentType.alert, Uint8Array.of(1, 90)),
    keyedPeer.message(3, HandshakeType.new_session_ticket, 5, ticket),
    keyedPeer.record(3, ContentType.ack, Uint8Array.of(0, 0)),
    keyedPeer.record(3, ContentType.application_data, Uint8Array.of(2)),
  );
  pair.network.advance(100);
  t.deepEqual(acksOf(pair, 'client'), [{ epoch: 3, names: [{ epoch: 3, sequenceNumber: 1002 }] }]);
});

test('an ACK does not name a record whose message was thrown away, even when it names later ones', (t) => {
  const pair = keyLoggedPair(SUITE);
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  // Far ahead of the next message, so it is not kept.
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, 600, ticket));
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, 5, ticket));
  pair.network.advance(100);
  t.is(pair.client.statistics.discarded.unusableFragment, 1);
  t.deepEqual(acksOf(pair, 'client'), [{ epoch: 3, names: [{ epoch: 3, sequenceNumber: 1001 }] }]);
});

/** A server whose flight of several datagrams is lost, and a peer that acknowledges for the client. */
function lostFlight(endpoint: PairOptions['endpoint'] = {}) {
  const pair = keyLoggedPair(
    { ...SUITE, maxDatagramSize: 600, initialTimeout: 1000, ...endpoint },
    { listener: { requestCertificate: 'optional' } },
  );
  const receive = pair.clientHost.receive.bind(pair.clientHost);
  let isFirst = true;
  pair.clientHost.receive = (from, datagram) => {
    // Only the ServerHello arrives.
    if (isFirst) receive(from, datagram.subarray(0, 13 + Buffer.from(datagram).readUInt16BE(11)));
    isFirst = false;
  };
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'client');
  const acknowledge = (...recordNumbers: readonly RecordNumber[]) => {
    keyedPeer.deliver(keyedPeer.record(2, ContentType.ack, encodeToBytes(Ack, { recordNumbers })));
  };
  return { pair, acknowledge };
}

const sentByServer = (pair: SimulatedPair) => sentRecords(pair).filter(({ from }) => from === 'server');
const numberOf = ({ epoch, sequence }: { epoch: number; sequence: number }) => ({ epoch, sequenceNumber: sequence });

test('a late ACK of the first copies counts after they were sent again in shorter fragments', (t) => {
  const { pair, acknowledge } = lostFlight({ fallbackDatagramSize: 256 });
  const first = sentByServer(pair).map(numberOf);
  pair.network.advance(8000);
  const all = sentByServer(pair);
  t.true(all.length > 2 * first.length, 'sent again in more records');
  acknowledge(...first);
  const sent = pair.network.datagrams.filter(({ from }) => from === 'server').length;
  pair.network.advance(30_000);
  t.is(pair.network.datagrams.filter(({ from }) => from === 'server').length, sent);
  t.is(endOf(pair.serverHost), 'keylog');
});

test('a record that an ACK has named stays acknowledged when a later ACK does not name it', (t) => {
  const { pair, acknowledge } = lostFlight({ maxDatagramSize: 300 });
  const all = sentByServer(pair);
  const records = all.filter(({ at }) => at === all[0]?.at);
  t.true(records.length > 3);
  acknowledge(...records.slice(0, 2).map(numberOf));
  acknowledge(...records.slice(2, 3).map(numberOf));
  const before = sentRecords(pair).length;
  pair.network.advance(20_000);
  const bytesOf = (sent: readonly SentRecord[]) =>
    sentFragments(sent).flatMap(({ messageSeq, fragmentOffset, fragment }) =>
      Array.from(fragment, (_, index) => `${messageSeq} ${fragmentOffset + index}`),
    );
  const later = new Set(
    bytesOf(
      sentRecords(pair)
        .slice(before)
        .filter(({ from }) => from === 'server'),
    ),
  );
  t.true(later.size > 0);
  t.deepEqual(
    bytesOf(records.slice(0, 3)).filter((byte) => later.has(byte)),
    [],
  );
  t.true(bytesOf(records.slice(3)).every((byte) => later.has(byte)));
});

test('data of a client before its Finished is never delivered, and neither is data of a server', (t) => {
  for (const from of ['client', 'server'] as const) {
    const pair = keyLoggedPair(SUITE);
    const receiver = from === 'client' ? pair.serverHost : pair.clientHost;
    const receive = receiver.receive.bind(receiver);
    const held: Uint8Array[] = [];
    receiver.receive = (sender, datagram) => {
      // From the client: all but the ClientHello. From the server: all but the ServerHello.
      const isProtected = (datagram[0] ?? 0) >>> 5 === 1;
      const hello = 13 + Buffer.from(datagram).readUInt16BE(isProtected ? 3 : 11);
      if (isProtected) held.push(datagram);
      else receive(sender, datagram.subarray(0, hello));
    };
    pair.network.advance(40);
    const keyedPeer = new KeyedPeer(pair, from);
    if (from === 'client') {
      receive('client', keyedPeer.record(3, ContentType.application_data, Uint8Array.of(1)));
      receiver.drain();
    } else {
      // The server can send under its keys for data already, the client cannot read them yet.
      const record = keyedPeer.record(3, ContentType.application_data, Uint8Array.of(1));
      receive('server', record);
    }
    pair.network.advance(5);
    t.false(
      receiver.events.some(({ event }) => event.kind === 'message' || event.kind === 'error'),
      from,
    );
    receiver.receive = receive;
    for (const datagram of held) receive(from, datagram);
    pair.network.advance(5000);
    t.is(
      receiver.events.some(({ event }) => event.kind === 'secure'),
      true,
    );
  }
});
