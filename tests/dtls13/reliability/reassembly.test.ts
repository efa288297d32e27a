import test from 'ava';
import fc from 'fast-check';
import { Reassembly } from '../../../runtime/dtls13/reliability/reassembly.ts';

const body = Uint8Array.from({ length: 200 }, (_, index) => index);

function fragment(messageSeq: number, from: number, to: number, whole = body, msgType = 1) {
  return {
    msgType,
    messageSeq,
    length: whole.length,
    fragmentOffset: from,
    fragment: whole.subarray(from, to),
  };
}

test('a message in any fragments, in any order and overlapping, is completed', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: 199 }), fc.integer({ min: 1, max: 80 })), { maxLength: 20 }),
      (cuts) => {
        const reassembly = new Reassembly(1000);
        for (const [from, size] of cuts) reassembly.add(fragment(0, from, Math.min(200, from + size)), 2, 0);
        reassembly.add(fragment(0, 0, 200), 2, 0);
        const body = reassembly.take()?.body;
        return body?.length === 200 && body.every((byte, index) => byte === index);
      },
    ),
    { numRuns: 300 },
  );
  t.pass();
});

test('messages are returned in sequence', (t) => {
  const reassembly = new Reassembly(1000);
  t.is(reassembly.add(fragment(1, 0, 200), 2, 0), 'kept');
  t.is(reassembly.take(), undefined);
  reassembly.add(fragment(0, 0, 200), 2, 0);
  t.truthy(reassembly.take());
  t.truthy(reassembly.take());
  t.is(reassembly.next, 2);
});

test('a complete message that arrives again is a repetition', (t) => {
  const reassembly = new Reassembly(1000);
  reassembly.add(fragment(0, 0, 200), 2, 0);
  reassembly.take();
  t.is(reassembly.add(fragment(0, 0, 10), 2, 0), 'repeated');
});

test('a fragment too far ahead, too large or contradictory is unusable', (t) => {
  const reassembly = new Reassembly(300);
  t.is(reassembly.add(fragment(8, 0, 10), 2, 0), 'unusable');
  t.is(reassembly.add(fragment(0, 0, 10), 2, 0), 'kept');
  t.is(reassembly.add(fragment(0, 10, 20, body.subarray(0, 150)), 2, 0), 'unusable');
  t.is(reassembly.add(fragment(0, 10, 20, body, 2), 2, 0), 'unusable');
  t.is(reassembly.add(fragment(1, 0, 10), 2, 0), 'unusable', 'beyond 300 bytes in all');
  const past = { ...fragment(0, 150, 200), fragmentOffset: 160 };
  t.is(reassembly.add(past, 2, 0), 'unusable');
});

test('a fragment that changes a byte of its message is refused, one that repeats bytes is not', (t) => {
  const reassembly = new Reassembly(1000);
  const other = body.with(15, 0);
  reassembly.add(fragment(0, 10, 20), 2, 0);
  t.is(reassembly.add(fragment(0, 5, 16, other), 2, 0), 'changed');
  t.is(reassembly.add(fragment(0, 5, 15, other), 2, 0), 'kept');
  reassembly.add(fragment(0, 0, 200), 2, 0);
  t.is(reassembly.add(fragment(0, 0, 200, other), 2, 0), 'changed', 'complete, and not taken');
  t.is(reassembly.add(fragment(0, 0, 200), 2, 0), 'kept');
  t.deepEqual(reassembly.take()?.body, body);
});

test('a message in too many fragments is refused', (t) => {
  const reassembly = new Reassembly(1000);
  const long = new Uint8Array(1000);
  const kept = Array.from({ length: 400 }, (_, index) =>
    reassembly.add(fragment(0, 2 * index, 2 * index + 1, long), 2, 0),
  );
  t.is(kept.filter((result) => result === 'kept').length, 256);
});

test('all fragments of a message have its epoch', (t) => {
  const reassembly = new Reassembly(1000);
  const half = (fragmentOffset: number) => ({
    msgType: 1,
    length: 10,
    messageSeq: 0,
    fragmentOffset,
    fragment: new Uint8Array(5),
  });
  t.is(reassembly.add(half(0), 0, 0), 'kept');
  t.is(reassembly.add(half(5), 2, 0), 'unusable');
  t.is(reassembly.take(), undefined);
  t.is(reassembly.add(half(5), 0, 0), 'kept');
  t.is(reassembly.take()?.epoch, 0);
});

test('an empty message is complete at once', (t) => {
  const reassembly = new Reassembly(1000);
  reassembly.add(fragment(0, 0, 0, body.subarray(0, 0)), 2, 0);
  t.is(reassembly.take()?.body.length, 0);
});

test('fragments without a byte have no effect, however many arrive', (t) => {
  const reassembly = new Reassembly(1000);
  const whole = Uint8Array.from({ length: 1000 }, (_, index) => index);
  for (let at = 0; at < 1000; at += 2) t.is(reassembly.add(fragment(0, at, at, whole), 2, 0), 'kept');
  t.false(reassembly.hasGap);
  t.is(reassembly.take(), undefined);
  reassembly.add(fragment(0, 500, 1000, whole), 2, 0);
  reassembly.add(fragment(0, 0, 500, whole), 2, 0);
  t.deepEqual(reassembly.take()?.body, whole);
});

test('a message with as many gaps as are allowed can still be completed', (t) => {
  const whole = Uint8Array.from({ length: 4000 }, (_, index) => index);
  const piece = (index: number) => fragment(0, 5 * index, 5 * index + 5, whole);
  const reassembly = new Reassembly(4000);
  const first = Array.from({ length: 400 }, (_, index) => reassembly.add(piece(2 * index), 2, 0));
  t.is(first.filter((result) => result === 'kept').length, 256);
  for (let index = 0; index < 800; index++) reassembly.add(piece(index), 2, 0);
  t.deepEqual(reassembly.take()?.body, whole);
});

test('a hundred long messages in sequence pass through a buffer for one', (t) => {
  const reassembly = new Reassembly(300);
  for (let sequence = 0; sequence < 100; sequence++) {
    t.is(reassembly.add(fragment(sequence, 0, 120), 2, 0), 'kept', `message ${sequence}`);
    t.is(reassembly.add(fragment(sequence, 120, 200), 2, 0), 'kept');
    t.deepEqual(reassembly.take()?.body, body);
  }
});
