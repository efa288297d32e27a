import test from 'ava';
import ts from 'typescript';
import { descendants, lineOf, readSources, type Source } from './source.ts';

const ROOMS = ['runtime', 'cli', 'hwmodel', 'generator'];
const PLAIN = new Set(['Error', 'RangeError', 'TypeError', 'SyntaxError', 'EvalError', 'URIError', 'AggregateError']);
/** Extends Error: the root, and what the generator throws and catches itself, as a diagnostic. */
const ROOTS = ['runtime/errors/wirechart-error.ts', 'generator/'];

/** Makes errors of the application again, which another thread threw: their classes are the application's. */
const RECREATED = ['runtime/net/workers/worker-error.ts'];

const sources = readSources().filter(({ path }) => ROOMS.some((room) => path.startsWith(`${room}/`)));

/** Lines that make an error of JavaScript instead of one of ours, and classes that are no WirechartError. */
function plainErrors({ path, syntax }: Pick<Source, 'path' | 'syntax'>): readonly string[] {
  if (RECREATED.includes(path)) return [];
  return [...descendants(syntax)].flatMap((node) => {
    const made = ts.isNewExpression(node) || ts.isCallExpression(node) ? node.expression : undefined;
    const extended =
      ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ExtendsKeyword ? node.types[0]?.expression : undefined;
    const name = [made, extended].find((each) => each !== undefined && ts.isIdentifier(each))?.getText(syntax) ?? '';
    if (!PLAIN.has(name)) return [];
    if (extended !== undefined && (ts.isInterfaceDeclaration(node.parent) || isRoot(path))) return [];
    return [`${path}:${lineOf(syntax, node)}: ${name}`];
  });
}

function isRoot(path: string): boolean {
  return ROOTS.some((root) => path.startsWith(root));
}

for (const room of ROOMS) {
  test(`${room} throws a WirechartError with a code, never a bare error`, (t) => {
    const found = sources.filter(({ path }) => path.startsWith(`${room}/`));
    t.true(found.length > 0);
    t.deepEqual(found.flatMap(plainErrors), [], 'Users match `code`: throw a class of runtime/errors');
  });
}

test('a bare error is found wherever it is made', (t) => {
  const found = (text: string, path = 'runtime/bed.ts') =>
    plainErrors({ path, syntax: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) });
  t.deepEqual(found("throw new Error('x');"), ['runtime/bed.ts:1: Error']);
  t.deepEqual(found("\nconst e = cause ?? RangeError('x');"), ['runtime/bed.ts:2: RangeError']);
  t.deepEqual(found('reject(new TypeError());'), ['runtime/bed.ts:1: TypeError']);
  t.deepEqual(found('class Odd extends RangeError {}'), ['runtime/bed.ts:1: RangeError']);
  t.deepEqual(found('class Odd extends Error {}', 'generator/bed.ts'), []);
  t.deepEqual(found("throw new Error('x');", 'generator/bed.ts'), ['generator/bed.ts:1: Error']);
  t.deepEqual(found('interface Odd extends Error {}'), []);
  t.deepEqual(found("throw new WirechartError('ERR_DTLS_X', ''); // new Error("), []);
});
