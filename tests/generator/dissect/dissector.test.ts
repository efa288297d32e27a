import test from 'ava';
import {
  type DissectOptions,
  Dissector,
  problemsIn,
  protocolsIn,
  type SpecNode,
} from '../../../generator/dissect/index.ts';

const head = (id: string): string =>
  `meta:\n  id: ${id}\n  endian: be\n  bit-endian: be\ndoc: D.\ndoc-ref: Test section 1\n`;

function dissectorOf(
  ...files: readonly (readonly [id: string, text: string, imports?: readonly string[]])[]
): Dissector {
  const sources = files.map(([id, text, imports = []]) => {
    const meta = imports.length === 0 ? '' : `  imports: [${imports.join(', ')}]\n`;
    return { path: `spec/p/wire/${id}.ksy`, text: head(id).replace('doc: D.', `${meta}doc: D.`) + text };
  });
  return new Dissector(sources, 'p');
}

function field(id: string, ...keys: readonly string[]): string {
  return [`  - id: ${id}`, ...keys.map((key) => `    ${key}`)].map((line) => `${line}\n`).join('');
}

/** Names and values of a tree, with problems after an exclamation mark. */
function outline({ name, value, children, problems }: SpecNode): string {
  const shown = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value ?? '');
  const inner = children.length === 0 ? shown : `(${children.map(outline).join(' ')})`;
  return `${name}=${inner}${problems.map(({ code }) => `!${code.slice(9)}`).join('')}`;
}

const read = (dissector: Dissector, type: string, digits: string, options?: DissectOptions): string =>
  outline(dissector.dissect(type, Uint8Array.from(Buffer.from(digits, 'hex')), options));

test('sizes and conditions follow the expression language', (t) => {
  const sizes: readonly [expression: string, a: number, b: number, expected: number][] = [
    ['a + b * 2', 1, 2, 5],
    ['a - b', 5, 2, 3],
    ['a / (b + 1)', 9, 1, 4],
    ['a % (b + 1)', 8, 2, 2],
    ['a & b', 6, 3, 2],
    ['a | b', 1, 2, 3],
    ['a ^ b', 6, 3, 5],
    ['a << 1', 3, 0, 6],
    ['a >> 1', 7, 0, 3],
    ['a > b ? 1 : 2', 1, 2, 2],
    ['(a >= b and a != 9) ? 1 : 2', 2, 2, 1],
    ['(a < b or a == 9) ? 1 : 2', 9, 2, 1],
    ['not (a <= b) ? 1 : 2', 3, 2, 1],
    ['_io.size - _io.pos', 0, 0, 8],
    ['a.to_i + twice', 1, 2, 5],
  ];
  for (const [expression, a, b, expected] of sizes) {
    const instance = 'instances:\n  twice:\n    value: b * 2\n';
    const data = field('data', `size: '${expression}'`);
    const rest = expression.includes('_io') ? '' : field('rest', 'size-eos: true');
    const dissector = dissectorOf([
      'x',
      `seq:\n${field('a', 'type: u1')}${field('b', 'type: u1')}${data}${rest}${instance}`,
    ]);
    const tree = dissector.dissect('x', Uint8Array.of(a, b, 1, 2, 3, 4, 5, 6, 7, 8));
    t.deepEqual(problemsIn(tree), [], expression);
    const node = tree.children.find(({ name }) => name === 'data');
    t.is((node?.end ?? 0) - (node?.at ?? 0), expected, expression);
  }
});

const nested = dissectorOf(
  ['inner', `seq:\n${field('kind', 'type: u1', 'valid: 7')}${field('body', 'size: 2')}${field('count', 'type: u1')}`],
  [
    'outer',
    `seq:\n${field('size', 'type: u1')}${field('one', 'size: size', 'type: inner')}${field('two', 'type: u2')}` +
      field('three', 'size: one.count'),
    ['inner'],
  ],
);

test('a problem inside a length does not affect what follows the length', (t) => {
  t.is(read(nested, 'outer', '0407010201000909'), 'Outer=(size=4 one=(kind=7 body=0102 count=1) two=9 three=09)');
  t.is(
    read(nested, 'outer', '0408010201000909'),
    'Outer=(size=4 one=(kind=8!ILLEGAL_VALUE body=0102 count=1) two=9 three=09)',
  );
  t.is(
    read(nested, 'outer', '05070102010a000909'),
    'Outer=(size=5 one=(kind=7 body=0102 count=1 (left over)=0a)!TRAILING two=9 three=09)',
  );
  t.is(
    read(nested, 'outer', '040701020100090909'),
    'Outer=(size=4 one=(kind=7 body=0102 count=1) two=9 three=09 (left over)=09)!TRAILING',
  );
});

