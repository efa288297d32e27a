import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { checkGenerated, generate, generateWorkspace, readSpecs, writeGenerated } from '../../generator/index.ts';

const PING = `meta:
  id: ping
doc: Asks for an answer.
doc-ref: Test section 1
seq:
  - id: number
    type: u1
`;

function workspace(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'wirechart-'));
  t.teardown(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(join(target, '..'), { recursive: true });
    writeFileSync(target, text);
  }
  return root;
}

const MARK = '// Code generated from spec/p/wire/gone.ksy. DO NOT EDIT.\n';

test('a folder without specs is refused and keeps its files', async (t) => {
  const root = workspace(t, { 'spec/p/readme.md': '', 'generated/p/wire/ping.ts': MARK });
  for (const check of [false, true]) {
    const error = await t.throwsAsync(generateWorkspace(root, { check }), { code: 'ERR_WIRECHART_CONFIG' });
    t.regex(error.message, /^root: no \.ksy, \.yaml or \.chart\.ts below /);
  }
  t.true(existsSync(join(root, 'generated/p/wire/ping.ts')));
});

test('a foreign file in generated/ is reported and kept', async (t) => {
  const root = workspace(t, { 'spec/p/wire/ping.ksy': PING, 'generated/q/notes.txt': 'DO NOT EDIT. Mine.\n' });
  const report = await generateWorkspace(root);
  t.false(report.ok);
  t.deepEqual([report.write?.removed, report.write?.foreign], [[], ['generated/q/notes.txt']]);
  t.is(readFileSync(join(root, 'generated/q/notes.txt'), 'utf8'), 'DO NOT EDIT. Mine.\n');
});

test('every emitted file of this repository has the mark of generated files', async (t) => {
  const root = workspace(t, { 'spec/p/wire/ping.ksy': PING });
  const { files } = await generate(readSpecs('.'));
  writeGenerated(root, files);
  t.deepEqual(
    writeGenerated(root, []).removed,
    files.map(({ path }) => path),
  );
});

test('specs are read from spec/ only, sorted, with paths relative to the root', (t) => {
  const root = workspace(t, {
    'spec/p/wire/b.ksy': '1',
    'spec/p/charts/a.chart.ts': '2',
    'spec/p/hardware/stack.yaml': '3',
    'spec/p/notes.md': '4',
    'other/c.ksy': '5',
  });
  t.deepEqual(readSpecs(root), [
    { path: 'spec/p/charts/a.chart.ts', text: '2' },
    { path: 'spec/p/hardware/stack.yaml', text: '3' },
    { path: 'spec/p/wire/b.ksy', text: '1' },
  ]);
});

/** The files generated from one small schema. */
const PING_FILES = [
  'generated/p/arbitraries/building-blocks.ts',
  'generated/p/arbitraries/index.ts',
  'generated/p/arbitraries/ping.ts',
  'generated/p/wire/index.ts',
  'generated/p/wire/ping.ts',
];

test('generating writes changed files, keeps equal files and removes orphans', async (t) => {
  const root = workspace(t, { 'spec/p/wire/ping.ksy': PING, 'generated/p/wire/pong.ts': MARK });
  const first = await generateWorkspace(root);
  t.true(first.ok);
  t.deepEqual(first.write, {
    written: PING_FILES,
    unchanged: [],
    removed: ['generated/p/wire/pong.ts'],
    foreign: [],
  });
  t.false(existsSync(join(root, 'generated/p/wire/pong.ts')));
  const target = join(root, 'generated/p/wire/ping.ts');
  utimesSync(target, 1000, 1000);
  const second = await generateWorkspace(root);
  t.deepEqual(second.write?.unchanged, PING_FILES);
  t.is(statSync(target).mtimeMs, 1_000_000);
});

test('checking writes nothing and lists stale, missing and orphaned files', async (t) => {
  const root = workspace(t, {
    'spec/p/wire/ping.ksy': PING,
    'generated/p/wire/ping.ts': 'old\n',
    'generated/q/x.ts': MARK,
  });
  const report = await generateWorkspace(root, { check: true });
  t.false(report.ok);
  t.deepEqual(report.check, {
    stale: ['generated/p/wire/ping.ts'],
    missing: PING_FILES.filter((path) => path !== 'generated/p/wire/ping.ts'),
    orphans: ['generated/q/x.ts'],
  });
  t.is(readFileSync(join(root, 'generated/p/wire/ping.ts'), 'utf8'), 'old\n');
  await generateWorkspace(root);
  t.true((await generateWorkspace(root, { check: true })).ok);
});

test('a renamed generated file fails the check', async (t) => {
  const root = workspace(t, { 'spec/p/wire/ping.ksy': PING });
  await generateWorkspace(root);
  renameSync(join(root, 'generated/p/wire/ping.ts'), join(root, 'generated/p/wire/pong.ts'));
  const { ok, check } = await generateWorkspace(root, { check: true });
  t.false(ok);
  t.deepEqual([check?.missing, check?.orphans], [['generated/p/wire/ping.ts'], ['generated/p/wire/pong.ts']]);
});

