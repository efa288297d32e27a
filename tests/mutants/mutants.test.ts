import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { chartChanges } from './chart-changes.ts';
import { codeChanges } from './code-changes.ts';
import type { CoverageMap } from './coverage-map.ts';
import { allMutations, draw } from './draw.ts';
import { executedLines } from './executed-lines.ts';
import { importClosure } from './import-closure.ts';
import { applied, diffOf, identified } from './mutation.ts';
import { Sandbox } from './sandbox.ts';
import { testsOf } from './trial.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The text after each change, with its kind in front. */
function outcomes(text: string): string[] {
  return codeChanges(text).map((change) => `${change.kind}: ${applied(text, change)}`);
}

test('a comparison is negated, and its boundary moves by one', (t) => {
  t.deepEqual(outcomes('a = b < 7;'), [
    'statement: ;',
    'comparison: a = b >= 7;',
    'boundary: a = b <= 7;',
    'boundary: a = b < 8;',
  ]);
});

test('a guard is removed, its condition is negated, and each half of it decides alone', (t) => {
  t.deepEqual(outcomes('if (a && !b) return;'), [
    'guard: ',
    'condition: if (!(a && !b)) return;',
    'condition: if (a) return;',
    'condition: if (!b) return;',
    'boolean: if (a && b) return;',
  ]);
});

test('statements are removed, adjacent arguments are swapped, numbers grow, min becomes max', (t) => {
  t.deepEqual(outcomes('f(a, b.c, 3);'), [
    'statement: ;',
    'arguments: f(b.c, a, 3);',
    'arguments: f(a, 3, b.c);',
    'constant: f(a, b.c, 4);',
  ]);
  t.deepEqual(outcomes('const x = Math.min(a, b);'), ['arithmetic: const x = Math.max(a, b);']);
  t.deepEqual(outcomes('const x = a - b;'), ['arithmetic: const x = a + b;']);
});

test('a function returns something else, as its type allows', (t) => {
  t.deepEqual(outcomes('function f(): boolean { return a; }'), ['return: function f(): boolean { return !(a); }']);
  t.deepEqual(outcomes('function f(): number { return a; }'), ['return: function f(): number { return (a) + 1; }']);
  t.deepEqual(outcomes('function f(): A | undefined { return a; }'), [
    'return: function f(): A | undefined { return undefined; }',
  ]);
  t.deepEqual(outcomes('function f(): A { return a; }'), []);
});

test('types, imports, thrown errors, texts and integer idioms are unchanged', (t) => {
  for (const text of [
    "import { a } from './a.ts';",
    'type A = 1 | 2 | true;',
    'interface A { readonly length: 3; f(a: 1): void }',
    '{ throw new RangeError(a + 1, 3); }',
    'const x = new ConfigError(a, b - 1, 4);',
    'const x = a | 0;',
    'const x = a >>> 0;',
    'const x = list[i] ?? 0;',
    "const x = 'a' + b;",
  ]) {
    t.deepEqual(outcomes(text), [], text);
  }
  t.deepEqual(outcomes('report(`less by $'.concat('{a - 1}`);')), ['statement: ;']);
});

const chart = `export const light = setup({ guards: { lit: () => 1 < 2 } }).createMachine({
  initial: 'OFF',
  states: {
    OFF: { description: 'Dark.', on: { press: [{ guard: 'lit', target: 'ON' }, { target: 'OFF' }] } },
    ON: { entry: 'shine', on: { press: { target: 'OFF', actions: ['dim', 'rest'], meta: { ref: 'a' } } } },
  },
});`;

test('in a chart guards and actions are removed or swapped, and transitions get other targets', (t) => {
  const changed = chartChanges(chart).map((change) => `${change.kind}: ${diffOf(chart, change).at(-1)?.trim()}`);
  const off = (candidates: string) => `+     OFF: { description: 'Dark.', on: { press: [${candidates}] } },`;
  const on = (entry: string, rest: string) => `+     ON: { ${entry} on: { press: { ${rest}, meta: { ref: 'a' } } } },`;
  t.deepEqual(
    changed.toSorted(),
    [
      `guard: ${off(" { target: 'OFF' }")}`,
      `guard: ${off("{  target: 'ON' }, { target: 'OFF' }")}`,
      `guard: ${off("{ guard: 'lit', target: 'ON' }, ")}`,
      `guard: ${off("{ target: 'OFF' }, { guard: 'lit', target: 'ON' }")}`,
      `target: ${off("{ guard: 'lit', target: 'OFF' }, { target: 'OFF' }")}`,
      `target: ${off("{ guard: 'lit', target: 'ON' }, { target: 'ON' }")}`,
      `action: ${on('', "target: 'OFF', actions: ['dim', 'rest']")}`,
      `action: ${on("entry: 'shine',", "target: 'OFF', actions: [ 'rest']")}`,
      `action: ${on("entry: 'shine',", "target: 'OFF', actions: ['dim', ]")}`,
      `action: ${on("entry: 'shine',", "target: 'OFF', actions: ['rest', 'dim']")}`,
      `target: ${on("entry: 'shine',", "target: 'ON', actions: ['dim', 'rest']")}`,
    ].toSorted(),
  );
});

test('a mutation has the same id while lines elsewhere change', (t) => {
  const text = 'f(1);\nif (a < b) return;\n';
  const before = identified('a.ts', text, codeChanges(text));
  const longer = `g();\n${text}`;
  const after = identified('a.ts', longer, codeChanges(longer));
  t.deepEqual(
    after.slice(1).map(({ id }) => id),
    before.map(({ id }) => id),
  );
  t.deepEqual(
    before.map(({ line }) => line),
    [1, 1, 2, 2, 2, 2],
  );
  t.is(new Set(before.map(({ id }) => id)).size, before.length);
  const twice = 'f(1);\nf(1);\n';
  const same = identified('a.ts', twice, codeChanges(twice));
  t.is(new Set(same.map(({ id }) => id)).size, same.length);
});