test('a field that depends on unread bytes is not read', (t) => {
  // one.count does not fit into one, so the size of three is unknown.
  t.is(
    read(nested, 'outer', '0307010200090a0b'),
    'Outer=(size=3 one=(kind=7 body=0102 count=!TRUNCATED) two=9 three=!ILLEGAL_VALUE (not read)=0a0b)',
  );
});

test('the available bytes are read where a length exceeds them', (t) => {
  t.is(read(nested, 'outer', '090701'), 'Outer=(size=9 one=(kind=7 body=!TRUNCATED)!TRUNCATED)');
  t.is(read(nested, 'outer', ''), 'Outer=(size=!TRUNCATED)');
});

test('a range of the bytes can be read without what follows it', (t) => {
  const tree = nested.dissect('inner', Uint8Array.of(9, 7, 1, 2, 3, 9), { at: 1, toEnd: false });
  t.is(outline(tree), 'Inner=(kind=7 body=0102 count=3)');
  t.deepEqual([tree.at, tree.end], [1, 5]);
  t.is(outline(nested.dissect('inner', Uint8Array.of(7, 1, 2, 3, 9), { end: 4 })), 'Inner=(kind=7 body=0102 count=3)');
});

test('a type is found by its id, the last part of its id, its RFC name or its generated name', (t) => {
  const inner = `types:\n  piece:\n    -orig-id: RfcPiece\n    doc: P.\n    doc-ref: Test section 1\n    seq:\n      - id: a\n        type: u1\n`;
  const dissector = dissectorOf(['x', `seq:\n${field('p', 'type: piece')}${inner}`]);
  for (const name of ['x::piece', 'piece', 'RfcPiece', 'Piece']) t.is(dissector.type(name).id, 'x::piece');
  t.like(dissector.type('x'), { name: 'X', typeName: 'X', doc: 'D. Test section 1.', params: [] });
  t.throws(() => dissector.type('peice'), {
    code: 'ERR_WIRECHART_CONFIG',
    message: /no type "peice" \(did you mean "piece"\?\)/,
  });
});

test('params are required by name and kind', (t) => {
  const params = `params:\n  - id: n\n    type: u1\n  - id: flag\n    type: bool\n  - id: key\n    type: bytes\n`;
  const dissector = dissectorOf([
    'x',
    `${params}seq:\n${field('a', 'size: n', 'if: flag')}${field('b', 'size: key.length')}`,
  ]);
  const key = Uint8Array.of(1);
  t.is(read(dissector, 'x', 'aabbcc', { params: { n: 2, flag: true, key } }), 'X=(a=aabb b=cc)');
  t.is(read(dissector, 'x', 'cc', { params: { n: 2, flag: false, key } }), 'X=(b=cc)');
  const wrong: readonly [Record<string, number | boolean | Uint8Array>, RegExp][] = [
    [{ n: 2, key }, /x needs flag \(boolean\)/],
    [{ n: true, flag: true, key }, /n is a number, not a boolean/],
    [{ n: 2, flag: true, key: 5 }, /key is a bytes, not a number/],
    [{ n: 2, falg: true, key }, /no param "falg" \(did you mean "flag"\?\)/],
  ];
  for (const [given, message] of wrong) {
    t.throws(() => dissector.dissect('x', key, { params: given }), { code: 'ERR_WIRECHART_CONFIG', message });
  }
});

test('specs with mistakes are refused, and so is a protocol without specs', (t) => {
  t.throws(() => dissectorOf(['x', `seq:\n${field('a', 'type: nothing')}`]), {
    code: 'ERR_WIRECHART_SPEC',
    message: /^spec\/p\/wire\/x\.ksy:\d+:\d+: there is no type "nothing"/,
  });
  t.throws(() => new Dissector([], 'q'), { code: 'ERR_WIRECHART_CONFIG', message: /spec\/q\/wire/ });
  const source = (path: string) => ({ path, text: '' });
  const sources = ['spec/a/wire/x.ksy', 'spec/b/registries/y.ksy', 'spec/a/wire/z.ksy', 'spec/c/wire/d/e.ksy'].map(
    source,
  );
  t.deepEqual(protocolsIn(sources), ['a', 'c']);
});
