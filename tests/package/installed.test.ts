import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { addon } from '../addon.ts';
import { installWirechart } from './installed-package.ts';
import { runScript } from './running-script.ts';

/** Raised only by an entry in docs/design/decisions.md. In bytes, without docs/. */
const SIZE_LIMIT = 4_500_000;

interface Manifest {
  readonly version: string;
  readonly private?: boolean;
  readonly scripts?: object;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: object;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly exports: Readonly<Record<string, { readonly default: string }>>;
}

const { folder, root, addGenerator, link, remove } = await installWirechart();
test.after.always(remove);

const manifest = manifestIn(root);
const own = manifestIn('.');
const subpaths = Object.keys(manifest.exports);

/** The peer that a subpath needs. */
const needs: Readonly<Record<string, string>> = {
  './crypto/portable': '@noble/hashes',
  './crypto/post-quantum': '@noble/post-quantum',
  './dtls13/xstate': 'xstate',
  './dtls13/arbitraries': 'fast-check',
};

test.serial('npm installs wirechart alone: no dependency, no script, no peer that is not asked for', (t) => {
  t.deepEqual(
    readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['wirechart'],
  );
  for (const key of ['dependencies', 'devDependencies', 'scripts', 'private'] as const) t.is(manifest[key], undefined);
  t.deepEqual(Object.keys(manifest.peerDependencies).toSorted(), [
    '@noble/ciphers',
    '@noble/curves',
    '@noble/hashes',
    '@noble/post-quantum',
    'fast-check',
    'xstate',
  ]);
  for (const name of Object.keys(manifest.peerDependencies)) t.true(manifest.peerDependenciesMeta[name]?.optional);
  t.is(manifest.version, own.version);
  t.deepEqual(manifest.exports, own.exports);
});

test.serial('wirechart has less than 4.5 MB without its documents', (t) => {
  const total = size(root) - size(join(root, 'docs'));
  t.log(`${total} bytes`);
  t.true(total < SIZE_LIMIT, `${total} bytes`);
});

test.serial('every subpath loads by import and by require, and one that needs a peer names it', (t) => {
  for (const subpath of subpaths) {
    const specifier = subpath.replace('.', 'wirechart');
    const missing = needs[subpath];
    for (const [file, code] of loading(specifier)) {
      const { status, stdout, stderr } = runProgram(file, code);
      if (missing === undefined) t.deepEqual([status, stdout], [0, 'loaded\n'], `${specifier}: ${stderr}`);
      else t.regex(stderr, new RegExp(`Cannot find package '${missing}'`), specifier);
    }
  }
});

test.serial('a command of the generator says what to install', (t) => {
  for (const command of ['generate', 'lint', 'init', 'import', 'inspect']) {
    const { status, stderr } = wirechart(command);
    t.is(status, 1);
    t.regex(
      stderr,
      /^wirechart: \w+ is a command of wirechart-generator: npm install --save-dev wirechart-generator\n$/,
    );
  }
});

test.serial('the commands of wirechart run with what is bundled', (t) => {
  for (const args of [
    ['cert'],
    ['cert', '--key-type', 'rsa', '--force'],
    ['decode', '--type', 'alert', '0228'],
    ['simulate'],
    ['requirements'],
  ]) {
    const { status, stderr } = wirechart(...args);
    t.is(status, 0, stderr);
  }
  t.is(wirechart('--version').stdout, `${manifest.version}\n`);
});

test.serial('the server of wirechart runs in several threads', async (t) => {
  const main = 'node_modules/wirechart/dist/cli/wirechart/main.js';
  const flags = ['--self-signed', '--echo', '--workers', '2', '--listen', '127.0.0.1:0'];
  const server = runScript(t, folder, [main, 'server', ...flags]);
  await server.printed('listening on');
  const [, to = ''] = /listening on (\S+)/.exec(server.output()) ?? [];
  const client = runScript(t, folder, [main, 'client', to, '--insecure'], 'hello\n');
  t.is(await client.ended, 0, client.output());
  t.regex(client.output(), /^hello\n|\nhello\n/);
  server.child.kill('SIGTERM');
  t.is(await server.ended, 0, server.output());
  t.regex(server.output(), /served in 2 threads: 1 sessions, /);
});

