import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { run, temporaryFolder } from './run-cli.ts';

/** Makes the project, with what `npm install` would bring linked from here: tests need no network. */
async function project(t: ExecutionContext): Promise<string> {
  const root = join(temporaryFolder(t), 'My Echo');
  const { code, stdout, stderr } = await run(t, ['init', root]);
  t.is(code, 0, stderr);
  t.regex(stdout, /^wrote .*package\.json$/m);
  t.regex(stderr, /^next: cd .* && npm install && npx wirechart generate && npm test\n$/);
  const modules = join(root, 'node_modules');
  mkdirSync(join(modules, '@types'), { recursive: true });
  const packages = {
    wirechart: '.',
    typescript: 'node_modules/@typescript/native',
    xstate: 'node_modules/xstate',
    'fast-check': 'node_modules/fast-check',
  };
  for (const [name, from] of Object.entries(packages)) symlinkSync(resolve(from), join(modules, name), 'junction');
  symlinkSync(resolve('node_modules/@types/node'), join(modules, '@types/node'), 'junction');
  return root;
}

/** As `npm test` does it. */
function npmTest(root: string): { readonly code: number | null; readonly output: string } {
  const compiler = resolve('node_modules/@typescript/native/bin/tsc');
  const compiled = spawnSync(process.execPath, [compiler], { cwd: root, encoding: 'utf8', timeout: 60_000 });
  if (compiled.status !== 0) return { code: compiled.status, output: compiled.stdout };
  // Inside a test runner of Node itself this variable would make it report in another format.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const tested = spawnSync(process.execPath, ['--test', 'dist/test/echo.test.js'], {
    cwd: root,
    encoding: 'utf8',
    env,
    timeout: 60_000,
  });
  return { code: tested.status, output: tested.stdout };
}

test.serial('init makes a project that lints, generates, compiles and passes its own test', async (t) => {
  const root = await project(t);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  t.is(manifest.name, 'my-echo');
  t.is(resolve(root, manifest.dependencies.wirechart.replace('file:', '')), resolve('.'));
  t.is(manifest.scripts.test, 'tsc && node --test dist/test/echo.test.js');
  for (const args of [['generate'], ['generate', '--check'], ['lint']]) {
    const { code, stdout, stderr } = await run(t, args, { cwd: root });
    t.is(code, 0, stdout + stderr);
  }
  const { code, output } = npmTest(root);
  t.is(code, 0, output);
  t.regex(output, /pass 6\b/);
  const show: string[] = manifest.scripts.show.split(' ').slice(1);
  const shown = await run(t, show, { cwd: root });
  t.is(shown.code, 0, shown.stderr);
  t.regex(shown.stdout, /kind +1 question[\s\S]*text +"hello"/);
});

test.serial('the test of the project fails when the protocol changes under it', async (t) => {
  const root = await project(t);
  const schema = join(root, 'spec/echo/wire/packet.ksy');
  const chart = join(root, 'spec/echo/charts/asker.chart.ts');
  const changes: [path: string, from: string, to: string, expected: RegExp][] = [
    [schema, '[0xec, 0x40]', '[0xec, 0x41]', /fail [1-9]/],
    [schema, '- id: number', '- id: sequence', /error TS/],
    [chart, "target: 'ASKING', reenter: true", "target: 'ASKING'", /fail [1-9]/],
  ];
  for (const [path, from, to, expected] of changes) {
    const before = readFileSync(path, 'utf8');
    t.true(before.includes(from));
    writeFileSync(path, before.replace(from, to));
    t.is((await run(t, ['generate'], { cwd: root })).code, 0);
    const { code, output } = npmTest(root);
    t.not(code, 0);
    t.regex(output, expected);
    writeFileSync(path, before);
  }
});

test('init overwrites nothing, and then writes nothing', async (t) => {
  const root = temporaryFolder(t);
  writeFileSync(join(root, 'package.json'), 'mine');
  const { code, stdout, stderr } = await run(t, ['init'], { cwd: root });
  t.deepEqual([code, stdout], [1, '']);
  t.is(stderr, 'wirechart: package.json is there already; name a new folder\n');
  t.is(readFileSync(join(root, 'package.json'), 'utf8'), 'mine');
  t.false(existsSync(join(root, 'spec')));
  writeFileSync(join(root, 'file'), '');
  const below = await run(t, ['init', 'file/inside'], { cwd: root });
  t.is(below.code, 1);
  t.regex(below.stderr, /^wirechart: cannot write .*file.inside.*: \S[^\n]*\n$/);
});

test('a folder whose name is no package name still gives a package', async (t) => {
  const root = join(temporaryFolder(t), '__');
  t.is((await run(t, ['init', root])).code, 0);
  t.is(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name, 'echo-protocol');
});
