import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { UnprotectedHelloReassembly } from '../../../runtime/dtls13/reliability/unprotected-hello-reassembly.ts';
import { SeededRandom, type SimulatedPair } from '../../../runtime/testing/index.ts';
import { encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { acksOf, KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

interface Part {
  readonly msgType?: number;
  readonly length?: number;
  readonly messageSeq?: number;
  readonly fragmentOffset?: number;
  readonly fragment?: Uint8Array;
}

/** The content of a forged unprotected handshake record: 13 bytes with one byte of a message. */
function forgery(change: Part): Uint8Array {
  return encodeToBytes(Handshake, {
    msgType: HandshakeType.server_hello,
    length: 90,
    messageSeq: 0,
    fragmentOffset: 0,
    fragment: Uint8Array.of(0x55),
    ...change,
  });
}

/** Cuts the ServerHello, or HelloRetryRequest, of each datagram into fragments of so many bytes, a datagram each. */
function cutHellos(pair: SimulatedPair, size: number, between: (index: number) => void = () => {}): void {
  const { clientHost } = pair;
  const receive = clientHost.receive.bind(clientHost);
  let sequence = 5000;
  clientHost.receive = (from, datagram) => {
    if (datagram[0] !== ContentType.handshake) {
      receive(from, datagram);
      return;
    }
    const reader = new Reader(datagram);
    const record = DtlsPlaintext.decode(reader);
    const message = Handshake.decode(new Reader(record.fragment));
    for (let at = 0; at < message.length; at += size) {
      const piece = { ...message, fragmentOffset: at, fragment: message.fragment.slice(at, at + size) };
      const bytes = { ...record, sequenceNumber: sequence, fragment: encodeToBytes(Handshake, piece) };
      sequence += 1;
      receive(from, encodeToBytes(DtlsPlaintext, bytes));
      between(at / size);
    }
    if (reader.remaining > 0) receive(from, datagram.subarray(reader.position));
  };
}

const retransmissions = ({ client, listener }: SimulatedPair) =>
  client.statistics.retransmissions + listener.statistics.retransmissions;

const forgeries: [what: string, parts: readonly Part[]][] = [
  ['of the right length', [{ length: 90 }, { length: 91 }]],
  ['of 64 KiB', [{ length: 65_536 }]],
  ['of 16 MiB', [{ length: 2 ** 24 - 1 }]],
  ['that is the last byte', [{ fragmentOffset: 89 }]],
  ['without a byte', [{ fragment: new Uint8Array(0) }]],
  ['that reaches beyond its message', [{ fragmentOffset: 90 }]],
  ['of the next message', [{ messageSeq: 1 }]],
  ['of a message far ahead', [{ messageSeq: 7 }, { messageSeq: 65_535 }]],
  ['of another type', [1, 2, 8, 11, 20, 24, 77].map((msgType) => ({ msgType }))],
  ['of every kind', Array.from({ length: 40 }, (_, index) => ({ length: 50 + index, fragmentOffset: index }))],
];

for (const cookies of ['never', 'always'] as const) {
  for (const [what, parts] of forgeries) {
    test(`a forged fragment ${what} does not block a client, cookies ${cookies}`, (t) => {
      const pair = keyLoggedPair({}, { listener: { cookies } });
      const keyedPeer = new KeyedPeer(pair, 'server');
      keyedPeer.deliver(...parts.map((part) => keyedPeer.record(0, ContentType.handshake, forgery(part))));
      t.true(pair.handshake());
      t.is(retransmissions(pair), 0);
      pair.network.advance(1000);
      t.is(pair.client.statistics.reassemblyBytes, 0);
    });

    test(`a forged fragment ${what} does not block a client whose hello arrives in fragments, cookies ${cookies}`, (t) => {
      const pair = keyLoggedPair({}, { listener: { cookies } });
      const keyedPeer = new KeyedPeer(pair, 'server');
      // Three of them: more than the retained variants would be another kind of flood.
      for (const part of parts.slice(-3)) keyedPeer.deliver(keyedPeer.record(0, ContentType.handshake, forgery(part)));
      cutHellos(pair, 40);
      t.true(pair.handshake());
      t.is(retransmissions(pair), 0);
    });
  }
}

test('a forged fragment that agrees with the first half of a hello does not invalidate the second half', (t) => {
  const pair = keyLoggedPair();
  const keyedPeer = new KeyedPeer(pair, 'server');
  const { clientHost } = pair;
  const receive = clientHost.receive.bind(clientHost);
  // The length of the genuine one is known, and the first half does not contain the forged byte.
  let length = 0;
  clientHost.receive = (_from, datagram) => {
    length = Handshake.decode(new Reader(DtlsPlaintext.decode(new Reader(datagram)).fragment)).length;
    clientHost.receive = () => {};
  };
  pair.network.run(() => length > 0);
  pair.network.advance(1);
  clientHost.receive = receive;
  const half = Math.ceil(length / 2);
  keyedPeer.deliver(keyedPeer.record(0, ContentType.handshake, forgery({ length, fragmentOffset: half + 5 })));
  cutHellos(pair, half);
  t.true(pair.handshake());
  t.is(pair.client.statistics.retransmissions, 1, 'for the lost hello, and none for the forgery');
});

test('a flood of forged fragments between the genuine ones costs a retransmission, and the memory of one message', (t) => {
  const pair = keyLoggedPair({ maxHandshakeSize: 4096 });
  const keyedPeer = new KeyedPeer(pair, 'server');
  let floods = 0;
  cutHellos(pair, 30, (index) => {
    if (index > 0 || floods >= 2) return;
    floods += 1;
    for (let length = 60; length < 160; length++) {
      keyedPeer.deliver(keyedPeer.record(0, ContentType.handshake, forgery({ length })));
      t.true(pair.client.statistics.reassemblyBytes <= 4096);
    }
  });
  t.true(pair.handshake());
  t.is(floods, 2);
});

test('the records of a fragmented hello are acknowledged once it is complete, and not before', (t) => {
  const pair = keyLoggedPair({ maxDatagramSize: 256 }, { listener: { cookies: 'always' } });
  const { clientHost } = pair;
  const through = clientHost.receive.bind(clientHost);
  let plain = 0;
  let heldBack = false;
  // After the ServerHello only the next record arrives, and then none for a while.
  clientHost.receive = (from, datagram) => {
    if (datagram[0] === ContentType.handshake) plain += 1;
    else if (heldBack) return;
    else heldBack = true;
    through(from, datagram);
  };
  cutHellos(pair, 40);
  pair.network.advance(200);
  const [ack] = acksOf(pair, 'client');
  const named = ack?.names.filter(({ epoch }) => epoch === 0).map(({ sequenceNumber }) => sequenceNumber) ?? [];
  t.true(plain > 2 && named.length > 1, `${named}`);
  t.true(named.every((number) => number >= 5000));
});

/** A fragment as `UnprotectedHelloReassembly` takes it. */
function part(length: number, fragmentOffset: number, fragment: Uint8Array) {
  return { msgType: HandshakeType.server_hello, length, messageSeq: 0, fragmentOffset, fragment };
}

test('three forged fragments between the fragments of a hello have no cost, a fourth costs a retransmission', (t) => {
  const body = Uint8Array.from({ length: 100 }, (_, index) => index);
  for (const forgeries of [1, 2, 3, 4]) {
    const hellos = new UnprotectedHelloReassembly(65_536, () => {});
    hellos.add(part(100, 0, body.subarray(0, 50)), 1);
    // Those without a byte take no place.
    for (let length = 101; length < 120; length++) t.is(hellos.add(part(length, 0, new Uint8Array(0)), 2), 'unusable');
    for (let forged = 0; forged < forgeries; forged++) hellos.add(part(101 + forged, 0, Uint8Array.of(1)), 2 + forged);
    const result = hellos.add(part(100, 50, body.subarray(50)), 9);
    if (forgeries < 4) t.deepEqual(result, { body, records: [1, 9] });
    else t.is(result, 'kept');
    const again = hellos.add(part(100, 0, body.subarray(0, 50)), 10);
    t.is(typeof again === 'object', forgeries === 4);
  }
});

test('a forged byte that no genuine byte contradicts yet has no cost', (t) => {
  const body = Uint8Array.from({ length: 100 }, (_, index) => index);
  const hellos = new UnprotectedHelloReassembly(65_536, () => {});
  hellos.add(part(100, 70, Uint8Array.of(0xff)), 1);
  hellos.add(part(100, 0, body.subarray(0, 50)), 2);
  t.deepEqual(hellos.add(part(100, 50, body.subarray(50)), 3), { body, records: [2, 3] });
});

test('all variants together stay within the memory for one message, and release it', (t) => {
  let held = 0;
  const hellos = new UnprotectedHelloReassembly(4096, (bytes) => {
    held += bytes;
  });
  for (let length = 2000; length < 2050; length++) {
    hellos.add(part(length, 0, new Uint8Array(1500)), length);
    t.true(held >= 1500 && held <= 4096, `${held}`);
  }
  hellos.add(part(2049, 1500, new Uint8Array(549)), 1);
  t.is(held, 0, 'complete');
  hellos.add(part(2000, 0, new Uint8Array(1500)), 2);
  hellos.clear();
  t.is(held, 0);
});

test('a hello whose fragments follow any forgeries is completed', (t) => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = new SeededRandom(seed);
    const body = Uint8Array.from({ length: 40 + (random.bits() % 200) }, () => random.bits());
    const hellos = new UnprotectedHelloReassembly(65_536, () => {});
    // Three forgeries leave room for the genuine hello, in two fragments in either order.
    for (let forged = 0; forged < 3; forged++) {
      const length = random.chance(0.7) ? body.length : 1 + (random.bits() % 300);
      const at = random.bits() % length;
      hellos.add(part(length, at, Uint8Array.of((body[at] ?? 0) ^ 0xff)), forged);
    }
    const cut = 1 + (random.bits() % (body.length - 1));
    const pieces = [part(body.length, 0, body.subarray(0, cut)), part(body.length, cut, body.subarray(cut))];
    if (random.chance(0.5)) pieces.reverse();
    const results = [...pieces, ...pieces].map((piece, index) => hellos.add(piece, 100 + index));
    const complete = results.find((result) => typeof result === 'object');
    t.deepEqual(complete?.body, body, `seed ${seed}`);
  }
});