test.serial('the package has the native addon with its record and its sources', (t) => {
  const below = (at: string): string[] => readdirSync(join(at, 'native'), { recursive: true, encoding: 'utf8' });
  const paths = below('.').filter((path) => /^prebuilt\/.*\.(?:json|node)$|^src\/.*\.(?:cc|h)$/.test(path));
  t.true(paths.includes('prebuilt/linux-x64.node') && paths.includes('src/addon.cc'));
  t.deepEqual(
    below(root)
      .filter((path) => path.includes('.'))
      .sort(),
    paths.sort(),
  );
  for (const path of paths.map((each) => `native/${each}`))
    t.deepEqual(readFileSync(join(root, path)), readFileSync(path), path);
});

test.serial('the native addon of an installed package loads, or says why it does not', (t) => {
  const code = `import { AddonError, loadAddon } from 'wirechart/native';
    try { console.log(loadAddon().version); }
    catch (error) { console.log(error instanceof AddonError && error.reason); }`;
  const { status, stdout, stderr } = runProgram('addon.mjs', code);
  t.is(status, 0, stderr);
  if (addon.absence === undefined) t.is(stdout, `${own.version}\n`);
  else t.regex(stdout, /^(?:platform|libc|openssl)\n$/);
  t.is(wirechart('doctor').status, stdout.trim() === own.version ? 0 : 1);
});

test.serial('the licence of everything that is bundled is in the package', (t) => {
  const text = readFileSync(join(root, 'THIRD-PARTY.md'), 'utf8');
  const names = [...text.matchAll(/^## (\S+) \d/gm)].map(([, name = '']) => name);
  for (const name of ['commander', 'picocolors', 'yaml', '@noble/curves', '@peculiar/x509', 'reflect-metadata']) {
    t.true(names.includes(name), name);
  }
  t.is(text.match(/^Licence: \S/gm)?.length, names.length);
  t.is(text.match(/^```text\n\S/gm)?.length, names.length);
});

test.serial('with their peers every subpath loads', (t) => {
  link(...Object.keys(manifest.peerDependencies));
  for (const subpath of Object.keys(needs)) {
    for (const [file, code] of loading(subpath.replace('.', 'wirechart'))) {
      const { status, stderr } = runProgram(file, code);
      t.is(status, 0, stderr);
    }
  }
});

test.serial('with the generator installed wirechart runs its commands', (t) => {
  const generator = manifestIn(addGenerator());
  t.is(generator.scripts, undefined);
  t.is(generator.dependencies?.['wirechart'], own.version);
  t.is(Object.keys(generator.dependencies ?? {}).length, 11);
  for (const args of [
    ['init', 'echo'],
    ['generate', '--root', 'echo'],
    ['lint', '--root', 'echo'],
  ]) {
    const { status, stderr } = wirechart(...args);
    t.is(status, 0, stderr);
  }
  t.regex(readFileSync(join(folder, 'echo/generated/echo/wire/packet.ts'), 'utf8'), /from 'wirechart\/runtime';/);
  t.is(wirechart('generate', '--root', 'echo', '--check').status, 0);
  const page = wirechart('inspect', '--static', 'page.html');
  t.is(page.status, 0, page.stderr);
  t.true(existsSync(join(folder, 'page.html')));
  t.regex(wirechart('generate', '--help').stdout, /^Usage: wirechart-generator generate /);
  t.is(wirechart('generate', '--chekc').status, 2);
});

test.serial('the root of the generator loads by import and by require', (t) => {
  for (const [file, code] of loading('wirechart-generator')) {
    const { status, stdout, stderr } = runProgram(file, code);
    t.deepEqual([status, stdout], [0, 'loaded\n'], stderr);
  }
});

function manifestIn(at: string): Manifest {
  return JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
}

function size(at: string): number {
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** A program in each module system: its file and its text. */
function loading(specifier: string): readonly (readonly [file: string, code: string])[] {
  return [
    [
      'load.mjs',
      `import * as all from '${specifier}';\nconsole.log(Object.keys(all).length > 0 ? 'loaded' : 'empty');`,
    ],
    ['load.cjs', `console.log(Object.keys(require('${specifier}')).length > 0 ? 'loaded' : 'empty');`],
  ];
}

function runProgram(file: string, code: string) {
  writeFileSync(join(folder, file), code);
  return spawnSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' });
}

function wirechart(...args: readonly string[]) {
  const main = 'node_modules/wirechart/dist/cli/wirechart/main.js';
  return spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' });
}