test('the same seed draws the same mutations of every kind, another seed others, none twice', (t) => {
  const all = allMutations(root, 'runtime/wire');
  t.true(all.length > 100);
  t.true(all.every(({ file }) => file.startsWith('runtime/wire/')));
  const ids = (seed: number, count: number) => draw(all, seed, count).map(({ id }) => id);
  t.deepEqual(ids(1, 40), ids(1, 40));
  t.notDeepEqual(ids(1, 40), ids(2, 40));
  t.is(new Set(ids(1, 1e6)).size, all.length);
  t.is(new Set(draw(all, 1, 60).map(({ kind }) => kind)).size, new Set(all.map(({ kind }) => kind)).size);
});

test('handwritten rooms and charts are drawn from, generated code and tests are not', (t) => {
  const files = new Set(allMutations(root, undefined).map(({ file }) => file));
  t.true(files.has('spec/dtls13/charts/flight.chart.ts'));
  t.true(files.has('hwmodel/kernel/kernel.ts'));
  t.false([...files].some((file) => /^(?:generated|tests)\//.test(file)));
});

test('in an executed script, lines that were not reached are detected', (t) => {
  const code = 'function f(a) {\n    if (a) {\n        return 1;\n    }\n    return 2;\n}\nf(0);\n';
  // Each line of the code is the same line of the source.
  const map = JSON.stringify({
    version: 3,
    sources: ['a.ts'],
    names: [],
    mappings: 'AAAA;AACA;AACA;AACA;AACA;AACA;AACA',
  });
  const range = (from: string, to: string, count: number) => ({
    startOffset: code.indexOf(from),
    endOffset: code.indexOf(to) + to.length,
    count,
  });
  const functions = [
    { ranges: [{ startOffset: 0, endOffset: code.length, count: 1 }] },
    { ranges: [range('function', '2;\n}', 1), range('{\n        return 1', '1;\n    }', 0)] },
  ];
  t.deepEqual(executedLines(code, map, { functions }), [1, 2, 5, 6, 7]);
});

test('a mutation is tried on the tests that reach its line: its file’s own, then the fastest', (t) => {
  const reach = (duration: number, lines: number[]) => ({
    duration,
    loaded: {},
    lines: { 'runtime/wire/reader.ts': lines },
  });
  const map: CoverageMap = {
    'dist/tests/slow.test.js': reach(900, [1, 7]),
    'dist/tests/quick.test.js': reach(10, [7]),
    'dist/tests/elsewhere.test.js': reach(1, [1]),
    'dist/tests/wire/reader.test.js': reach(500, [7]),
  };
  const expected = ['dist/tests/wire/reader.test.js', 'dist/tests/quick.test.js', 'dist/tests/slow.test.js'];
  t.deepEqual(testsOf(map, 'runtime/wire/reader.ts', [7]), expected);
  t.deepEqual(testsOf(map, 'runtime/wire/reader.ts', [8]), []);
  t.is(testsOf(map, 'runtime/wire/reader.ts').length, 4);
});

test('the files that a test file may load are found through imports of every form', (t) => {
  const files: Readonly<Record<string, string>> = {
    'dist/tests/wire/a.test.js': "import test from 'ava';\nimport { b } from '../../b.js';\nawait import('./c.js');\n",
    'dist/b.js': "export * from './d.js';\nimport './a/e.js';\nimport { g } from 'wirechart/g';\n",
    'dist/tests/wire/c.js': '',
    'dist/d.js': "import { b } from './b.js';\n",
    'dist/a/e.js': '',
    'dist/f.js': '',
    'dist/g/index.js': '',
    'package.json': JSON.stringify({
      exports: { '.': { default: './dist/f.js' }, './g': { default: './dist/g/index.js' } },
    }),
  };
  const closure = importClosure((path) => files[path], 'dist/tests/wire/a.test.js');
  t.deepEqual(
    [...closure].toSorted(),
    Object.keys(files)
      .filter((path) => !['dist/f.js', 'package.json'].includes(path))
      .toSorted(),
  );
});

test('a sandbox builds written files, restores them, and does not change the project', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-sandbox-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const project = join(folder, 'project');
  mkdirSync(join(project, 'dist'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'dir');
  writeFileSync(join(project, 'tsconfig.json'), readFileSync(join(root, 'tsconfig.json')));
  writeFileSync(join(project, 'limit.ts'), 'export const limit: number = 7;\n');
  writeFileSync(join(project, 'dist/limit.js'), 'export const limit = 7;\n');
  const sandbox = new Sandbox(project, join(folder, 'copy'));
  sandbox.write(
    'limit.ts',
    "import type { A } from './a.ts';\nimport { b } from './b.ts';\nexport const limit: A = 8 + b;\n",
  );
  t.is(
    sandbox.read('dist/limit.js').replaceAll('"', "'"),
    "import { b } from './b.js';\nexport const limit = 8 + b;\n",
  );
  t.is(readFileSync(join(project, 'dist/limit.js'), 'utf8'), 'export const limit = 7;\n');
  sandbox.restore();
  t.is(sandbox.read('limit.ts'), 'export const limit: number = 7;\n');
  t.is(sandbox.read('dist/limit.js'), 'export const limit = 7;\n');
  t.true(existsSync(join(folder, 'copy/node_modules/ava')));
});
