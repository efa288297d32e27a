import test from 'ava';
import fc from 'fast-check';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { ClientHelloReassembly } from '../../../runtime/dtls13/listener/client-hello-reassembly.ts';
import { SourcePrefix } from '../../../runtime/dtls13/listener/source-prefix.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';
import { SeededRandom } from '../../../runtime/testing/index.ts';

const HASH_KEY = Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1);
const prefixes = new SourcePrefix(32, 64);
const NOW = Date.UTC(2026, 0, 1);

function reassembly(slots: number, maxHelloSize = 4096) {
  const counters = createCounters();
  const buffer = new ClientHelloReassembly({ slots, maxHelloSize, hashKey: HASH_KEY, prefixes }, counters);
  let records = 0;
  return {
    reassembly: {
      /** Without a given number each fragment is in the next record. */
      add: (address: Uint8Array, fragment: Handshake, now: number, sequence = records++) =>
        buffer.add(address, fragment, sequence, now),
    },
    discarded: counters.discarded,
  };
}

function client(number: number): Uint8Array {
  return Uint8Array.of(192, 0, number >>> 8, number, 0x12, 0x34);
}

function hello(length: number, seed = 1): Uint8Array {
  const random = new SeededRandom(seed);
  return Uint8Array.from({ length }, () => random.bits());
}

function piece(body: Uint8Array, from: number, to: number, messageSeq = 0) {
  return {
    msgType: HandshakeType.client_hello,
    length: body.length,
    messageSeq,
    fragmentOffset: from,
    fragment: body.subarray(from, to),
  };
}

test('a message in any fragments, in any order, overlapping and repeated, is completed once', (t) => {
  const span = fc.tuple(fc.nat({ max: 299 }), fc.integer({ min: 1, max: 120 }));
  const body = hello(300);
  fc.assert(
    fc.property(fc.array(span, { maxLength: 40 }), (spans) => {
      const { reassembly: buffer } = reassembly(4, 300);
      const there = new Set<number>();
      for (const [from, size] of spans) {
        const to = Math.min(300, from + size);
        for (let at = from; at < to; at++) there.add(at);
        const whole = buffer.add(client(1), piece(body, from, to), NOW);
        if ((whole !== undefined) !== (there.size === 300)) return false;
        if (whole !== undefined) return Buffer.compare(whole, body) === 0;
      }
      return true;
    }),
    { numRuns: 500 },
  );
  const { reassembly: buffer } = reassembly(2, 300);
  for (let at = 298; at >= 0; at -= 2) t.is(buffer.add(client(1), piece(body, at, at + 1), NOW), undefined);
  for (let at = 1; at < 299; at += 2) t.is(buffer.add(client(1), piece(body, at, at + 1), NOW), undefined);
  t.deepEqual(buffer.add(client(1), piece(body, 290, 300), NOW), body);
});

test('fragments of different clients are kept apart', (t) => {
  const { reassembly: buffer } = reassembly(64);
  const bodies = Array.from({ length: 60 }, (_, index) => hello(1400 + index, index + 1));
  for (const [index, body] of bodies.entries()) buffer.add(client(index), piece(body, 0, 1200), NOW);
  for (const [index, body] of bodies.entries()) {
    t.deepEqual(buffer.add(client(index), piece(body, 1100, body.length), NOW), body);
  }
});

test('both ClientHellos of one client are reassembled at the same time', (t) => {
  const { reassembly: buffer } = reassembly(4);
  const [first, second] = [hello(1400, 1), hello(1400, 2)];
  buffer.add(client(1), piece(first, 0, 700, 0), NOW);
  buffer.add(client(1), piece(second, 700, 1400, 1), NOW);
  t.deepEqual(buffer.add(client(1), piece(first, 700, 1400, 0), NOW), first);
  t.deepEqual(buffer.add(client(1), piece(second, 0, 700, 1), NOW), second);
});

test('a message in one fragment passes when the buffer is full', (t) => {
  const { reassembly: buffer, discarded } = reassembly(2);
  const body = hello(300);
  buffer.add(client(1), piece(body, 0, 100), NOW);
  buffer.add(client(2), piece(body, 0, 100), NOW);
  t.deepEqual(buffer.add(client(3), piece(body, 0, 300), NOW), body);
  t.is(discarded.partialHello, 0);
  t.deepEqual(buffer.add(client(1), piece(body, 100, 300), NOW), body);
});

test('when the buffer is full, the message with the oldest last fragment is discarded', (t) => {
  const { reassembly: buffer, discarded } = reassembly(3);
  const body = hello(300);
  for (const number of [1, 2, 3]) buffer.add(client(number), piece(body, 0, 100), NOW);
  buffer.add(client(1), piece(body, 100, 200), NOW);
  buffer.add(client(4), piece(body, 0, 100), NOW);
  t.is(discarded.partialHello, 1);
  t.deepEqual(buffer.add(client(1), piece(body, 200, 300), NOW), body);
  t.deepEqual(buffer.add(client(3), piece(body, 100, 300), NOW), body);
  t.is(buffer.add(client(2), piece(body, 100, 300), NOW), undefined, 'its beginning was discarded');
  t.deepEqual(buffer.add(client(4), piece(body, 100, 300), NOW), body);
});

