import test from 'ava';
import {
  equalBytes,
  nameOf,
  requireDistinct,
  requireDistinctTags,
  totalSize,
  WireError,
} from '../../runtime/wire/index.ts';

const itself = (item: number): number => item;

test('a list with two equal tags is refused, short or long', (t) => {
  for (const length of [2, 3, 8, 9, 500]) {
    const items = Array.from({ length }, (_, index) => index);
    t.notThrows(() => requireDistinct(items, itself, 'F'));
    const error = t.throws(() => requireDistinct([...items, 1], itself, 'F'), { instanceOf: WireError });
    t.is(error.code, 'ERR_WIRE_ILLEGAL_VALUE');
    t.is(error.message, 'F: 1 occurs more than once');
  }
  t.notThrows(() => requireDistinct([], itself, 'F'));
});

test('a hostile list needs at most one read of each element', (t) => {
  let looks = 0;
  const items = Array.from({ length: 20_000 }, (_, index) => index);
  requireDistinct(
    items,
    (item) => {
      looks += 1;
      return item;
    },
    'F',
  );
  t.is(looks, items.length);
});

test('a list of tags is checked in the same way', (t) => {
  for (const length of [2, 16, 17, 500]) {
    const tags = Array.from({ length }, (_, index) => index);
    t.notThrows(() => requireDistinctTags(tags, 'F'));
    t.throws(() => requireDistinctTags([...tags, 0], 'F'), { message: 'F: 0 occurs more than once' });
  }
  t.throws(() => requireDistinctTags([2n ** 60n, 2n ** 60n], 'F'), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
});

test('bytes are equal when lengths and all elements are', (t) => {
  t.true(equalBytes(Uint8Array.of(), Uint8Array.of()));
  t.true(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2)));
  t.false(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3)));
  t.false(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1)));
});

test('a code point has its registered name or is named unknown', (t) => {
  const registry = { ack: 26, long_name: 0x1301 };
  t.is(nameOf(registry, 26), 'ack');
  t.is(nameOf(registry, 0x0a0a), 'unknown (0xa0a)');
  t.is(nameOf(registry, 7), 'unknown (0x07)');
});

test('the size of a list is the sum of its elements', (t) => {
  t.is(totalSize([1, 2, 3], { size: (item) => item * 2 }), 12);
  t.is(totalSize([], { size: () => 1 }), 0);
});
