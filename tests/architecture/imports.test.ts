import test from 'ava';
import {
  backendLibraries,
  importTable,
  isBuiltin,
  packageOf,
  patternOf,
  protocolOf,
  publicFiles,
  roomOf,
} from './import-table.ts';
import { type Import, readSources, type Source, sourceFolders } from './source.ts';

const sources = readSources();
const rooms = new Map<string, Source[]>();
for (const source of sources) {
  const room = roomOf(source.path);
  rooms.set(room, [...(rooms.get(room) ?? []), source]);
}

for (const [room, files] of rooms) {
  const rule = importTable[patternOf(room)];
  if (rule === undefined) {
    test(`${room} is a room of the import table`, (t) => {
      t.fail(
        `Nobody decided what ${room} may import: put it into the table (${files.map(({ path }) => path).join(', ')})`,
      );
    });
    continue;
  }
  const allowed = [...rule.may, ...libraries(room)];
  test(`${room} imports only ${allowed.join(', ') || 'itself'}`, (t) => {
    const strays = files.flatMap((file) =>
      file.imports
        .filter((each) => !mayImport(file, each, allowed, rule.typesOnly ?? []))
        .map(({ line, target }) => `${file.path}:${line} imports ${target}`),
    );
    t.deepEqual(strays, [], `${room} imports what it may not, because ${rule.why}`);
  });
}

test('every top-level folder with source in it is known to the import table', (t) => {
  const known = new Set(Object.keys(importTable).map((room) => room.split('/')[0]));
  t.deepEqual(
    sourceFolders().filter((folder) => !known.has(folder)),
    [],
    'A new folder needs a line in the import table before it needs code',
  );
});

test('xstate is known only to spec, generated/<p>/xstate, generator, inspector and tests', (t) => {
  const may = ['spec/<p>/charts', 'generated/<p>/xstate', 'generator', 'inspector', 'tests'];
  t.deepEqual(
    sources
      .filter(({ path }) => !may.includes(patternOf(roomOf(path))))
      .filter(({ imports }) => imports.some(({ target }) => packageOf(target) === 'xstate'))
      .map(({ path }) => path),
    [],
    'Charts are compiled: whoever runs a connection must not need XState',
  );
});

test('only generator/emit writes with Handlebars, and only it and generator/read know ts-morph', (t) => {
  const places: Readonly<Record<string, RegExp>> = {
    handlebars: /^generator\/emit\//,
    'ts-morph': /^generator\/(?:emit|read)\//,
  };
  const strays = sources.flatMap(({ path, imports }) =>
    imports
      .map(({ target }) => packageOf(target))
      .filter((name) => !path.startsWith('tests/') && places[name]?.test(path) === false)
      .map((name) => `${path} imports ${name}`),
  );
  t.deepEqual(strays, [], 'The model stays free of the tools that read specs and print code');
});

test('generated diagrams are pictures only', (t) => {
  t.deepEqual(
    sources.filter(({ path }) => /^generated\/[^/]+\/diagrams\//.test(path)).map(({ path }) => path),
    [],
    'generated/<p>/diagrams holds SVG; code belongs into the rooms beside it',
  );
});

function mayImport(
  file: Source,
  { target, typeOnly }: Import,
  may: readonly string[],
  typesOnly: readonly string[],
): boolean {
  if (!target.includes('/') || !target.endsWith('.ts') || target.startsWith('..')) return mayImportForeign(target, may);
  const from = roomOf(file.path);
  const to = roomOf(target);
  if (to === from) return true;
  if (may.includes('public') && publicFiles.has(target)) return true;
  if (may.includes('own room') && mirrors(file.path, to)) return true;
  const pattern = patternOf(to);
  if (!may.includes(pattern) || (typesOnly.includes(pattern) && !typeOnly)) return false;
  const ours = protocolOf(from);
  const theirs = protocolOf(to);
  return ours === undefined || theirs === undefined || ours === theirs;
}

function mayImportForeign(specifier: string, may: readonly string[]): boolean {
  if (isBuiltin(specifier)) return specifier.startsWith('node:') && (may.includes('node:') || may.includes(specifier));
  const name = packageOf(specifier);
  return may.includes(name) || (may.includes('packages') && /^(?:@[\w.-]+\/)?[\w.-]+$/.test(name));
}

/**
 * A test's own room: `tests/wire` tests `runtime/wire` and `generated/<p>/wire`, `tests/crypto` also the backends,
 * `tests/generator/emit` the generator.
 */
function mirrors(testPath: string, room: string): boolean {
  const tested = testPath.split('/').slice(1, -1);
  const names = room.split('/');
  return [names, names.slice(1), names.slice(2)].some((name) => {
    const depth = Math.min(name.length, tested.length);
    return depth > 0 && name.slice(0, depth).join('/') === tested.slice(0, depth).join('/');
  });
}

function libraries(room: string): readonly string[] {
  const [, , backend] = patternOf(room) === 'runtime/crypto/<backend>' ? room.split('/') : [];
  return backend === undefined ? [] : (backendLibraries[backend] ?? []);
}
