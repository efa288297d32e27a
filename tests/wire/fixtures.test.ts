import test from 'ava';
import { decodeAll, encodeToBytes } from '../../runtime/wire/index.ts';
import { BitFields } from '../generator/fixtures/wire/bit-fields/bit-fields.ts';
import { Constants } from '../generator/fixtures/wire/constants/constants.ts';
import { Inner, Instances } from '../generator/fixtures/wire/instances/instances.ts';
import { Lengths } from '../generator/fixtures/wire/lengths/lengths.ts';
import { Lists } from '../generator/fixtures/wire/lists/lists.ts';
import { Measured } from '../generator/fixtures/wire/measured/measured.ts';
import { Names } from '../generator/fixtures/wire/names/names.ts';
import { Numbers } from '../generator/fixtures/wire/numbers/numbers.ts';
import { Optional } from '../generator/fixtures/wire/optional/optional.ts';
import { Cell, Params } from '../generator/fixtures/wire/params/params.ts';
import { SuiteAttributes, suiteName } from '../generator/fixtures/wire/registry/suite.ts';
import { Reuse } from '../generator/fixtures/wire/reuse/reuse.ts';
import { Union } from '../generator/fixtures/wire/union/union.ts';
import { KnownBody, OtherCase, UnionOpen } from '../generator/fixtures/wire/union-open/union-open.ts';
import { holdsAround, plain, type Subject } from './codec-law.ts';

const bytes = (...numbers: readonly number[]): Uint8Array => Uint8Array.from(numbers);

/** Tests one value: its exact bytes, and the contract of its codec. */
function encodes<T, A extends readonly unknown[], E extends readonly unknown[]>(
  title: string,
  subject: Subject<T, A, E>,
  value: T,
  expected: Uint8Array,
): void {
  test(title, (t) => {
    const { codec, decodeArgs, encodeArgs } = subject;
    t.deepEqual(encodeToBytes(codec, value, ...encodeArgs), expected);
    t.deepEqual(decodeAll(codec, expected, ...decodeArgs), value);
    holdsAround(t, subject, expected, { mutations: 2000 });
  });
}

encodes(
  'bits are packed from the highest, including constants and lengths',
  plain(BitFields),
  { urgent: true, kind: 1, wide: 0xabc, narrow: 0xd, spare: 0x2345678, body: bytes(1, 2, 3), offset: 0xfedcba },
  bytes(0b1011_0001, 0xab, 0xcd, (3 << 2) | 2, 0x34, 0x56, 0x78, 1, 2, 3, 0xfe, 0xdc, 0xba),
);

encodes(
  'constants are written and verified without being part of the value',
  plain(Constants),
  { payload: bytes(9) },
  bytes(0x57, 0x43, 0x61, 0x62, 0xfe, 0xfd, 7, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0x10, 0, 9),
);

encodes(
  'absent fields encode to no byte, only their flag',
  plain(Optional),
  {
    wide: false,
    name: undefined,
    narrowCount: 7,
    wideCount: undefined,
    items: undefined,
    code: undefined,
    trailer: undefined,
  },
  bytes(0, 7),
);

encodes(
  'present fields set their flag and their length',
  plain(Optional),
  {
    wide: true,
    name: bytes(0x61, 0x62),
    narrowCount: undefined,
    wideCount: 1000,
    items: [{ number: 1 }, { number: 2 }],
    code: 4,
    trailer: 0xbeef,
  },
  bytes(0xf0, 2, 0x61, 0x62, 0, 3, 0xe8, 0, 4, 0, 1, 0, 2, 4, 0xbe, 0xef),
);

