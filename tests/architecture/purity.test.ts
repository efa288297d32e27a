import test from 'ava';
import ts from 'typescript';
import { isBuiltin, patternOf, roomOf } from './import-table.ts';
import { descendants, lineOf, readSources, type Source } from './source.ts';

/** Rooms in which time, chance and IO are arguments: the same inputs must give the same outputs on any platform. */
const pure = [
  'runtime/errors',
  'runtime/wire',
  'runtime/machine',
  'runtime/der',
  'runtime/slab',
  'runtime/ring',
  'runtime/crypto',
  'runtime/<p>',
  'hwmodel/kernel',
];

/** Globals that bring in a clock, chance, waiting or one platform. */
const impure: ReadonlySet<string> = new Set([
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'process',
  'Buffer',
  'fetch',
]);
const impureMembers: ReadonlySet<string> = new Set([
  'Math.random',
  'crypto.getRandomValues',
  'crypto.randomUUID',
  'crypto.subtle',
]);

const sources = readSources();

for (const room of pure) {
  test(`${room} has no clock, no timers, no randomness and no platform of its own`, (t) => {
    const files = sources.filter(({ path }) => patternOf(roomOf(path)) === room);
    t.true(files.length > 0, `${room} holds no source: the rule would hold nothing`);
    t.deepEqual(files.flatMap(impurities), [], 'Sans-IO: pass it in as an argument, or take it from the provider');
  });
}

test('the search finds a global where it is used, and not where its name is a member or a local variable', (t) => {
  const find = (text: string) =>
    impurities({ path: 'a.ts', imports: [], syntax: ts.createSourceFile('a.ts', text, ts.ScriptTarget.ES2023, true) });
  t.deepEqual(find('const a = Date.now();\nconst b = Math.random();'), ['a.ts:1 uses Date', 'a.ts:2 uses Math.random']);
  t.deepEqual(find('globalThis.setTimeout(f, 1); new globalThis.Date();').length, 2);
  t.deepEqual(find('// Date.now()\nx.process({ Buffer: 1 }); function g(process: P): void { process.run(); }'), []);
});

function impurities({ path, imports, syntax }: Source): string[] {
  const found = imports
    .filter(({ target }) => target === undefined || isBuiltin(target))
    .map(({ line, target = 'what only the run can tell' }) => `${path}:${line} imports ${target}`);
  const declared = new Set<string>();
  for (const node of descendants(syntax)) {
    if (
      (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    ) {
      declared.add(node.name.text);
    }
  }
  for (const node of descendants(syntax)) {
    const name = globalName(node);
    if (name !== undefined && !declared.has(name)) found.push(`${path}:${lineOf(syntax, node)} uses ${name}`);
  }
  return found;
}

/** The impure global that a node names, if it does. */
function globalName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const owner = node.expression.text;
    const member = node.name.text;
    if (owner === 'globalThis') return impure.has(member) ? member : undefined;
    return impureMembers.has(`${owner}.${member}`) ? `${owner}.${member}` : undefined;
  }
  if (!ts.isIdentifier(node) || !impure.has(node.text)) return undefined;
  const { parent } = node;
  const isName = 'name' in parent && parent.name === node && !ts.isShorthandPropertyAssignment(parent);
  return isName ? undefined : node.text;
}
