import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse, relative, sep } from 'node:path';
import test from 'ava';
import { Diagnostics } from '../../../../generator/diagnostics/diagnostics.ts';
import type { GeneratedFile } from '../../../../generator/emit/generated-file.ts';
import { emitHardware } from '../../../../generator/emit/hardware/emit-hardware.ts';
import { relativeImport } from '../../../../generator/names/import-path.ts';

const SPEC = 'spec/dtls13/hardware/stack.yaml';
const FOLDER = 'generated/dtls13/hardware';

async function emit(
  text: string,
  runtime: (from: string, room: string) => string = (from, room) => relativeImport(from, `${room}/index.ts`),
): Promise<{ readonly files: readonly GeneratedFile[]; readonly errors: number }> {
  const diagnostics = new Diagnostics();
  const specs = { name: 'dtls13', files: [{ path: SPEC, text }] };
  return { files: await emitHardware(specs, { diagnostics, runtime }), errors: diagnostics.errors.length };
}

const shipped = readFileSync(SPEC, 'utf8');

test('the checked-in hardware files are what the specification generates', async (t) => {
  const { files, errors } = await emit(shipped);
  t.is(errors, 0);
  t.deepEqual(files.map(({ path }) => path.slice(FOLDER.length + 1)).toSorted(), readdirSync(FOLDER).toSorted());
  for (const { path, text } of files) t.is(readFileSync(path, 'utf8'), text, path);
});

test('the same specification generates the same bytes', async (t) => {
  t.deepEqual(await emit(shipped), await emit(shipped));
});

test('code for users of the package imports the model library once, from one subpath', async (t) => {
  const { files } = await emit(shipped, () => 'wirechart/hwmodel');
  const engine = files.find(({ path }) => path.endsWith('/crypto-engine.ts'))?.text ?? '';
  t.is(engine.match(/from 'wirechart\/hwmodel';/g)?.length, 1);
  for (const { text } of files) t.notRegex(text, /from '\.\.\//);
});

test('a file with a mistake generates nothing, and neither does a protocol without hardware', async (t) => {
  const broken = await emit(shipped.replace('depth: 1,', 'depth: 0,'));
  t.true(broken.errors > 0);
  t.deepEqual(broken.files, []);
  const none = await emitHardware({ name: 'dtls13', files: [] }, { diagnostics: new Diagnostics(), runtime: () => '' });
  t.deepEqual(none, []);
});

/** The longest names, docs and references: no declaration fits on one line. With an exported socket and a profile of one word. */
function longWinded(): string {
  // With the suffixes below, the longest name that is allowed.
  const long = 'a_module_of_quite_long_na';
  const doc = 'A sentence that has much to say and does not stop in time, '.repeat(4).trim();
  return `meta: { id: ${long}_file, title: Long }
items:
  ${long}_item:
    doc: "${doc}"
    fields:
      bytes: { type: bytes, doc: "Ends a comment */ early." }
modules:
  ${long}_one:
    doc: "${doc}"
    ref: RFC 9147 section 4
    sockets:
      ${long}_i: { role: initiator, busWidthBits: 32, doc: "${doc}" }
      ${long}_t: { role: target, busWidthBits: 64, initiators: 3, doc: Short }
    ports:
      ${long}_in: { direction: in, item: ${long}_item, doc: In. }
      ${long}_out: { direction: out, item: ${long}_item, doc: Out. }
    processes:
      ${long}_run: { doc: "${doc}" }
    operations:
      ${long}_op: { address: 0x10, doc: "${doc}" }
    times:
      restPs: { doc: Rest. }
  plain:
    doc: Costs nothing.
    processes:
      run: { doc: Runs. }
platforms:
  ${long}_inner:
    doc: Inner.
    instances:
      ${long}_inst: { of: ${long}_one }
    fifos:
      ${long}_loop: { item: ${long}_item, depth: 2, from: ${long}_inst.${long}_out, to: ${long}_inst.${long}_in }
    exports:
      initiator: { port: ${long}_inst.${long}_i, doc: Out. }
      target: { port: ${long}_inst.${long}_t, doc: In. }
  ${long}_outer:
    doc: Outer.
    instances:
      inner: { of: ${long}_inner }
      bare: { of: plain }
    exports:
      initiator: { port: inner.initiator, doc: Out. }
      target: { port: inner.target, doc: In. }
  bare_platform:
    doc: Needs no profile.
    instances:
      plain: { of: plain }
profiles:
  fast:
    doc: "${doc}"
    ${long}_one:
      ${long}_op: { blockBytes: 4, setupPs: 1, perBlockPs: 2, ref: "${doc}" }
      restPs: { value: 5, ref: guess }
`;
}

test('long names and docs are printed as the formatter and the compiler require', async (t) => {
  // Outside the project: other tests check that the project has no unknown files.
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-hardware-'));
  try {
    const root = relative(folder, process.cwd()).split(sep).join('/');
    const { files, errors } = await emit(longWinded(), (_, room) => `${root}/${room}/index.ts`);
    t.is(errors, 0);
    for (const { path, text } of files) writeFileSync(join(folder, path.slice(FOLDER.length + 1)), text);
    copyFileSync('biome.json', join(folder, 'biome.json'));
    const options = ['check', '--vcs-enabled=false', '--config-path', folder, folder];
    const biome = spawnSync('node_modules/.bin/biome', options, { encoding: 'utf8' });
    t.is(biome.status, 0, `${biome.stdout}${biome.stderr}`);
    t.regex(biome.stdout, new RegExp(`Checked ${files.length + 1} files`), 'all files are checked');
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    const compilerOptions = { rootDir: parse(folder).root, noEmit: true, types: [] };
    const config = { extends: `${root}/tsconfig.json`, include: ['.'], exclude: [], compilerOptions };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const compiler = ['node_modules/@typescript/native/bin/tsc', '-p', folder];
    const tsc = spawnSync(process.execPath, compiler, { encoding: 'utf8' });
    t.is(tsc.status, 0, tsc.stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
