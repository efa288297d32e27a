import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { build } from 'esbuild';
import { subpaths } from './public-face.ts';

interface Bundle {
  /** Packages and built-in modules outside the bundle, as written; `dynamic` ones load only when asked for. */
  readonly loads: readonly string[];
  readonly loadsLater: readonly string[];
  readonly code: Uint8Array;
}

const onlyOwnCode = /^(?!)/;
const builtins = /^node:/;

/** What each entry may load from outside when it is imported. */
const entries: readonly (readonly [specifier: string, may: RegExp, promise: string])[] = [
  ['wirechart/runtime', onlyOwnCode, 'our own code'],
  ['wirechart/crypto', onlyOwnCode, 'our own code'],
  ['wirechart/crypto/native', builtins, 'our own code and built-in modules'],
  ['wirechart/crypto/openssl', /^node:crypto$/, 'our own code and node:crypto'],
  ['wirechart/crypto/portable', /^@noble\//, 'our own code and @noble'],
  ['wirechart/crypto/post-quantum', /^@noble\/post-quantum\//, 'our own code and @noble/post-quantum'],
  ['wirechart/net/native', builtins, 'our own code and built-in modules'],
  ['wirechart/dtls13', builtins, 'our own code and built-in modules'],
  ['wirechart/dtls13/core', onlyOwnCode, 'our own code'],
  ['wirechart/dtls13/wire', onlyOwnCode, 'our own code'],
  ['wirechart/dtls13/machines', onlyOwnCode, 'our own code'],
  ['wirechart/dtls13/xstate', /^xstate$/, 'our own code and xstate'],
  ['wirechart/dtls13/arbitraries', /^fast-check$/, 'our own code and fast-check'],
  ['wirechart/dissect', /^(yaml|node:(fs|path))$/, 'our own code, yaml and the file system'],
  ['wirechart/requirements', /^(yaml|node:(fs|path))$/, 'our own code, yaml and the file system'],
  ['wirechart/native', builtins, 'our own code and built-in modules'],
  ['wirechart/testing', onlyOwnCode, 'our own code'],
  ['wirechart/hwmodel', builtins, 'our own code and built-in modules'],
];

for (const [specifier, may, promise] of entries) {
  test(`${specifier} loads only ${promise}`, async (t) => {
    const { loads, loadsLater, code } = await bundle(specifier);
    t.deepEqual(
      loads.filter((outside) => !may.test(outside)),
      [],
      `${specifier} must not bring in what its users did not ask for`,
    );
    if (may === onlyOwnCode) t.deepEqual(loadsLater, []);
    t.log(`${code.length} bytes minified, ${gzipSync(code).length} gzipped`);
  });
}

test('every subpath is bundled by a test', (t) => {
  t.deepEqual(
    subpaths.map(({ specifier }) => specifier),
    entries.map(([specifier]) => specifier),
  );
});

async function bundle(specifier: string): Promise<Bundle> {
  const entry = subpaths.find((each) => each.specifier === specifier);
  if (entry === undefined) throw new Error(`package.json does not export ${specifier}`);
  const loads = new Set<string>();
  const loadsLater = new Set<string>();
  const result = await build({
    entryPoints: [entry.file],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    logLevel: 'silent',
    plugins: [
      {
        name: 'record what lies outside',
        setup({ onResolve }) {
          onResolve({ filter: /^[^.]/ }, ({ kind, path }) => {
            if (kind === 'entry-point') return undefined;
            const own = subpaths.find(({ specifier }) => specifier === path);
            if (own !== undefined) return { path: resolve(own.file) };
            (kind === 'dynamic-import' ? loadsLater : loads).add(path);
            return { path, external: true };
          });
        },
      },
    ],
  });
  return { loads: [...loads], loadsLater: [...loadsLater], code: result.outputFiles[0]?.contents ?? new Uint8Array() };
}