test('a repeated fragment does not refresh a message', (t) => {
  const { reassembly: buffer } = reassembly(2);
  const body = hello(300);
  buffer.add(client(1), piece(body, 0, 100), NOW);
  buffer.add(client(2), piece(body, 0, 100), NOW);
  buffer.add(client(1), piece(body, 20, 100), NOW);
  buffer.add(client(3), piece(body, 0, 100), NOW);
  t.is(buffer.add(client(1), piece(body, 100, 300), NOW), undefined);
});

test('a fragment with another total length does not complete a message', (t) => {
  const { reassembly: buffer } = reassembly(4, 1000);
  const body = hello(300);
  t.is(buffer.add(client(1), piece(body, 0, 200), NOW), undefined);
  t.is(buffer.add(client(1), { ...piece(body, 200, 300), length: 301 }, NOW), undefined);
  t.deepEqual(buffer.add(client(1), piece(body, 200, 300), NOW), body);
});

test('impossible fragments are dropped, and counted', (t) => {
  const { reassembly: buffer, discarded } = reassembly(2, 1000);
  const body = hello(300);
  t.is(buffer.add(client(1), { ...piece(body, 0, 200), length: 199 }, NOW), undefined);
  t.is(buffer.add(client(1), { ...piece(body, 200, 300), fragmentOffset: 2 ** 24 - 1 }, NOW), undefined);
  t.is(buffer.add(client(1), piece(body, 0, 0), NOW), undefined, 'an empty one has no information');
  t.is(discarded.unusableFragment, 3);
  t.is(buffer.add(client(1), { ...piece(body, 0, 1), length: 2 ** 24 - 1 }, NOW), undefined);
  t.is(
    buffer.add(client(1), piece(hello(1001), 0, 1001), NOW),
    undefined,
    'a message above the size limit is refused, in one fragment or several',
  );
  t.is(discarded.oversizedHello, 2);
  t.is(buffer.add(client(1), piece(hello(1000), 0, 1), NOW), undefined);
  t.deepEqual(buffer.add(client(1), piece(hello(1000), 1, 1000), NOW), hello(1000));
});

test('fragments of an abandoned handshake do not mix with those of the next client at the address', (t) => {
  const { reassembly: buffer } = reassembly(8);
  const [given, next] = [hello(1400, 1), hello(1400, 2)];
  buffer.add(client(1), piece(given, 700, 1400), NOW, 1);
  t.is(buffer.add(client(1), piece(next, 0, 700), NOW + 251, 0), undefined);
  t.deepEqual(buffer.add(client(1), piece(next, 700, 1400), NOW + 251, 1), next);
});

test('fragments in another order, and those of two attempts, complete one message', (t) => {
  const { reassembly: buffer } = reassembly(8);
  const body = hello(1400);
  buffer.add(client(1), piece(body, 700, 1400), NOW, 1);
  t.deepEqual(buffer.add(client(1), piece(body, 0, 700), NOW + 250, 0), body);
  buffer.add(client(2), piece(body, 700, 1400), NOW, 1);
  t.deepEqual(buffer.add(client(2), piece(body, 0, 700), NOW + 20_000, 2), body);
});

test('a forged fragment that contradicts the genuine ones does not block them', (t) => {
  const { reassembly: buffer } = reassembly(8);
  const body = hello(1400);
  const forged = hello(1400, 666);
  for (const forgery of [piece(forged, 100, 300), { ...piece(body, 0, 100), length: 1399 }]) {
    t.is(buffer.add(client(1), forgery, NOW), undefined);
    t.is(buffer.add(client(1), piece(body, 0, 1200), NOW), undefined);
    t.is(buffer.add(client(1), forgery, NOW), undefined);
    t.deepEqual(buffer.add(client(1), piece(body, 1200, 1400), NOW), body);
  }
});

test('the first value of a byte is kept', (t) => {
  const { reassembly: buffer } = reassembly(8);
  const body = hello(1400);
  buffer.add(client(1), piece(body, 0, 1200), NOW);
  const other = body.slice();
  other[1199] = (other[1199] as number) ^ 1;
  t.is(buffer.add(client(1), piece(other, 1199, 1400), NOW), undefined);
  t.deepEqual(buffer.add(client(1), piece(body, 1199, 1400), NOW), body);
});

test('one address can occupy only a few slots, with any contradictions', (t) => {
  const { reassembly: buffer, discarded } = reassembly(16);
  const body = hello(300);
  const otherClients = Array.from({ length: 12 }, (_, index) => client(index + 2));
  for (const address of otherClients) buffer.add(address, piece(body, 0, 100), NOW);
  for (let seed = 1; seed <= 1000; seed++) buffer.add(client(1), piece(hello(300, seed), 0, 100), NOW);
  t.is(discarded.partialHello, 996);
  for (const address of otherClients) t.deepEqual(buffer.add(address, piece(body, 100, 300), NOW), body);
});

