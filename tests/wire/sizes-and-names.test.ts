import test from 'ava';
import { decodeAll, encodeToBytes } from '../../runtime/wire/index.ts';
import { KaitaiOracle } from '../generator/emit/wire/kaitai-oracle.ts';
import { ConstantLists } from '../generator/fixtures/wire/constant-lists/constant-lists.ts';
import { Chosen, FixedSizes } from '../generator/fixtures/wire/fixed-sizes/fixed-sizes.ts';
import { InheritedNames, Member, memberName } from '../generator/fixtures/wire/inherited-names/inherited-names.ts';
import { ScaledLists } from '../generator/fixtures/wire/scaled-lists/scaled-lists.ts';

const FIXTURES = 'tests/generator/fixtures/wire';
const oracle = new KaitaiOracle();
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

const WHOLE = bytes(0xca, 0xfe, 0xca, 0xfe, 2, 7, 7, 0, 0xff, 0, 0xff);

test('every element of a constant list is verified, as by the official parser', async (t) => {
  const path = `${FIXTURES}/constant-lists/constant_lists.ksy`;
  t.deepEqual(encodeToBytes(ConstantLists, decodeAll(ConstantLists, WHOLE)), WHOLE);
  await t.notThrowsAsync(oracle.read(path, WHOLE));
  for (const at of [0, 1, 2, 3, 5, 6, 7, 8, 9, 10]) {
    const damaged = WHOLE.with(at, 0x55);
    t.throws(() => decodeAll(ConstantLists, damaged), { code: 'ERR_WIRE_ILLEGAL_VALUE' }, `byte ${at}`);
    await t.throwsAsync(oracle.read(path, damaged), undefined, `byte ${at}`);
  }
});

test('a value with other constants in a constant list is refused before a byte is written', (t) => {
  const value = decodeAll(ConstantLists, WHOLE);
  for (const wrong of [
    { pair: [bytes(0xca, 0xfe), bytes(1, 2)] },
    { marks: [bytes()] },
    { fill: [bytes(0, 0xff, 0)] },
  ]) {
    t.throws(() => ConstantLists.validate({ ...value, ...wrong }), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
    t.throws(() => encodeToBytes(ConstantLists, { ...value, ...wrong }), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
  }
});

test('a type of fixed size may also have a size key', (t) => {
  const value = {
    corner: { x: 1, y: 2 },
    corners: [
      { x: 3, y: 4 },
      { x: 5, y: 6 },
    ],
    inner: { first: 7, others: bytes(8, 9) },
    choice: { kind: 'numbers', body: [10, 11] },
  } as const;
  const encoded = encodeToBytes(FixedSizes, value);
  t.deepEqual(encoded, bytes(0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 7, 8, 9, 3, 0, 10, 0, 11));
  t.deepEqual(decodeAll(FixedSizes, encoded), value);
});

test('the case of a union must have the size of the field, in values and in bytes', (t) => {
  for (const body of [[10], [10, 11, 12], []]) {
    t.throws(() => Chosen.validate({ kind: 'numbers', body }), { code: 'ERR_WIRE_RANGE' });
    t.throws(() => encodeToBytes(Chosen, { kind: 'numbers', body }), { code: 'ERR_WIRE_RANGE' });
  }
  t.throws(() => Chosen.validate({ kind: 'unknown', which: 9, body: bytes(1) }), { code: 'ERR_WIRE_RANGE' });
  t.notThrows(() => Chosen.validate({ kind: 'bytes', body: { first: 1, others: bytes(2, 3, 4) } }));
});

test('members with the names of inherited properties are preserved', (t) => {
  t.deepEqual(Object.entries(Member), [
    ['__proto__', 0],
    ['constructor', 1],
    ['toString', 2],
    ['valueOf', 3],
    ['hasOwnProperty', 4],
  ]);
  t.deepEqual([0, 1, 2, 3, 4, 5].map(memberName), [...Object.keys(Member), 'unknown (0x05)']);
  const value = { kind: '__proto__', toString: bytes(1, 2), body: 5 } as const;
  t.deepEqual(encodeToBytes(InheritedNames, value), bytes(2, 1, 2, 0, 5));
  t.deepEqual(decodeAll(InheritedNames, bytes(2, 1, 2, 3, 5)), { ...value, kind: 'valueOf' });
});

test('a length in larger units limits the bytes of a list, not its elements', (t) => {
  const value = { words: [1, 2], halves: [1] };
  t.deepEqual(encodeToBytes(ScaledLists, value), bytes(1, 0, 1, 0, 2, 0, 0, 1));
  t.notThrows(() => ScaledLists.validate({ ...value, words: [1, 2, 3, 4, 5, 6] }));
  t.notThrows(() => ScaledLists.validate({ ...value, halves: [1, 2, 3, 4] }));
  const wrong = [
    [{ words: [1] }, 'ERR_WIRE_RANGE'],
    [{ words: [1, 2, 3] }, 'ERR_WIRE_ILLEGAL_VALUE'],
    [{ words: [1, 2, 3, 4, 5, 6, 7, 8] }, 'ERR_WIRE_RANGE'],
    [{ halves: [1, 2] }, 'ERR_WIRE_ILLEGAL_VALUE'],
    [{ halves: [] }, 'ERR_WIRE_RANGE'],
    [{ halves: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }, 'ERR_WIRE_RANGE'],
  ] as const;
  for (const [change, code] of wrong) {
    t.throws(() => ScaledLists.validate({ ...value, ...change }), { code }, JSON.stringify(change));
    t.throws(() => encodeToBytes(ScaledLists, { ...value, ...change }), { code }, JSON.stringify(change));
  }
});