test('an optional field that contradicts its flag has no encoding', (t) => {
  const value = { wide: true, narrowCount: 1, wideCount: 2 };
  t.throws(() => Optional.validate(value), { code: 'ERR_WIRE_ILLEGAL_VALUE', message: /narrow_count/ });
  t.throws(() => Optional.validate({ wide: true }), { code: 'ERR_WIRE_ILLEGAL_VALUE', message: /wide_count/ });
  t.throws(() => Optional.validate({ wide: true, wideCount: 1001 }), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
  t.throws(() => Optional.validate({ wide: true, wideCount: 1, name: bytes() }), { code: 'ERR_WIRE_RANGE' });
});

encodes(
  'a union member has the shared fields and those of its kind',
  plain(Union),
  {
    kind: 'points',
    shared: 0x0102,
    data: [
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ],
  },
  bytes(3, 1, 2, 0, 4, 1, 2, 3, 4),
);
encodes('an empty case has no data', plain(Union), { kind: 'empty', shared: 5 }, bytes(2, 0, 5, 0, 0));
encodes(
  'a case may be a number',
  plain(Union),
  { kind: 'COUNT', shared: 0, data: 7 },
  bytes(0x20, 0, 0, 0, 4, 0, 0, 0, 7),
);
encodes(
  'a case may be a list of numbers',
  plain(Union),
  { kind: 'numbers', shared: 0, data: [1, 0xffff] },
  bytes(4, 0, 0, 0, 4, 0, 1, 0xff, 0xff),
);
encodes(
  'the data of a registered code point without a case is bytes',
  plain(Union),
  { kind: 'unknown', tag: 0x21, shared: 0, data: bytes(1) },
  bytes(0x21, 0, 0, 0, 1, 1),
);

test('the data of a union is checked against the bounds of its length and of its numbers', (t) => {
  const points = Array.from({ length: 51 }, () => ({ x: 0, y: 0 }));
  t.throws(() => Union.validate({ kind: 'points', shared: 0, data: points }), {
    code: 'ERR_WIRE_RANGE',
    message: /102/,
  });
  t.throws(() => Union.validate({ kind: 'COUNT', shared: 0, data: 2 ** 32 }), { code: 'ERR_WIRE_RANGE' });
  t.throws(() => Union.validate({ kind: 'numbers', shared: 0, data: [-1] }), { code: 'ERR_WIRE_RANGE' });
  t.throws(() => Union.validate({ kind: 'unknown', tag: 3, shared: 0, data: bytes() }), {
    code: 'ERR_WIRE_ILLEGAL_VALUE',
  });
  t.throws(() => decodeAll(Union, bytes(2, 0, 0, 0, 1, 9)), { code: 'ERR_WIRE_TRAILING', message: /UNION\.data/ });
});

encodes(
  'the tag of a union may be a param',
  { codec: UnionOpen, decodeArgs: [2], encodeArgs: [] },
  { kind: 'pair', body: { first: 1, second: 2 } },
  bytes(1, 2),
);
encodes(
  'a tag without a case has no data',
  { codec: UnionOpen, decodeArgs: [9], encodeArgs: [] },
  { kind: 'unknown' },
  bytes(),
);
encodes(
  'a default case has a type',
  plain(OtherCase),
  { kind: 'unknown', which: 77, body: { first: 1, second: 2 } },
  bytes(77, 1, 2),
);
encodes(
  'a tag is passed to the nested union',
  plain(KnownBody),
  { kind: 1, body: { kind: 'number', body: 300 } },
  bytes(1, 1, 0x2c),
);

encodes(
  'params reach nested types, and encode needs only those it cannot derive',
  plain(Params),
  { width: 2, flagged: 1, cell: { left: bytes(1, 2), right: bytes(3, 4), mark: 5 }, bare: { data: bytes(6, 7) } },
  bytes(2, 1, 1, 2, 3, 4, 5, 6, 7),
);

test('a nested value must agree with the param it is encoded under', (t) => {
  t.throws(() => Cell.validate({ left: bytes(1), right: bytes(1, 2) }, 1), {
    code: 'ERR_WIRE_RANGE',
    message: /Cell\.right/,
  });
  t.notThrows(() => Cell.validate({ left: bytes(1), right: bytes(1) }, 1));
});

encodes(
  'lists are counted, fixed, measured, or extend to the end',
  plain(Lists),
  {
    counted: [1, 2],
    pair: [3, 0xffffffff],
    columns: 2,
    rows: 1,
    cells: [0x010203, 0xfffefd],
    digests: [bytes(1, 2, 3, 4)],
    entries: [{ id: 1, data: bytes(9) }],
    wide: [2n ** 64n - 1n],
    tail: [{ id: 5, data: bytes() }],
  },
  bytes(
    ...[2, 0, 1, 0, 2, 0, 0, 0, 3, 255, 255, 255, 255, 2, 1, 1, 2, 3, 255, 254, 253],
    ...[1, 1, 2, 3, 4, 0, 0, 3, 1, 1, 9, 8, 255, 255, 255, 255, 255, 255, 255, 255, 5, 0],
  ),
);

test('a list whose number of elements is fixed elsewhere must have that many', (t) => {
  const value = {
    counted: [],
    pair: [1],
    columns: 0,
    rows: 0,
    cells: [],
    digests: [],
    entries: [{ id: 1, data: bytes() }],
    wide: [],
    tail: [],
  };
  t.throws(() => Lists.validate(value), { code: 'ERR_WIRE_RANGE', message: /Lists\.pair: 1 is not in 2\.\.2/ });
  const full = { ...value, pair: [1, 2] };
  t.notThrows(() => Lists.validate(full));
  t.throws(() => Lists.validate({ ...full, rows: 1, columns: 1 }), { code: 'ERR_WIRE_RANGE', message: /cells/ });
  t.throws(() => Lists.validate({ ...full, digests: [bytes(1)] }), { code: 'ERR_WIRE_RANGE', message: /digests/ });
  t.throws(() => Lists.validate({ ...full, counted: [70000] }), { code: 'ERR_WIRE_RANGE', message: /counted/ });
  t.throws(() => Lists.validate({ ...full, wide: [-1n] }), { code: 'ERR_WIRE_RANGE', message: /wide/ });
  t.throws(() => Lists.validate({ ...full, entries: [] }), { code: 'ERR_WIRE_RANGE', message: /entries/ });
});

encodes(
  'lengths may count themselves, units of several bytes, or more than the following bytes',
  plain(Lengths),
  {
    body: bytes(1),
    padded: bytes(1, 2, 3, 4),
    record: { first: 1, others: bytes(2, 3, 4) },
    fixed: { first: 9, others: bytes(8, 7, 6) },
    shown: 4,
    twice: bytes(1, 1, 1, 1),
    again: bytes(2, 2, 2, 2),
    rest: bytes(3, 3, 3, 3),
  },
  bytes(0, 3, 1, 1, 1, 2, 3, 4, 0, 1, 2, 3, 4, 9, 8, 7, 6, 4, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3),
);

test('a length that cannot express what it measures is refused', (t) => {
  const piece = { first: 1, others: bytes(2, 3, 4) };
  const value = {
    body: bytes(),
    padded: bytes(),
    record: piece,
    fixed: piece,
    shown: 0,
    twice: bytes(),
    again: bytes(),
    rest: bytes(),
  };
  t.notThrows(() => Lengths.validate(value));
  const odd = { ...value, padded: bytes(1) };
  t.throws(() => Lengths.validate(odd), { code: 'ERR_WIRE_ILLEGAL_VALUE', message: /padded/ });
  t.throws(() => encodeToBytes(Lengths, odd), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
  const long = { ...value, record: { first: 1, others: bytes(2, 3, 4, 5) } };
  t.throws(() => Lengths.validate(long), { code: 'ERR_WIRE_ILLEGAL_VALUE', message: /record/ });
  t.throws(() => encodeToBytes(Lengths, long), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
  t.throws(() => Lengths.validate({ ...value, fixed: { first: 1, others: bytes() } }), { message: /must be 4/ });
  t.throws(() => Lengths.validate({ ...value, shown: 1 }), { message: /twice/ });
});

encodes(
  'numbers of every width preserve every bit',
  plain(Numbers),
  {
    short: 2 ** 48 - 1,
    shorter: 2 ** 40 - 2,
    exact: 2 ** 53 - 1,
    big: 2n ** 64n - 1n,
    bounded: 2n ** 63n,
    even: 0x0120,
    listed: 0x8000_0000,
    known: 2,
    same: 2,
    flag: true,
    bits: 100,
    sized: 2 ** 32 - 1,
    tag: bytes(0x63, 0x64),
  },
  bytes(
    ...[255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 0, 31, 255, 255, 255, 255, 255, 255],
    ...[255, 255, 255, 255, 255, 255, 255, 255, 128, 0, 0, 0, 0, 0, 0, 0, 1, 0x20, 128, 0, 0, 0, 2, 2],
    ...[228, 255, 255, 255, 255, 0x63, 0x64],
  ),
);

test('the valid key applies to values as to bytes', (t) => {
  const value = {
    short: 0,
    shorter: 0,
    exact: 0,
    big: 0n,
    bounded: 1n,
    even: 0,
    listed: 1,
    known: 1,
    same: 1,
    flag: false,
    bits: 3,
    sized: 65535,
    tag: bytes(0x61, 0x62),
  };
  t.notThrows(() => Numbers.validate(value));
  const illegal = { code: 'ERR_WIRE_ILLEGAL_VALUE' };
  t.throws(() => Numbers.validate({ ...value, bounded: 0n }), illegal);
  t.throws(() => Numbers.validate({ ...value, even: 1 }), illegal);
  t.throws(() => Numbers.validate({ ...value, even: 0x30 }), illegal);
  t.throws(() => Numbers.validate({ ...value, listed: 2 }), illegal);
  t.throws(() => Numbers.validate({ ...value, known: 3, same: 3 }), illegal);
  t.throws(() => Numbers.validate({ ...value, same: 2 }), illegal);
  t.throws(() => Numbers.validate({ ...value, bits: 2 }), illegal);
  t.throws(() => Numbers.validate({ ...value, tag: bytes(1, 2) }), illegal);
  const range = { code: 'ERR_WIRE_RANGE' };
  t.throws(() => Numbers.validate({ ...value, sized: 65536 }), range);
  t.throws(() => Numbers.validate({ ...value, big: 2n ** 64n }), range);
  t.throws(() => Numbers.validate({ ...value, short: 2 ** 48 }), range);
  t.throws(() => Numbers.validate({ ...value, tag: bytes(1) }), range);
});

test('instances are computed from the value, hidden fields included', (t) => {
  const value = { random: bytes(0xcf, 0x21, 0xad, 0x74), level: 2, data: bytes(1, 2), inner: { amount: 1000 } };
  t.true(Instances.isSpecial(value));
  t.false(Instances.isSpecial({ ...value, random: bytes(0xcf, 0x21, 0xad, 0x75) }));
  t.is(Instances.behind(value), 8);
  t.is(Instances.score(value), 1);
  t.is(Instances.score({ ...value, extra: 20 }), 41);
  t.true(Instances.combined(value));
  t.false(Instances.combined({ ...value, inner: { amount: 999 } }));
  t.is(Instances.packed(value), (2 | 0x80) ^ (1000 * 128));
  t.is(Instances.part(value), value.random);
  t.true(Instances.deep(value));
  t.true(Inner.isBig({ amount: 1000 }));
});

encodes(
  'a length may precede the measured field, among bits or under a condition',
  plain(Measured),
  {
    first: [{ data: bytes(1) }, { data: bytes() }],
    more: [{ data: bytes(2, 3) }],
    pair: [4, 5],
    magicBytes: bytes(6, 7),
    six: bytes(1, 2, 3, 4, 5, 6),
    last: { data: bytes(8) },
  },
  bytes(0x83, 1, 1, 0, 0, 0, 3, 2, 2, 3, 0, 4, 0, 5, 1, 6, 7, 1, 2, 3, 4, 5, 6, 1, 8),
);

test('instances may ask for hidden lengths, present ones and absent ones', (t) => {
  const entry = { data: bytes(1, 2, 3) };
  const value = { first: [entry], pair: [1, 2], magicBytes: bytes(1, 2), six: bytes(1, 2, 3, 4, 5, 6), last: entry };
  t.is(Measured.moreLength(value), 0);
  t.is(Measured.secondLength(value), 8);
  t.is(Measured.moreLength({ ...value, more: [entry, entry] }), 8);
  t.is(Measured.secondLength({ ...value, more: [entry, entry] }), 12);
  t.is(Measured.secondLength({ ...value, more: [{ data: bytes() }] }), 8);
  t.is(Measured.firstMagic(value), 8);
  t.is(Measured.shifted(value), -16);
});

test('a length that precedes its field is checked against its bounds by encode as by validate', (t) => {
  const entry = { data: bytes(1, 2, 3) };
  const good = { first: [entry], pair: [1, 2], magicBytes: bytes(1, 2), six: bytes(1, 2, 3, 4, 5, 6), last: entry };
  t.notThrows(() => Measured.validate(good));
  const wrong = [
    { ...good, first: [] },
    { ...good, first: Array.from({ length: 40 }, () => entry) },
    { ...good, more: Array.from({ length: 11 }, () => entry) },
    { ...good, pair: [1, 2, 3] },
    { ...good, six: bytes() },
  ];
  for (const value of wrong) {
    t.throws(() => Measured.validate(value), { code: 'ERR_WIRE_RANGE' });
    t.throws(() => encodeToBytes(Measured, value), { code: 'ERR_WIRE_RANGE' });
  }
  t.throws(() => decodeAll(Measured, bytes(...encodeToBytes(Measured, good), 0)), {
    code: 'ERR_WIRE_TRAILING',
    message: /Measured\.last/,
  });
});

encodes(
  'a reusable type still creates new values',
  { codec: Reuse, decodeArgs: [2], encodeArgs: [] },
  { low: 5, token: bytes(1, 2), number: 7 },
  bytes(0x4d, 1, 2, 0, 0, 0, 7),
);

encodes(
  'fields may have the names that generated code uses itself',
  plain(Names),
  {
    reader: 1,
    value: 2,
    view: 3,
    default: bytes(4),
    at: 5,
    aListWithANameSoLongThatLinesMustBeBrokenSomewhere: [0x010203],
  },
  bytes(1, 2, 3, 1, 4, 5, 0, 3, 1, 2, 3),
);

test('attributes of code points are typed and found by number', (t) => {
  t.is(SuiteAttributes[0x1301]?.aead, 'aes-128-gcm');
  t.is(SuiteAttributes[0x1302]?.recommended, false);
  t.is(SuiteAttributes[0x1303], undefined);
  t.is(suiteName(0x1301), 'TLS_FIRST');
  t.is(suiteName(0x1303), 'third');
});
