import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { run, temporaryFolder } from './run-cli.ts';

const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Makes the project, and links what `npm install` would install: tests need no network. */
async function project(t: ExecutionContext): Promise<string> {
  const root = join(temporaryFolder(t), 'My Echo');
  const { code, stdout, stderr } = await run(t, ['init', root]);
  t.is(code, 0, stderr);
  t.regex(stdout, /^wrote .*package\.json$/m);
  t.regex(stderr, /^next: cd '.*\/My Echo' && npm install && npx wirechart generate && npm test\n$/);
  install(root);
  return root;
}

/** What `npm install` would install, as links. */
function install(root: string): void {
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
}

/** As `npm test` does it. */
function npmTest(root: string, name = 'my-echo', project: string[] = []) {
  const compiler = resolve('node_modules/@typescript/native/bin/tsc');
  const arguments_ = [compiler, ...project];
  const compiled = spawnSync(process.execPath, arguments_, { cwd: root, encoding: 'utf8', timeout: 60_000 });
  if (compiled.status !== 0) return { code: compiled.status, output: compiled.stdout };
  // Inside a test runner of Node itself this variable would make it report in another format.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const tested = spawnSync(process.execPath, ['--test', `dist/test/${name}.test.js`], {
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
  const { wirechart } = manifest.dependencies;
  const { 'wirechart-generator': generator } = manifest.devDependencies;
  for (const [name, from] of Object.entries({ wirechart, 'wirechart-generator': generator })) {
    t.is(resolve(root, from.replace('file:', '')), resolve(`${name}-${version}.tgz`));
  }
  t.is(manifest.scripts.test, 'tsc && node --test dist/test/my-echo.test.js');
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
  t.regex(shown.stdout, /kind +1 request[\s\S]*text +"hello"/);
});

