import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { ReadEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { endOf } from '../hostile/tampering.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { ReceivedContents } from './sealed-record.ts';

/** Content types of unprotected records; RFC 9147 section 4.1. */
const UNPROTECTED: readonly number[] = [ContentType.alert, ContentType.handshake, ContentType.ack];

function connected(): SimulatedPair {
  const pair = keyLoggedPair();
  pair.handshake();
  pair.network.advance(100);
  return pair;
}

/** Injects datagrams into a connected pair, and returns the counters of its client. */
function discardedAfter(pair: SimulatedPair, ...datagrams: readonly Uint8Array[]) {
  const before = { ...pair.client.statistics.discarded };
  for (const datagram of datagrams) pair.network.inject('server', 'client', datagram);
  pair.network.advance(1);
  const after = pair.client.statistics.discarded;
  return Object.fromEntries(
    Object.entries(after)
      .map(([cause, count]) => [cause, count - (before[cause as keyof typeof before] ?? 0)] as const)
      .filter(([, count]) => count !== 0),
  );
}

/** A record with a first byte, and what follows it in an unprotected record with a fragment of a ServerHello. */
function recordOf(first: number): Uint8Array {
  const fragment = [2, 0, 0, 18, 0, 9, 0, 0, 0, 0, 0, 18, ...new Uint8Array(18).fill(5)];
  return Uint8Array.of(first, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, fragment.length, ...fragment);
}

test('a first byte of 21, 22 or 26 means an unprotected record', (t) => {
  t.deepEqual(UNPROTECTED, [21, 22, 26]);
  for (const type of UNPROTECTED) {
    t.deepEqual(discardedAfter(connected(), recordOf(type)), { unprotected: 1 }, `${type}`);
  }
});

test('a first byte of 32 to 63 means a protected record, whose type is known only after it is opened', (t) => {
  for (let first = 32; first < 64; first++) {
    const hasConnectionId = (first & 0x10) !== 0;
    const isKnownEpoch = [2, 3].includes(first & 3);
    const discarded = discardedAfter(connected(), recordOf(first));
    if (hasConnectionId) t.deepEqual(discarded, { unexpectedConnectionId: 1 }, `${first}`);
    // Where the length bit is set, other bytes are read as the length.
    else if ((first & 4) !== 0)
      t.deepEqual([discarded['unexpectedContent'], discarded['unprotected']], [undefined, undefined]);
    else t.deepEqual(discarded, isKnownEpoch ? { unauthentic: 1 } : { unknownEpoch: 1 }, `${first}`);
  }
});

test('a record with any other first byte is dropped silently, and the connection goes on', (t) => {
  const pair = connected();
  const sent = pair.network.datagrams.length;
  for (let first = 0; first < 256; first++) {
    if (first >>> 5 === 1 || UNPROTECTED.includes(first)) continue;
    const discarded = discardedAfter(pair, recordOf(first));
    t.true((discarded['unexpectedContent'] ?? 0) + (discarded['malformed'] ?? 0) > 0, `${first}`);
  }
  t.is(pair.network.datagrams.length, sent);
  pair.send('server', Uint8Array.of(1, 2, 3));
  pair.network.advance(100);
  t.is(endOf(pair.clientHost), 'message');
});

/** Changes the unprotected records of every datagram on its way to a side. */
function change(pair: SimulatedPair, side: 'clientHost' | 'serverHost', edit: (record: Uint8Array) => void): void {
  const host = pair[side];
  const receive = host.receive.bind(host);
  host.receive = (from, datagram) => {
    const bytes = Buffer.from(datagram);
    for (let at = 0; at < bytes.length && (bytes[at] ?? 0) >>> 5 !== 1; at += 13 + bytes.readUInt16BE(at + 11)) {
      edit(bytes.subarray(at));
    }
    receive(from, bytes);
  };
}

for (const version of [0x0000, 0xfeff, 0xfefc, 0x0303, 0xffff]) {
  test(`unprotected records of version ${version.toString(16).padStart(4, '0')} are read like any other`, (t) => {
    const pair = keyLoggedPair({}, { listener: { cookies: 'always' } });
    for (const side of ['clientHost', 'serverHost'] as const) {
      change(pair, side, (record) => new DataView(record.buffer, record.byteOffset).setUint16(1, version));
    }
    t.true(pair.handshake());
    t.is(pair.network.now - (pair.network.datagrams[0]?.at ?? 0), 50, 'no datagram was sent again');
  });
}

for (const side of ['clientHost', 'serverHost'] as const) {
  test(`an unprotected record of another epoch than 0 is dropped by the ${side.replace('Host', '')}`, (t) => {
    for (const epoch of [1, 2, 3, 0xffff]) {
      const pair = keyLoggedPair();
      change(pair, side, (record) => new DataView(record.buffer, record.byteOffset).setUint16(3, epoch));
      t.false(pair.network.run(() => pair.network.datagrams.length === (side === 'clientHost' ? 4 : 3), 500));
      t.is(
        pair.serverHost.events.some(({ event }) => event.kind === 'secure'),
        false,
      );
      if (side === 'serverHost') t.is(pair.listener.size, 0);
      else t.false(pair.clientHost.events.some(({ event }) => event.kind === 'keylog' || event.kind === 'error'));
    }
  });
}

test('a protected record with fewer than 16 bytes is dropped, with and without length', (t) => {
  const pair = connected();
  for (const length of [0, 1, 15]) {
    const body = new Uint8Array(length);
    t.deepEqual(discardedAfter(pair, Uint8Array.of(0x2f, 0, 0, 0, length, ...body)), { malformed: 1 });
    t.deepEqual(discardedAfter(pair, Uint8Array.of(0x2b, 0, 0, ...body)), { malformed: 1 });
  }
  t.is(endOf(pair.clientHost), 'secure');
});

test('a protected record with fewer than 16 bytes is dropped where the tag is shorter', (t) => {
  const keys = { key: new Uint8Array(16).fill(1), iv: new Uint8Array(12), recordNumberKey: new Uint8Array(16).fill(2) };
  const received = new ReceivedContents();
  const protection = new RecordProtection(testProvider, 'aes-128-ccm-8', keys);
  received.reader.epochs.install(new ReadEpoch(3, protection, 64));
  for (const length of [0, 8, 9, 15]) received.receive(Uint8Array.of(0x2f, 0, 0, 0, length, ...new Uint8Array(length)));
  t.is(received.counters.discarded.malformed, 4);
  received.receive(Uint8Array.of(0x2f, 0, 0, 0, 16, ...new Uint8Array(16)));
  t.is(received.counters.discarded.unauthentic, 1);
});

test('a protected record of zeros only is dropped, for any number of zeros', (t) => {
  const pair = connected();
  const keyedPeer = new KeyedPeer(pair, 'server');
  for (const length of [0, 1, 2, 100, 1000]) {
    const record = keyedPeer.record(3, 0, new Uint8Array(length));
    t.deepEqual(discardedAfter(pair, record), { malformed: 1 }, `${length}`);
  }
  t.is(endOf(pair.clientHost), 'secure');
});