test('a spec with a mistake changes no file', async (t) => {
  const root = workspace(t, {
    'spec/p/wire/ping.ksy': PING.replace('u1', 'u3'),
    'generated/p/wire/ping.ts': 'old\n',
  });
  const report = await generateWorkspace(root);
  t.false(report.ok);
  t.is(report.write, undefined);
  t.deepEqual(
    report.diagnostics.map((each) => each.message),
    ['spec/p/wire/ping.ksy:7:11: there is no type "u3"'],
  );
  t.is(readFileSync(join(root, 'generated/p/wire/ping.ts'), 'utf8'), 'old\n');
});

test('a root with a trailing slash and a relative root give the same paths', (t) => {
  const files = [{ path: 'generated/p/a.ts', text: 'a\n' }];
  const root = workspace(t, {});
  writeGenerated(`${root}/`, files);
  t.deepEqual(checkGenerated(root, files), { stale: [], missing: [], orphans: [] });
  t.deepEqual(checkGenerated(`${root}/`, files), { stale: [], missing: [], orphans: [] });
  t.true(readSpecs('.').every((file) => file.path.startsWith('spec/')));
});

/** A folder outside the workspace with a generated file and another file. */
function outside(t: ExecutionContext): string {
  return workspace(t, { 'p/wire/pong.ts': MARK, 'mine.txt': 'Mine.\n' });
}

for (const [what, path, lead] of [
  ['generated/', 'generated', '.'],
  ['a folder in generated/', 'generated/p', 'p'],
  ['a folder deeper in generated/', 'generated/p/wire', 'p/wire'],
  ['a generated file', 'generated/p/wire/ping.ts', 'mine.txt'],
  ['a generated file, to nowhere,', 'generated/p/wire/ping.ts', 'nowhere.ts'],
] as const) {
  test(`a symbolic link in place of ${what} is reported, and its target is unchanged`, async (t) => {
    const root = workspace(t, { 'spec/p/wire/ping.ksy': PING });
    const place = outside(t);
    mkdirSync(join(root, path, '..'), { recursive: true });
    symlinkSync(join(place, lead), join(root, path));
    await t.throwsAsync(generateWorkspace(root), {
      code: 'ERR_WIRECHART_CONFIG',
      message: new RegExp(`^root: ${path} is a symbolic link where a (file|folder) is to be written; move it away$`),
    });
    t.deepEqual(readdirSync(place, { recursive: true }).toSorted(), ['mine.txt', 'p', 'p/wire', 'p/wire/pong.ts']);
    t.is(readFileSync(join(place, 'mine.txt'), 'utf8'), 'Mine.\n');
    t.false(existsSync(join(root, 'generated/p/arbitraries/ping.ts')));
  });
}

test('symbolic links in generated/ are reported as foreign, and links and targets are kept', async (t) => {
  const root = workspace(t, { 'spec/p/wire/ping.ksy': PING, 'generated/p/old.ts': MARK });
  const place = outside(t);
  symlinkSync(place, join(root, 'generated/q'));
  symlinkSync(join(place, 'p/wire/pong.ts'), join(root, 'generated/p/pong.ts'));
  symlinkSync('..', join(root, 'generated/p/loop'));
  const links = ['generated/p/loop', 'generated/p/pong.ts', 'generated/q'];
  const { ok, write } = await generateWorkspace(root);
  t.false(ok);
  t.deepEqual([write?.removed, write?.foreign], [['generated/p/old.ts'], links]);
  t.deepEqual((await generateWorkspace(root, { check: true })).check?.orphans, links);
  t.is(readFileSync(join(place, 'p/wire/pong.ts'), 'utf8'), MARK);
});

test('a folder in place of a file and a file in place of a folder are reported before anything is written', async (t) => {
  const message = (path: string, found: string, wanted: string): string =>
    `root: ${path} is a ${found} where a ${wanted} is to be written; move it away`;
  const folder = workspace(t, { 'spec/p/wire/ping.ksy': PING, 'generated/p/wire/ping.ts/mine.txt': 'Mine.\n' });
  await t.throwsAsync(generateWorkspace(folder), { message: message('generated/p/wire/ping.ts', 'folder', 'file') });
  const file = workspace(t, { 'spec/p/wire/ping.ksy': PING, 'generated/p/wire': 'Mine.\n' });
  await t.throwsAsync(generateWorkspace(file), { message: message('generated/p/wire', 'file', 'folder') });
  for (const root of [folder, file]) t.false(existsSync(join(root, 'generated/p/arbitraries')));
});

test('a spec behind a symbolic link is reported', (t) => {
  const place = workspace(t, { 'wire/pong.ksy': PING });
  for (const [link, target] of [
    ['spec/p/wire/pong.ksy', 'wire/pong.ksy'],
    ['spec/q', '.'],
  ] as const) {
    const root = workspace(t, { 'spec/p/wire/ping.ksy': PING });
    symlinkSync(join(place, target), join(root, link));
    t.throws(() => readSpecs(root), {
      code: 'ERR_WIRECHART_CONFIG',
      message: `root: ${link} is a symbolic link; replace it by its target`,
    });
  }
});