test.serial('the test of the project fails when the protocol changes', async (t) => {
  const root = await project(t);
  const schema = join(root, 'spec/my-echo/wire/packet.ksy');
  const chart = join(root, 'spec/my-echo/charts/requester.chart.ts');
  const changes: [path: string, from: string, to: string, expected: RegExp][] = [
    [schema, '[0xec, 0x40]', '[0xec, 0x41]', /fail [1-9]/],
    [schema, '- id: number', '- id: sequence', /error TS/],
    [chart, "target: 'WAITING', reenter: true", "target: 'WAITING'", /fail [1-9]/],
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

test('the protocol has the name that init was given, in every file', async (t) => {
  const root = join(temporaryFolder(t), 'beacon');
  t.is((await run(t, ['init', 'beacon'], { cwd: dirname(root) })).code, 0);
  for (const path of ['spec/beacon/wire/packet.ksy', 'spec/beacon/charts/requester.chart.ts', 'test/beacon.test.ts']) {
    t.true(existsSync(join(root, path)), path);
  }
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    t.notRegex(entry.name, /echo/i);
    if (entry.isFile())
      t.notRegex(readFileSync(join(entry.parentPath, entry.name), 'utf8'), /\becho\b|undefined/, entry.name);
  }
  t.is((await run(t, ['generate'], { cwd: root })).code, 0);
  t.true(existsSync(join(root, 'generated/beacon/wire/packet.ts')));
});

/** What `npm init -y` writes. */
const FRESH = {
  name: 'gateway',
  version: '1.0.0',
  main: 'index.js',
  scripts: { test: 'echo "Error: no test specified" && exit 1' },
  type: 'commonjs',
};

test.serial('init works with an existing package.json, and keeps its contents', async (t) => {
  const root = join(temporaryFolder(t), 'gateway');
  mkdirSync(root);
  writeFileSync(
    join(root, 'package.json'),
    `${JSON.stringify({ ...FRESH, dependencies: { wirechart: '1.2.3' } }, null, '\t')}\n`,
  );
  writeFileSync(join(root, 'README.md'), 'mine');
  const { code, stdout, stderr } = await run(t, ['init'], { cwd: root });
  t.is(code, 0, stderr);
  t.regex(stdout, /^changed package\.json: added type, scripts\.generate, .*devDependencies\.xstate$/m);
  t.regex(stdout, /^kept README\.md$/m);
  t.is(stderr, 'next: npm install && npx wirechart generate && npm test\n');
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  t.true(text.startsWith('{\n\t"name": "gateway",\n\t"version": "1.0.0",\n\t"main": "index.js",\n'));
  t.like(JSON.parse(text), { type: 'module', dependencies: { wirechart: '1.2.3' } });
  t.is(readFileSync(join(root, 'README.md'), 'utf8'), 'mine');
  install(root);
  t.is((await run(t, ['generate'], { cwd: root })).code, 0);
  const { code: tested, output } = npmTest(root, 'gateway');
  t.is(tested, 0, output);
});

test.serial('in a project with scripts, a test and a tsconfig.json of its own, init takes other names', async (t) => {
  const root = join(temporaryFolder(t), 'gateway');
  mkdirSync(join(root, 'test'), { recursive: true });
  const own = { ...FRESH, type: 'module', scripts: { test: 'ava', lint: 'eslint .' } };
  writeFileSync(join(root, 'package.json'), JSON.stringify(own));
  writeFileSync(join(root, 'tsconfig.json'), '{"include": ["src"]}');
  writeFileSync(join(root, 'test/other.test.ts'), 'const wrong: number = "text";');
  const { code, stderr } = await run(t, ['init'], { cwd: root });
  t.is(code, 0, stderr);
  t.is(stderr, 'next: npm install && npx wirechart generate && npm run gateway:test\n');
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  t.like(scripts, { ...own.scripts, generate: 'wirechart generate' });
  t.is(scripts['gateway:test'], 'tsc -p tsconfig.gateway.json && node --test dist/test/gateway.test.js');
  t.regex(
    readFileSync(join(root, 'README.md'), 'utf8'),
    /npm run gateway:test .*\n.*npm run show .*\n[\s\S]*`npm run gateway:lint`/,
  );
  install(root);
  t.is((await run(t, ['generate'], { cwd: root })).code, 0);
  const { code: tested, output } = npmTest(root, 'gateway', ['-p', 'tsconfig.gateway.json']);
  t.is(tested, 0, output);
});

test('init overwrites no file, and writes none if one exists', async (t) => {
  const root = temporaryFolder(t);
  const refused = async (expected: RegExp): Promise<void> => {
    const { code, stdout, stderr } = await run(t, ['init'], { cwd: root });
    t.deepEqual([code, stdout], [1, '']);
    t.regex(stderr, expected);
    t.regex(stderr, /^[^\n]+\n$/);
  };
  const manifest = join(root, 'package.json');
  writeFileSync(manifest, 'mine');
  await refused(/^wirechart-generator: \S+package\.json is not JSON: /);
  writeFileSync(manifest, '[]');
  await refused(/package\.json is not a JSON object$/m);
  writeFileSync(manifest, '{"type":"module","scripts":"all"}');
  await refused(/package\.json: "scripts" is not an object$/m);
  // Its meaning would change with "type": "module".
  mkdirSync(join(root, 'lib'));
  writeFileSync(join(root, 'lib/index.js'), 'module.exports = 1;');
  writeFileSync(manifest, '{}');
  await refused(/does not have "type": "module".* wirechart init NAME$/m);
  t.false(existsSync(join(root, 'spec')));
  t.is(readFileSync(manifest, 'utf8'), '{}');

  writeFileSync(manifest, '{"type":"module"}');
  t.is((await run(t, ['init'], { cwd: root })).code, 0);
  const before = readFileSync(manifest, 'utf8');
  await refused(/test\/[^ ]+\.test\.ts already exist; use another name: wirechart init NAME$/m);
  t.is(readFileSync(manifest, 'utf8'), before);

  writeFileSync(join(root, 'file'), '');
  const below = await run(t, ['init', 'file/inside'], { cwd: root });
  t.is(below.code, 1);
  t.regex(below.stderr, /^wirechart-generator: cannot write .*file.inside.*: \S[^\n]*\n$/);
});

test('a folder whose name cannot name a package still gives one', async (t) => {
  const folder = temporaryFolder(t);
  const nameFor = async (name: string): Promise<unknown> => {
    t.is((await run(t, ['init', join(folder, name)])).code, 0);
    return JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')).name;
  };
  t.is(await nameFor('__'), 'echo');
  // npm installs no package into itself.
  t.is(await nameFor('xstate'), 'xstate-protocol');
});
