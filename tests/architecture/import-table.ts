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

const core = 'runs in browsers, workers, simulations and models alike, so everything it needs is handed to it';
const generatedLeaf = 'generated code stands on the small runtime it was written for and pulls in nothing else';
const onePublicFace = 'it shows users what they can do themselves, so it lives on what package.json exports';

export const importTable: Readonly<Record<string, Rule>> = {
  'runtime/errors': { may: [], why: 'every room may import it, so anything it imported would be everywhere' },
  runtime: {
    may: ['runtime/errors', 'runtime/wire', 'runtime/machine'],
    why: 'it is what generated code imports, and holds nothing itself',
  },
  'runtime/wire': { may: ['runtime/errors'], why: `a codec is bytes in, values out: ${core}` },
  'runtime/capture': { may: ['runtime/errors'], why: `a capture is bytes in, datagrams out: ${core}` },
  'runtime/machine': { may: ['runtime/errors'], why: `a machine is a table that walks: ${core}` },
  'runtime/der': { may: ['runtime/errors'], why: `a reader of DER is bytes in, elements out: ${core}` },
  'runtime/crypto': {
    may: ['runtime/errors', 'runtime/wire', 'runtime/der'],
    why: 'it is the interface; who implements it is the host’s choice',
  },
  'runtime/crypto/<backend>': {
    may: ['runtime/errors', 'runtime/der', 'runtime/crypto'],
    why: 'a provider wraps one library, so that leaving a provider out leaves its library out',
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
    ],
    why: `the core is protocol without IO, clock, library or sibling protocol: it ${core}`,
  },
  'runtime/certificates': {
    may: ['runtime/errors', 'generated/<p>/wire', 'runtime/wire', 'runtime/der', 'node:crypto'],
    why: 'it answers questions from the host side and must not know who asks',
  },
  'runtime/net': {
    may: [
      'runtime/errors',
      'runtime/<p>',
      'runtime/wire',
      'runtime/crypto',
      'runtime/crypto/<backend>',
      'runtime/certificates',
      'node:',
    ],
    why: 'a host adds sockets and time to a core and never protocol',
  },
  'runtime/testing': {
    may: ['runtime/errors', 'runtime/<p>', 'runtime/wire', 'runtime/crypto'],
    why: 'it is exported to users, who bring the provider and the test runner themselves',
  },
  'spec/<p>/charts': { may: ['xstate'], why: 'a chart is data that XState’s own tools open' },
  'generated/<p>/registries': { may: ['runtime/errors', 'runtime/wire'], why: generatedLeaf },
  'generated/<p>/wire': { may: ['runtime/errors', 'runtime/wire', 'generated/<p>/registries'], why: generatedLeaf },
  'generated/<p>/machines': { may: ['runtime/errors', 'runtime/machine'], why: generatedLeaf },
  'generated/<p>/arbitraries': {
    may: ['runtime/errors', 'generated/<p>/wire', 'generated/<p>/registries', 'fast-check'],
    why: 'it makes values for tests from the wire types, and is the only generated code that knows fast-check',
  },
  'generated/<p>/xstate': { may: ['runtime/errors', 'xstate'], why: 'it is the chart for XState’s tools, data only' },
  'generated/<p>/hardware': {
    may: ['runtime/errors', 'hwmodel/kernel', 'hwmodel/tlm', 'hwmodel/timing'],
    why: generatedLeaf,
  },
  'hwmodel/kernel': { may: ['runtime/errors'], why: 'the event queue knows neither hardware nor protocol' },
  'hwmodel/timing': { may: ['runtime/errors'], why: 'a latency model is arithmetic' },
  'hwmodel/tlm': { may: ['runtime/errors', 'hwmodel/kernel'], why: 'transactions carry any protocol' },
  'hwmodel/analysis': {
    may: ['runtime/errors', 'hwmodel/kernel', 'hwmodel/tlm', 'hwmodel/timing', 'node:worker_threads'],
    why: 'it looks at traces of any model, so it knows none',
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
    why: 'the model is a host of one protocol in simulated time: no sockets, no clock, no provider of its own',
  },
  hwmodel: {
    may: ['hwmodel/kernel', 'hwmodel/tlm', 'hwmodel/timing', 'hwmodel/analysis', 'hwmodel/<p>'],
    why: 'it is the public entry of the model and holds nothing itself',
  },
  generator: {
    may: ['wirechart', 'ts-morph', 'yaml', 'handlebars', 'elkjs', 'esbuild', 'xstate', 'node:'],
    why: 'it is a package of its own, which depends on wirechart, and must run where nothing was generated yet',
  },
  'generator/dissect': {
    may: ['runtime/errors', 'runtime/capture', 'generator', 'node:'],
    why: 'it is part of wirechart, into which the modules of the generator that it uses are bundled',
  },
  'cli/terminal': {
    may: ['wirechart', 'commander', 'picocolors', 'node:'],
    why: 'both packages hold it, so it knows what both install',
  },
  'cli/wirechart': {
    may: ['wirechart', 'cli/terminal', 'packages', 'node:'],
    why: `a command parses, calls the library and prints: ${onePublicFace}`,
  },
  'cli/generator': {
    may: ['wirechart', 'cli/terminal', 'generator/index.ts', 'inspector', 'packages', 'node:'],
    why: 'it is in the package of the generator, where wirechart is a dependency with public names only',
  },
  inspector: {
    may: ['wirechart', 'generator', 'packages', 'node:'],
    typesOnly: ['generator'],
    why: 'it is in the package of the generator, where wirechart is a dependency with public names only',
  },
  // Besides, a unit test may reach inside the room it tests and import what that room may.
  tests: { may: ['runtime/errors', 'public', 'packages', 'node:'], why: 'a test uses what users use' },
  bench: {
    may: ['runtime/errors', 'public', 'generated/<p>/xstate', 'runtime/certificates', 'packages', 'node:'],
    why: `${onePublicFace}, on what it is compared with, and on decisions about certificates, which sockets would drown`,
  },
  package: { may: ['packages', 'node:'], why: 'it reads what was built as text' },
  examples: { may: ['public', 'packages', 'node:'], why: onePublicFace },
};

/** What a backend of `runtime/crypto` wraps. */
export const backendLibraries: Readonly<Record<string, readonly string[]>> = {
  openssl: ['node:crypto'],
  portable: ['@noble/ciphers', '@noble/curves', '@noble/hashes'],
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
  if (top === 'runtime') return folders.slice(0, second === 'crypto' ? 3 : 2).join('/');
  if (top === 'generated' || top === 'spec') return folders.slice(0, 3).join('/');
  if (top === 'hwmodel' || top === 'cli') return folders.slice(0, 2).join('/');
  if (top === 'generator' && second === 'dissect') return 'generator/dissect';
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
