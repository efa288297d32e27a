import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, posix } from 'node:path';
import { generatorSubpaths, subpaths } from './public-face.ts';

/**
 * Who may import whom. A room is a folder; `<p>` stands for a protocol, that is a folder of `spec/`, and means the
 * same protocol on both sides (any protocol, where the importing room belongs to none). `<backend>` stands for a
 * folder of `runtime/crypto/`.
 *
 * An entry of `may` is a room, a package, a built-in module (`node:` for all of them), or:
 * a file; `public`: whatever package.json exports; `packages`: any package, and modules whose name is known only at run time.
 * `wirechart` as a package: the subpaths that package.json exports, by their public names.
 */
export interface Rule {
  readonly may: readonly string[];
  /** Entries of `may` that only types may come from. */
  readonly typesOnly?: readonly string[];
  /** Printed when the rule is broken. */
  readonly why: string;
}

const core = 'it runs in browsers, workers and simulations, so the caller passes in everything it needs';
const generatedLeaf = 'generated code needs only the small runtime that it was written for';
const onePublicFace = 'it shows users what they can do themselves, so it imports only what package.json exports';

export const importTable: Readonly<Record<string, Rule>> = {
  'runtime/errors': { may: [], why: 'every room may import it, so whatever it imported would be everywhere' },
  runtime: {
    may: ['runtime/errors', 'runtime/wire', 'runtime/machine'],
    why: 'it is the one entry for generated code, and has no code of its own',
  },
  'runtime/wire': { may: ['runtime/errors'], why: `codecs turn bytes into values: ${core}` },
  'runtime/capture': { may: ['runtime/errors'], why: `a capture reader turns bytes into datagrams: ${core}` },
  'runtime/machine': { may: ['runtime/errors'], why: `machines have no clock and no IO: ${core}` },
  'runtime/slab': { may: ['runtime/errors'], why: `memory for many small records: ${core}` },
  'runtime/ring': {
    may: ['runtime/errors'],
    why: 'a queue in shared memory needs no more than the language: the host has the threads',
  },
  'runtime/der': { may: ['runtime/errors'], why: `the DER reader turns bytes into elements: ${core}` },
  'runtime/crypto': {
    may: ['runtime/errors', 'runtime/wire', 'runtime/der'],
    why: 'it is the interface of providers; the host chooses the provider',
  },
  'runtime/crypto/<backend>': {
    may: ['runtime/errors', 'runtime/der', 'runtime/crypto', 'runtime/native'],
    why: 'a provider wraps one library, so a program without the provider does not load the library',
  },
  'runtime/<p>': {
    may: [
      'runtime/errors',
      'generated/<p>/wire',
      'generated/<p>/registries',
      'generated/<p>/machines',
      'runtime/wire',
      'runtime/machine',
      'runtime/crypto',
      'runtime/der',
      'runtime/slab',
    ],
    why: `the core has no IO, no clock, no library and no other protocol: ${core}`,
  },
  'runtime/certificates': {
    may: ['runtime/errors', 'generated/<p>/wire', 'runtime/wire', 'runtime/der', 'node:crypto'],
    why: 'it verifies certificates for any host, so it knows neither the core nor the sockets',
  },
  'runtime/native': {
    may: ['runtime/errors', 'node:'],
    why: 'it finds, loads and builds the addon for those who use its functions',
  },
  'runtime/net': {
    may: [
      'runtime/errors',
      'runtime/native',
      'runtime/ring',
      'runtime/<p>',
      'runtime/wire',
      'runtime/crypto',
      'runtime/crypto/<backend>',
      'runtime/certificates',
      'runtime/net/workers',
      'node:',
    ],
    why: 'a host adds sockets and time to the core, never protocol',
  },
  'runtime/net/workers': {
    may: [
      'runtime/errors',
      'runtime/native',
      'runtime/ring',
      'runtime/<p>',
      'runtime/crypto',
      'runtime/crypto/<backend>',
      'runtime/net',
      'packages',
      'node:',
    ],
    why: 'it is the part of the host that serves in several threads, each of which imports the module of the application',
  },
  'runtime/testing': {
    may: ['runtime/errors', 'runtime/<p>', 'runtime/wire', 'runtime/crypto'],
    why: 'it is exported to users, who choose the provider and the test runner',
  },
  'spec/<p>/charts': { may: ['xstate'], why: 'a chart is data that the tools of XState can open' },
  'generated/<p>/registries': { may: ['runtime/errors', 'runtime/wire'], why: generatedLeaf },
  'generated/<p>/wire': { may: ['runtime/errors', 'runtime/wire', 'generated/<p>/registries'], why: generatedLeaf },
  'generated/<p>/machines': { may: ['runtime/errors', 'runtime/machine'], why: generatedLeaf },
  'generated/<p>/arbitraries': {
    may: ['runtime/errors', 'generated/<p>/wire', 'generated/<p>/registries', 'fast-check'],
    why: 'it generates values of the wire types for property tests, with fast-check',
  },
  'generated/<p>/xstate': { may: ['runtime/errors', 'xstate'], why: 'it is the chart as data for XState' },
  'generated/<p>/hardware': {
    may: ['runtime/errors', 'hwmodel/kernel', 'hwmodel/tlm', 'hwmodel/timing'],
    why: generatedLeaf,
  },
  'hwmodel/kernel': { may: ['runtime/errors'], why: 'the event kernel is independent of hardware and protocol' },
  'hwmodel/timing': { may: ['runtime/errors'], why: 'a latency model is arithmetic' },
  'hwmodel/tlm': { may: ['runtime/errors', 'hwmodel/kernel'], why: 'transactions carry the bytes of any protocol' },
  'hwmodel/analysis': {
    may: ['runtime/errors', 'hwmodel/kernel', 'hwmodel/tlm', 'hwmodel/timing', 'node:worker_threads'],
    why: 'it reads traces of any model, so it knows no model',
  },
  'hwmodel/<p>': {
    may: [
      'runtime/errors',
      'hwmodel/kernel',
      'hwmodel/tlm',
      'hwmodel/timing',
      'hwmodel/analysis',
      'generated/<p>/wire',
      'generated/<p>/registries',
      'generated/<p>/machines',
      'generated/<p>/hardware',
      'runtime/<p>',
      'runtime/crypto',
      'runtime/testing',
    ],
    why: 'the model is a host of one protocol in simulated time: no sockets, no clock, no provider',
  },
  hwmodel: {
    may: ['hwmodel/kernel', 'hwmodel/tlm', 'hwmodel/timing', 'hwmodel/analysis', 'hwmodel/<p>'],
    why: 'it is the public entry of the model, and has no code of its own',
  },
  generator: {
    may: ['wirechart', 'ts-morph', 'yaml', 'handlebars', 'elkjs', 'esbuild', 'saxes', 'xstate', 'node:'],
    why: 'it is a separate package that depends on wirechart, and it must run before anything was generated',
  },
  'generator/dissect': {
    may: ['runtime/errors', 'runtime/capture', 'generator', 'node:'],
    why: 'it belongs to wirechart; packing bundles the modules of the generator that it uses',
  },
  'generator/requirements': {
    may: ['runtime/errors', 'generator', 'node:'],
    why: 'it belongs to wirechart; packing bundles the modules of the generator that it uses',
  },
  'cli/terminal': {
    may: ['wirechart', 'commander', 'picocolors', 'node:'],
    why: 'both packages contain it, so it imports only what both install',
  },
  'cli/wirechart': {
    may: ['wirechart', 'cli/terminal', 'packages', 'node:'],
    why: `a command parses, calls the library and prints: ${onePublicFace}`,
  },
  'cli/generator': {
    may: ['wirechart', 'cli/terminal', 'generator/index.ts', 'inspector', 'packages', 'node:'],
    why: 'it belongs to wirechart-generator, which knows wirechart as a dependency with public names only',
  },
  inspector: {
    may: ['wirechart', 'generator', 'packages', 'node:'],
    typesOnly: ['generator'],
    why: 'it belongs to wirechart-generator, which knows wirechart as a dependency with public names only',
  },
  tests: {
    may: ['runtime/errors', 'public', 'packages', 'node:'],
    why: 'a test uses what users use; a unit test also reaches into the room that it tests',
  },
  bench: {
    may: [
      'runtime/errors',
      'public',
      'generated/<p>/xstate',
      'runtime/certificates',
      'runtime/slab',
      'runtime/ring',
      'packages',
      'node:',
    ],
    why: `${onePublicFace}; besides, what it compares with: certificate verification without sockets, timers, pools and rings`,
  },
  native: {
    may: ['runtime/native', 'packages', 'node:'],
    why: 'it builds and checks the addon that the repository contains, with what builds it elsewhere',
  },
  package: { may: ['packages', 'node:'], why: 'it reads built modules as text' },
  examples: { may: ['public', 'packages', 'node:'], why: onePublicFace },
};

