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
      const paths = files.map(({ path }) => path).join(', ');
      t.fail(`${room} is not in the import table: add it (${paths})`);
    });
    continue;
  }
  test(`${room} imports only ${allowances(room).join(', ') || 'itself'}`, (t) => {
    const strays = files.flatMap((file) =>
      file.imports
        .filter((each) => ![room, ...roomsTestedBy(file.path)].some((as) => mayImport(as, each)))
        .map(({ line, target = 'what only the run can tell' }) => `${file.path}:${line} imports ${target}`),
    );
    t.deepEqual(strays, [], `${room} imports what it may not. Why the rule: ${rule.why}`);
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

test('xstate is known only to spec, generated/<p>/xstate, generator, inspector, tests and bench', (t) => {
  const may = ['spec/<p>/charts', 'generated/<p>/xstate', 'generator', 'inspector', 'tests', 'bench'];
  t.deepEqual(
    sources
      .filter(({ path }) => !may.includes(patternOf(roomOf(path))))
      .filter(({ imports }) => imports.some(({ target = '' }) => packageOf(target) === 'xstate'))
      .map(({ path }) => path),
    [],
    'Charts are compiled: whoever runs a connection must not need XState',
  );
});

test('inside the generator only emit writes with Handlebars, and only emit and read know ts-morph', (t) => {
  const places: Readonly<Record<string, RegExp>> = {
    handlebars: /^generator\/emit\//,
    'ts-morph': /^generator\/(?:emit|read)\//,
  };
  const strays = sources.flatMap(({ path, imports }) =>
    imports
      .map(({ target = '' }) => packageOf(target))
      .filter((name) => path.startsWith('generator/') && places[name]?.test(path) === false)
      .map((name) => `${path} imports ${name}`),
  );
  t.deepEqual(strays, [], 'The model stays free of the tools that read specs and print code');
});

test('the diagnostics of the generator import none of its stages', (t) => {
  const diagnostics = sources.filter(({ path }) => path.startsWith('generator/diagnostics/'));
  const strays = diagnostics.flatMap(({ path, imports }) =>
    imports
      .filter(({ target = '' }) => target.startsWith('generator/') && !target.startsWith('generator/diagnostics/'))
      .map(({ line, target }) => `${path}:${line} imports ${target}`),
  );
  t.true(diagnostics.length > 0);
  t.deepEqual(strays, [], 'Every stage reports diagnostics, so an import of a stage would be a circle');
});

test('generated diagrams are pictures only', (t) => {
  t.deepEqual(
    sources.filter(({ path }) => /^generated\/[^/]+\/diagrams\//.test(path)).map(({ path }) => path),
    [],
    'generated/<p>/diagrams holds SVG; code belongs into the rooms beside it',
  );
});

test('the table tells rooms apart by their exact names, protocols by theirs, and types from values', (t) => {
  const may = (from: string, target: string, typeOnly = false) =>
    mayImport(from, { line: 1, target, typeOnly, dynamic: false });
  t.true(may('runtime/dtls13', 'generated/dtls13/wire/ack.ts'));
  t.false(may('runtime/dtls13', 'generated/dtls13/wirelike/ack.ts'));
  t.false(may('runtime/dtls13', 'generated/dtls13/hardware/engine.ts'));
  t.false(may('runtime/dtls13', 'runtime/crypto/openssl/index.ts'), 'a backend is not the interface');
  t.false(may('runtime/dtls13', 'node:crypto'));
  t.false(may('runtime/dtls13', 'fast-check'));
  t.true(may('runtime/crypto/portable', '@noble/hashes/sha2.js'));
  t.false(may('runtime/crypto/openssl', '@noble/hashes/sha2.js'));
  t.false(may('runtime/net', 'fs'), 'a built-in module is written with node:');
  t.true(may('inspector', 'generator/model/chart.ts', true));
  t.false(may('inspector', 'generator/model/chart.ts', false));
  t.false(may('examples', 'runtime/dtls13/listener/listener.ts'), 'not exported by package.json');
  t.false(may('cli/wirechart', 'runtime/dtls13/index.ts'), 'exported, but not by its public name');
  t.true(may('cli/generator', 'generator/index.ts'));
  t.false(may('cli/generator', 'generator/workspace.ts'), 'the public entry of a room, not the room');
});

function mayImport(from: string, { target, typeOnly }: Import): boolean {
  const may = allowances(from);
  if (target === undefined) return may.includes('packages');
  if (!isOurs(target)) return mayImportForeign(target, may);
  const to = roomOf(target);
  if (to === from || (may.includes('public') && publicFiles.has(target)) || may.includes(target)) return true;
  const pattern = patternOf(to);
  if (!may.includes(pattern)) return false;
  if (importTable[patternOf(from)]?.typesOnly?.includes(pattern) && !typeOnly) return false;
  const ours = protocolOf(from);
  const theirs = protocolOf(to);
  return ours === undefined || theirs === undefined || ours === theirs;
}

function mayImportForeign(specifier: string, may: readonly string[]): boolean {
  if (isBuiltin(specifier)) return specifier.startsWith('node:') && (may.includes('node:') || may.includes(specifier));
  const name = packageOf(specifier);
  return may.includes(name) || (may.includes('packages') && /^(?:@[\w.-]+\/)?[\w.-]+$/.test(name));
}

/** Relative imports were resolved to paths from the root; those of packages never end like our sources. */
function isOurs(target: string): boolean {
  return target.endsWith('.ts') && !target.startsWith('..');
}

function allowances(room: string): readonly string[] {
  const may = importTable[patternOf(room)]?.may ?? [];
  const backend = room.split('/')[2];
  return patternOf(room) === 'runtime/crypto/<backend>' ? [...may, ...(backendLibraries[backend ?? ''] ?? [])] : may;
}

/**
 * A test's own rooms, inside which it may reach and with whose eyes it may look: `tests/wire` tests `runtime/wire` and
 * `generated/<p>/wire`, `tests/crypto` also the backends, `tests/generator/emit` the generator.
 */
function roomsTestedBy(path: string): string[] {
  const [top, ...tested] = path.split('/').slice(0, -1);
  if (top !== 'tests' || tested.length === 0) return [];
  return [...rooms.keys()].filter((room) => {
    const names = room.split('/');
    return [names, names.slice(1), names.slice(2)].some((name) => {
      const depth = Math.min(name.length, tested.length);
      return depth > 0 && name.slice(0, depth).join('/') === tested.slice(0, depth).join('/');
    });
  });
}
