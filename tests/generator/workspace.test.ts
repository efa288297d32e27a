import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
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

test('a folder without specs is refused, and nothing below it is removed', async (t) => {
  const root = workspace(t, { 'spec/p/readme.md': '', 'generated/p/wire/ping.ts': MARK });
  for (const check of [false, true]) {
    const error = await t.throwsAsync(generateWorkspace(root, { check }), { code: 'ERR_WIRECHART_CONFIG' });
    t.regex(error.message, /^root: no \.ksy, \.yaml or \.chart\.ts below /);
  }
  t.true(existsSync(join(root, 'generated/p/wire/ping.ts')));
});

test('an orphan that does not say it was generated is named, never deleted', async (t) => {
  const root = workspace(t, { 'spec/p/wire/ping.ksy': PING, 'generated/q/notes.txt': 'DO NOT EDIT. Mine.\n' });
  const report = await generateWorkspace(root);
  t.false(report.ok);
  t.deepEqual([report.write?.removed, report.write?.foreign], [[], ['generated/q/notes.txt']]);
  t.is(readFileSync(join(root, 'generated/q/notes.txt'), 'utf8'), 'DO NOT EDIT. Mine.\n');
});

test('every emitted file of this repository carries the mark that lets it be removed', async (t) => {
  const root = workspace(t, { 'spec/p/wire/ping.ksy': PING });
  const { files } = await generate(readSpecs('.'));
  writeGenerated(root, files);
  t.deepEqual(
    writeGenerated(root, []).removed,
    files.map(({ path }) => path),
  );
});

test('specs are read from their folder alone, sorted, with paths relative to the root', (t) => {
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

/** What comes of one small schema. */
const PING_FILES = [
  'generated/p/arbitraries/building-blocks.ts',
  'generated/p/arbitraries/index.ts',
  'generated/p/arbitraries/ping.ts',
  'generated/p/wire/index.ts',
  'generated/p/wire/ping.ts',
];

test('generating writes what differs, leaves alone what does not, and removes orphans', async (t) => {
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

test('checking writes nothing and tells stale, missing and orphaned files apart', async (t) => {
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

test('a generated file that was renamed does not pass the check', async (t) => {
  const root = workspace(t, { 'spec/p/wire/ping.ksy': PING });
  await generateWorkspace(root);
  renameSync(join(root, 'generated/p/wire/ping.ts'), join(root, 'generated/p/wire/pong.ts'));
  const { ok, check } = await generateWorkspace(root, { check: true });
  t.false(ok);
  t.deepEqual([check?.missing, check?.orphans], [['generated/p/wire/ping.ts'], ['generated/p/wire/pong.ts']]);
});

test('a spec with a mistake leaves everything on disk as it was', async (t) => {
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

test('a root that ends with a slash or is relative gives the same paths', (t) => {
  const files = [{ path: 'generated/p/a.ts', text: 'a\n' }];
  const root = workspace(t, {});
  writeGenerated(`${root}/`, files);
  t.deepEqual(checkGenerated(root, files), { stale: [], missing: [], orphans: [] });
  t.deepEqual(checkGenerated(`${root}/`, files), { stale: [], missing: [], orphans: [] });
  t.true(readSpecs('.').every((file) => file.path.startsWith('spec/')));
});
