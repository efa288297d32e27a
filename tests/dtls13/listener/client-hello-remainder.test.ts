import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { Discarded, ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { type Client, certificate, DirectPair, manyProtocols } from '../multi-peer-host.ts';

type Cause = keyof Discarded;

const plaintext = (type: ContentType, ...content: readonly number[]) =>
  encodeToBytes(DtlsPlaintext, {
    type,
    legacyRecordVersion: 0xfefd,
    sequenceNumber: 50,
    fragment: Uint8Array.from(content),
  });

/** A protected record with a 16-bit number and a length; no key opens it. */
function ciphertext(epochBits: number, length = 40): Uint8Array {
  const record = new Uint8Array(5 + length).fill(0xc5);
  record.set([0b0010_1100 | epochBits, 0, 7, length >>> 8, length & 0xff]);
  return record;
}

const EARLY_DATA = ciphertext(1);
const ALERT = plaintext(ContentType.alert, 2, 40);
const EMPTY_ACK = plaintext(ContentType.ack, 0, 0);
const GARBAGE = Uint8Array.of(0xff, 0xfe, 0xfd, 0xfc);

/** The counters of discarded input that are not zero. */
function discardedBy(pair: DirectPair): Partial<Record<Cause, number>> {
  return Object.fromEntries(Object.entries(pair.server.endpoint.statistics.discarded).filter(([, count]) => count > 0));
}

/** A server, and the datagrams of the client's first flight: one, or two if the ClientHello is long. */
function begin(listener: Partial<ListenerOptions>, isLong = false) {
  const pair = new DirectPair({ alpnProtocols: [manyProtocols[0] ?? ''], ...listener });
  const client = pair.client(1, isLong ? { alpnProtocols: manyProtocols } : {});
  const hello = pair.toServer.splice(0);
  return { pair, client, hello, deliver: (...parts: readonly Uint8Array[]) => deliver(pair, client, ...parts) };
}

function deliver(pair: DirectPair, client: Client, ...parts: readonly Uint8Array[]): void {
  pair.server.handle(client.path, Buffer.concat(parts), pair.now);
}

/** Advances the time by so many milliseconds. */
function wait(pair: DirectPair, milliseconds: number): void {
  const { endpoint } = pair.server;
  const end = pair.now + milliseconds;
  for (let next = endpoint.nextDeadline(); next <= end; next = endpoint.nextDeadline()) {
    endpoint.handleTimeout(next);
    pair.server.drain(next);
  }
  pair.now = end;
}

const first = ([datagram]: readonly Uint8Array[]) => datagram ?? new Uint8Array();
const second = ([, datagram]: readonly Uint8Array[]) => datagram ?? new Uint8Array();

const cases: readonly { name: string; records: readonly Uint8Array[]; discarded: Partial<Record<Cause, number>> }[] = [
  { name: 'an alert', records: [ALERT], discarded: { unprotected: 1 } },
  { name: 'an ACK', records: [EMPTY_ACK], discarded: { unprotected: 1 } },
  { name: 'early data', records: [EARLY_DATA], discarded: { unknownEpoch: 1 } },
  { name: 'a forged record of epoch 2', records: [ciphertext(2)], discarded: { unauthentic: 1 } },
  { name: 'garbage', records: [GARBAGE], discarded: { malformed: 1 } },
  {
    name: 'one record of each kind',
    records: [ALERT, EARLY_DATA, EMPTY_ACK, ciphertext(2), EARLY_DATA, GARBAGE],
    discarded: { unprotected: 2, unknownEpoch: 2, unauthentic: 1, malformed: 1 },
  },
];

for (const { name, records, discarded } of cases) {
  test(`what follows a ClientHello in its datagram goes to the new connection: ${name}`, (t) => {
    const plain = begin({ cookies: 'never' });
    plain.deliver(first(plain.hello));
    wait(plain.pair, 900);
    const { pair, client, hello, deliver } = begin({ cookies: 'never' });
    deliver(first(hello), ...records);
    t.deepEqual(discardedBy(pair), discarded);
    // An ACK would be sent before the first retransmission.
    wait(pair, 900);
    const { statistics } = pair.server.endpoint;
    t.is(statistics.datagramsReceived, 1);
    t.is(statistics.bytesReceived, Buffer.concat([first(hello), ...records]).length);
    t.is(statistics.datagramsSent, plain.pair.server.endpoint.statistics.datagramsSent, 'nothing more is sent for it');
    t.is(statistics.recordsSent, plain.pair.server.endpoint.statistics.recordsSent);
    t.is(statistics.retransmissions, 0);
    pair.exchangeAll(client);
    t.is(client.count('secure'), 1);
    t.is(pair.server.count('secure'), 1);
    t.deepEqual(discardedBy(pair), discarded);
  });

  test(`what follows a ClientHello with a cookie goes to the new connection: ${name}`, (t) => {
    const { pair, client, hello } = begin({});
    deliver(pair, client, first(hello));
    pair.deliverToClient(client);
    deliver(pair, client, first(pair.toServer.splice(0)), ...records);
    t.deepEqual(discardedBy(pair), discarded);
    t.is(pair.server.endpoint.size, 1);
    pair.exchangeAll(client);
    t.is(pair.server.count('secure'), 1);
  });
}

test('a repetition of the ClientHello in its own datagram causes no second answer', (t) => {
  const { pair, client, hello, deliver } = begin({ cookies: 'never' });
  deliver(first(hello), first(hello));
  t.is(pair.server.endpoint.statistics.retransmissions, 0);
  t.is(pair.server.endpoint.size, 1);
  pair.exchangeAll(client);
  t.is(pair.server.count('secure'), 1);
});

test('what follows a ClientHello without a connection is dropped and counted once', (t) => {
  const { pair, hello, deliver } = begin({});
  deliver(first(hello), EARLY_DATA, ALERT);
  t.is(pair.server.endpoint.statistics.helloRetryRequests, 1);
  t.is(pair.server.endpoint.size, 0);
  t.deepEqual(discardedBy(pair), { unassociated: 1 });
  // No protocol in common.
  const refusing = begin({ cookies: 'never', alpnProtocols: ['another'] }, true);
  refusing.deliver(first(refusing.hello));
  refusing.deliver(EARLY_DATA);
  refusing.deliver(second(refusing.hello), EARLY_DATA);
  t.is(refusing.pair.server.endpoint.statistics.hellosRefused, 1);
  t.deepEqual(discardedBy(refusing.pair), { unassociated: 2 });
});

test('a client that starts again on its path has what follows its ClientHello', (t) => {
  const { pair, client, hello, deliver } = begin({ cookies: 'never' });
  deliver(first(hello));
  pair.exchangeAll(client);
  const again = pair.client(1);
  deliver(first(pair.toServer.splice(0)), EARLY_DATA);
  t.is(pair.server.endpoint.size, 2);
  t.deepEqual(discardedBy(pair), { unknownEpoch: 1 });
  pair.exchangeAll(again);
  t.is(pair.server.count('secure'), 2);
});

test('records that arrive between the fragments of a ClientHello go to the new connection, with what follows them', (t) => {
  const { pair, client, hello, deliver } = begin({ cookies: 'never' }, true);
  t.is(hello.length, 2);
  deliver(first(hello), EARLY_DATA);
  deliver(EARLY_DATA, ciphertext(2));
  deliver(EARLY_DATA);
  t.deepEqual(discardedBy(pair), {}, 'they are kept');
  t.is(pair.server.endpoint.size, 0);
  deliver(second(hello), EARLY_DATA, ALERT);
  t.deepEqual(discardedBy(pair), { unknownEpoch: 4, unauthentic: 1, unprotected: 1 });
  t.is(pair.server.endpoint.statistics.datagramsReceived, 4);
  pair.exchangeAll(client);
  t.is(pair.server.count('secure'), 1);
  t.deepEqual(discardedBy(pair), { unknownEpoch: 4, unauthentic: 1, unprotected: 1 });
});

test('what arrives between the fragments of a ClientHello is kept up to the limit, and only if it is protected', (t) => {
  const { pair, hello, deliver } = begin({ cookies: 'never' }, true);
  deliver(first(hello), ALERT);
  deliver(ALERT);
  deliver(EMPTY_ACK, EARLY_DATA);
  deliver(GARBAGE);
  t.deepEqual(discardedBy(pair), { unassociated: 4 });
  for (let count = 0; count < 6; count++) deliver(EARLY_DATA);
  t.deepEqual(discardedBy(pair), { unassociated: 6 });
  deliver(second(hello));
  t.deepEqual(discardedBy(pair), { unassociated: 6, unknownEpoch: 4 });
});

test('nothing is kept for a client whose ClientHello has not begun, or that needs a cookie', (t) => {
  const stray = begin({ cookies: 'never' }, true);
  stray.deliver(EARLY_DATA);
  t.deepEqual(discardedBy(stray.pair), { unassociated: 1 }, 'before the first fragment');
  stray.deliver(first(stray.hello));
  stray.pair.server.handle(2, EARLY_DATA.slice(), stray.pair.now);
  t.deepEqual(discardedBy(stray.pair), { unassociated: 2 }, 'from another address');
  // The flight is longer than three times the ClientHello.
  const long = { ...certificate, chain: [...certificate.chain, new Uint8Array(10_000)] };
  for (const cookies of ['always', 'as-needed'] as const) {
    const { pair, client, hello, deliver } = begin({ cookies, certificate: long }, true);
    deliver(first(hello));
    deliver(EARLY_DATA);
    t.deepEqual(discardedBy(pair), { unassociated: 1 }, cookies);
    deliver(second(hello));
    t.is(pair.server.endpoint.statistics.helloRetryRequests, 1);
    pair.deliverToClient(client);
    const [retried, rest] = pair.toServer.splice(0);
    deliver(retried ?? GARBAGE);
    deliver(EARLY_DATA);
    t.deepEqual(discardedBy(pair), { unassociated: 2 }, 'the cookie is not verified yet');
    deliver(rest ?? GARBAGE);
    t.deepEqual(discardedBy(pair), { unassociated: 2 });
    t.is(pair.server.endpoint.size, 1);
  }
});

test('nothing is kept for a client that answers a HelloRetryRequest: it sends no early data', (t) => {
  const { pair, client, hello, deliver } = begin({ cookies: 'never', groups: ['secp384r1'] }, true);
  for (const datagram of hello) deliver(datagram);
  t.is(pair.server.endpoint.statistics.helloRetryRequests, 1);
  pair.deliverToClient(client);
  const retried = pair.toServer.splice(0);
  deliver(first(retried));
  deliver(EARLY_DATA);
  t.deepEqual(discardedBy(pair), { unassociated: 1 });
  deliver(second(retried));
  t.is(pair.server.endpoint.size, 1);
  t.deepEqual(discardedBy(pair), { unassociated: 1 });
});

test('what follows a ClientHello counts for the limit of three times the received bytes', (t) => {
  const sent = (...rest: readonly Uint8Array[]) => {
    // Long enough that no cookie is needed, and one flight takes more than half of the limit.
    const long = { ...certificate, chain: [...certificate.chain, new Uint8Array(1600)] };
    const { pair, hello, deliver } = begin({ cookies: 'as-needed', certificate: long }, true);
    deliver(first(hello));
    deliver(second(hello), ...rest);
    const { endpoint } = pair.server;
    t.is(endpoint.size, 1);
    wait(pair, 600_000);
    const { bytesReceived } = endpoint.statistics;
    const bytesSent = pair.toClient.reduce((bytes, { length }) => bytes + length, 0);
    t.true(bytesSent <= 3 * bytesReceived, `${bytesSent} bytes for ${bytesReceived}`);
    return bytesSent;
  };
  const flight = sent();
  // Lengths of signatures differ by a few bytes.
  const flights = (bytes: number) => Math.round((10 * bytes) / flight) / 10;
  t.is(flights(sent(ciphertext(1, 100))), 1, 'too little for another flight');
  t.is(flights(sent(ciphertext(1, 1000))), 2);
});

/** The first record of a datagram, with other handshake messages after its own. */
function extended(datagram: Uint8Array, ...messages: readonly Uint8Array[]): Uint8Array {
  const length = Buffer.from(datagram).readUInt16BE(11);
  const content = Buffer.concat([datagram.subarray(13, 13 + length), ...messages]);
  const header = Buffer.from(datagram.subarray(0, 13));
  header.writeUInt16BE(content.length, 11);
  return Buffer.concat([header, content]);
}

test('a message after the ClientHello in its record is refused with unexpected_message', (t) => {
  const finished = encodeToBytes(Handshake, {
    msgType: HandshakeType.finished,
    length: 4,
    messageSeq: 1,
    fragmentOffset: 0,
    fragment: new Uint8Array(4),
  });
  for (const cookies of ['never', 'always'] as const) {
    const { pair, hello, deliver } = begin({ cookies });
    deliver(extended(first(hello), finished));
    const { statistics } = pair.server.endpoint;
    t.is(statistics.hellosRefused, 1, cookies);
    t.is(statistics.helloRetryRequests, 0);
    t.is(pair.server.endpoint.size, 0);
    t.is(statistics.datagramsSent, 1);
  }
});

test('a repetition of the ClientHello in its own record causes no second answer', (t) => {
  const { pair, client, hello, deliver } = begin({ cookies: 'never' });
  const [datagram] = hello as [Uint8Array];
  deliver(extended(datagram, datagram.subarray(13)));
  t.is(pair.server.endpoint.statistics.hellosRefused, 0);
  t.is(pair.server.endpoint.size, 1);
  pair.exchangeAll(client);
  t.is(pair.server.count('secure'), 1);
});

test('garbage after the ClientHello in its record makes the datagram malformed', (t) => {
  const { pair, hello, deliver } = begin({ cookies: 'never' });
  deliver(extended(first(hello), GARBAGE));
  t.deepEqual(discardedBy(pair), { malformed: 1 });
  t.is(pair.server.endpoint.size, 0);
});