/** What a backend of `runtime/crypto` wraps. */
export const backendLibraries: Readonly<Record<string, readonly string[]>> = {
  native: ['node:crypto'],
  openssl: ['node:crypto'],
  portable: ['@noble/ciphers', '@noble/curves', '@noble/hashes'],
  'post-quantum': ['@noble/post-quantum'],
};

/** Folders of `spec/`. */
const protocols: readonly string[] = readdirSync('spec', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Source files that package.json exports, and those that one of them exports as a whole. */
export const publicFiles: ReadonlySet<string> = new Set(
  [...subpaths, ...generatorSubpaths].flatMap(({ file }) =>
    wholesale(file.replace('./dist/', '').replace(/\.js$/, '.ts')),
  ),
);

/** A source file and all that it exports with `export *`. */
function wholesale(path: string): readonly string[] {
  const targets = [...readFileSync(path, 'utf8').matchAll(/^export \* from '(\.[^']+)';/gm)];
  return [path, ...targets.flatMap(([, target = '']) => wholesale(posix.join(dirname(path), target)))];
}

/** The room a file of ours stands in, by its folder alone: `runtime/crypto/openssl`, `generated/dtls13/wire`. */
export function roomOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const [top, second] = folders;
  const isDeep = second === 'crypto' || folders[2] === 'workers';
  if (top === 'runtime') return folders.slice(0, isDeep ? 3 : 2).join('/');
  if (top === 'generated' || top === 'spec') return folders.slice(0, 3).join('/');
  if (top === 'hwmodel' || top === 'cli') return folders.slice(0, 2).join('/');
  if (top === 'generator' && (second === 'dissect' || second === 'requirements')) return `generator/${second}`;
  return top ?? '';
}

/** A room as the table spells it: `generated/<p>/wire`. */
export function patternOf(room: string): string {
  const [top, second, third] = room.split('/');
  if (top === 'runtime' && second === 'crypto' && third !== undefined) return 'runtime/crypto/<backend>';
  return room
    .split('/')
    .map((name, depth) => (depth === 1 && protocols.includes(name) ? '<p>' : name))
    .join('/');
}

/** The protocol a room belongs to. */
export function protocolOf(room: string): string | undefined {
  return room.split('/').find((name, depth) => depth === 1 && protocols.includes(name));
}

/** `@noble/hashes/sha2.js` is of the package `@noble/hashes`; built-in modules keep their name. */
export function packageOf(specifier: string): string {
  return specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
}

/** Also finds built-in modules written without `node:`. */
export function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}
