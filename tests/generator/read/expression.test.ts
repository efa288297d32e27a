import test from 'ava';
import fc from 'fast-check';
import { ExpressionError } from '../../../generator/diagnostics/expression-error.ts';
import type { Expression } from '../../../generator/model/expression.ts';
import { parseExpression, parseTypeReference } from '../../../generator/read/expression.ts';

/** A parsed expression with all parentheses written out. */
function show(expression: Expression): string {
  switch (expression.kind) {
    case 'integer':
    case 'boolean':
      return String(expression.value);
    case 'string':
      return JSON.stringify(expression.value);
    case 'array':
      return `[${expression.items.map(show).join(' ')}]`;
    case 'enum':
      return [...expression.path, expression.member].join('::');
    case 'name':
      return expression.name;
    case 'member':
      return `${show(expression.of)}.${expression.name}`;
    case 'unary':
      return `(${expression.operator} ${show(expression.of)})`;
    case 'binary':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'ternary':
      return `(${[expression.condition, expression.then, expression.otherwise].map(show).join(' ? ')})`;
  }
}

for (const [text, expected] of [
  ['1 + 2 * 3 - 4', '((1 + (2 * 3)) - 4)'],
  ['a or b and not c == d', '(a or (b and (not (c == d))))'],
  ['a | b ^ c & d << 1 + 2', '(a | (b ^ (c & (d << (1 + 2)))))'],
  ['-a * ~b', '((- a) * (~ b))'],
  ['not not a', '(not (not a))'],
  ['a ? b : c ? d : e', '(a ? b ? (c ? d ? e))'],
  ['(a ? b : c) % 7', '((a ? b ? c) % 7)'],
  ['_io.size - _io.pos', '(_io.size - _io.pos)'],
  ['a.b.c.to_i >= 0xfF_00', '(a.b.c.to_i >= 65280)'],
  ['0b1010_1010 + 0o17 + 1_000', '((170 + 15) + 1000)'],
  ['color::red', 'color::red'],
  ['file::color::red.to_i', 'file::color::red.to_i'],
  ['[0xcf, 1, 2] == x', '([207 1 2] == x)'],
  ['[]', '[]'],
  [`'it\\n' != "a\\n\\"b"`, '("it\\\\n" != "a\\n\\"b")'],
  ['true != false', '(true != false)'],
  ['18446744073709551615', '18446744073709551615'],
  ['notable and orange', '(notable and orange)'],
] as const) {
  test(`"${text}" is parsed with the precedence of Kaitai's operators`, (t) => {
    t.is(show(parseExpression(text, 0)), expected);
  });
}

test('every part of an expression has its offset in the file', (t) => {
  const expression = parseExpression('a +  bb', 100);
  t.is(expression.offset, 100);
  t.is(expression.kind === 'binary' ? expression.right.offset : 0, 105);
});

test('a type is a path with optional arguments', (t) => {
  t.deepEqual(parseTypeReference('a::b', 0), { path: ['a', 'b'], args: [] });
  t.deepEqual(parseTypeReference('a()', 0), { path: ['a'], args: [] });
  t.is(parseTypeReference('a(b + 1, c)', 0).args.map(show).join(), '(b + 1),c');
  t.throws(() => parseTypeReference('a(b', 0), { instanceOf: ExpressionError });
  t.throws(() => parseTypeReference('a[]', 0), { instanceOf: ExpressionError });
});

test('the parser throws nothing but ExpressionError', (t) => {
  const piece = fc.constantFrom(
    ...[
      'a',
      '1',
      '(',
      ')',
      '[',
      ']',
      '::',
      '.',
      '?',
      ':',
      ',',
      'not',
      'and',
      '-',
      '+',
      '==',
      '<',
      '<<',
      "'x'",
      '"',
      ' ',
      '0x',
      '_io',
    ],
  );
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          parseExpression(pieces.join(''), 0);
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
        }
      }),
      { numRuns: 3000 },
    ),
  );
});

test('the parser limits the depth of nesting before the stack overflows', (t) => {
  for (const open of ['(', 'not ', '-', '[', 'a ? ']) {
    t.throws(() => parseExpression(open.repeat(50_000), 0), { instanceOf: ExpressionError });
  }
});
