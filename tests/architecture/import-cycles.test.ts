import test from 'ava';
import { type ImportGraph, importCycles } from './import-cycles.ts';
import { subpaths } from './public-face.ts';
import { readSources } from './source.ts';

const sources = readSources().filter(({ path }) => !path.startsWith('tests/'));
/** What the package's own name leads to: `wirechart/wire` is a file too. */
const entries = new Map(subpaths.map(({ specifier, file }) => [specifier, sourceOf(file)]));
const cycles = importCycles(
  new Map(
    sources.map(({ path, imports }) => [
      path,
      new Set(imports.flatMap(({ target = '' }) => entries.get(target) ?? target)),
    ]),
  ),
);

test('no files import each other in a circle, type imports included', (t) => {
  t.deepEqual(
    cycles.map((cycle) => cycle.join(', ')),
    [],
    'Move what they share into a file that imports none of them, or pass it as a parameter',
  );
});

test('the graph has the generated and the handwritten files of the project', (t) => {
  const paths = new Set(sources.map(({ path }) => path));
  t.true(paths.has('generator/generate.ts'));
  t.true(paths.has('generated/dtls13/wire/alert.ts'));
  t.true([...entries.values()].every((path) => paths.has(path)));
  t.true(sources.some(({ imports }) => imports.some(({ target, typeOnly }) => typeOnly && paths.has(target ?? ''))));
});

test('circles of any length are found, and files outside of them are not listed', (t) => {
  t.deepEqual(importCycles(graphOf({ a: 'b', b: 'c', c: '' })), []);
  t.deepEqual(importCycles(graphOf({ a: 'b c', b: 'd', c: 'd', d: '' })), []);
  t.deepEqual(importCycles(graphOf({ a: 'b', b: 'a' })), [['a', 'b']]);
  t.deepEqual(importCycles(graphOf({ a: 'a' })), [['a']]);
  t.deepEqual(importCycles(graphOf({ a: 'b', b: 'c d', c: 'a', d: 'e', e: 'yaml d' })), [
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
});

function sourceOf(built: string): string {
  return built.replace('./dist/', '').replace(/\.js$/, '.ts');
}

function graphOf(files: Readonly<Record<string, string>>): ImportGraph {
  return new Map(Object.entries(files).map(([file, imports]) => [file, new Set(imports.split(' '))]));
}