test('an expired message is not completed', (t) => {
  const { reassembly: buffer } = reassembly(4);
  const [old, body] = [hello(300, 1), hello(300, 2)];
  buffer.add(client(1), piece(old, 0, 100), NOW);
  t.is(buffer.add(client(1), piece(body, 100, 300), NOW + 125_001), undefined);
  t.deepEqual(buffer.add(client(1), piece(body, 0, 100), NOW + 125_002), body);
});

test('a message that was lost in part is completed by its retransmission', (t) => {
  const { reassembly: buffer } = reassembly(4);
  const body = hello(1400);
  buffer.add(client(1), piece(body, 1200, 1400), NOW);
  t.is(buffer.add(client(1), piece(body, 600, 1200), NOW + 1000), undefined, 'fragmented differently the second time');
  t.deepEqual(buffer.add(client(1), piece(body, 0, 600), NOW + 3000), body);
});

test('fragments of attempts at increasing intervals complete one message', (t) => {
  const { reassembly: buffer } = reassembly(4);
  const body = hello(700);
  const spans: [from: number, to: number, second: number][] = [
    [600, 700, 0],
    [600, 700, 1],
    [100, 300, 3],
    [400, 600, 7],
    [100, 300, 15],
    [300, 400, 15],
  ];
  for (const [from, to, second] of spans) {
    t.is(buffer.add(client(1), piece(body, from, to), NOW + 1000 * second), undefined);
  }
  t.deepEqual(buffer.add(client(1), piece(body, 0, 100), NOW + 31_000), body);
});

test('fragments of attempts at the longest interval complete one message, although one attempt was lost', (t) => {
  const { reassembly: buffer } = reassembly(4);
  const body = hello(700);
  t.is(buffer.add(client(1), piece(body, 0, 400), NOW, 30), undefined);
  t.deepEqual(buffer.add(client(1), piece(body, 400, 700), NOW + 120_200, 35), body);
});

test('addresses as long as names are supported', (t) => {
  const { reassembly: buffer } = reassembly(4);
  const body = hello(300);
  const long = new Uint8Array(300).fill(7);
  buffer.add(long, piece(body, 0, 100), NOW);
  buffer.add(new Uint8Array(0), piece(body, 100, 300), NOW);
  t.deepEqual(buffer.add(long, piece(body, 100, 300), NOW), body);
  t.deepEqual(buffer.add(new Uint8Array(0), piece(body, 0, 100), NOW), body);
});

test('after a hundred thousand random steps the buffer still works', (t) => {
  const random = new SeededRandom(3);
  const { reassembly: buffer, discarded } = reassembly(8, 64);
  const bodies = Array.from({ length: 20 }, (_, index) => hello(40 + (index % 3), index));
  let completed = 0;
  for (let step = 0; step < 100_000; step++) {
    const number = random.bits() % bodies.length;
    const body = bodies[number] as Uint8Array;
    const from = random.bits() % body.length;
    const to = Math.min(body.length, from + 1 + (random.bits() % 40));
    const source = random.chance(0.1) ? hello(body.length, step) : body;
    const whole = buffer.add(client(number % 10), piece(source, from, to, number & 1), NOW + step / 50);
    if (whole === undefined) continue;
    completed += 1;
    if (whole.length !== body.length) t.fail('a message of another length');
  }
  t.true(completed > 200, `${completed}`);
  t.true(discarded.partialHello > 5000);
  for (const [index, body] of bodies.slice(0, 8).entries()) {
    buffer.add(client(index + 100), piece(body, 0, 30), NOW + 10_000);
  }
  for (const [index, body] of bodies.slice(0, 8).entries()) {
    t.deepEqual(buffer.add(client(index + 100), piece(body, 30, body.length), NOW + 10_000), body);
  }
});

test('attackers that own their addresses take slots from each other, not from others', (t) => {
  const { reassembly: buffer } = reassembly(1024);
  const message = hello(900);
  const begin = (address: Uint8Array) => buffer.add(address, piece(message, 0, 500), NOW);
  for (let attacker = 0; attacker < 64; attacker++) {
    for (let port = 0; port < 100; port++) begin(Uint8Array.of(10, 0, 0, attacker, 1, port));
  }
  begin(client(1));
  for (let round = 0; round < 1000; round++) {
    for (let attacker = 0; attacker < 64; attacker++) begin(Uint8Array.of(10, 0, 0, attacker, 2 + (round >> 8), round));
  }
  t.deepEqual(buffer.add(client(1), piece(message, 500, 900), NOW), message);
});

test('a few forged fragments in the name of a prefix do not evict its messages', (t) => {
  const { reassembly: buffer } = reassembly(1024);
  const message = hello(900);
  const begin = (address: Uint8Array) => buffer.add(address, piece(message, 0, 500), NOW);
  for (let source = 0; source < 1020; source++) begin(Uint8Array.of(10, 0, source >>> 8, source, 1, 1));
  begin(client(1));
  for (let port = 0; port < 7; port++) begin(Uint8Array.of(192, 0, 0, 1, 1, port));
  for (let source = 0; source < 500; source++) begin(Uint8Array.of(10, 1, source >>> 8, source, 1, 1));
  t.deepEqual(buffer.add(client(1), piece(message, 500, 900), NOW), message);
});
