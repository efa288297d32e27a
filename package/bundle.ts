import { basename, dirname, join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

export interface Bundle {
  /** Text of each file by its path from the repository's root: the entries, and the chunks that they share or load later. */
  readonly files: ReadonlyMap<string, string>;
  /** Specifiers of the external modules; for files of this repository the paths from its root. */
  readonly outside: ReadonlySet<string>;
  /** Folders of the packages that were bundled, from the repository's root. */
  readonly packages: ReadonlySet<string>;
}

/** Modules of `wirechart` that are not bundled, so that each of their classes exists once. */
const SHIPPED = /^dist\/(?:runtime|generated|hwmodel)\//;
/** The command line contains the libraries of these modules; users who import them from the package install them. */
const WITH_LIBRARIES: ReadonlyMap<string, string> = new Map([
  ['wirechart/crypto/portable', 'dist/runtime/crypto/portable/'],
  ['wirechart/crypto/post-quantum', 'dist/runtime/crypto/post-quantum/'],
]);

/**
 * Bundles built modules with the packages they use, but without `wirechart` itself. What several of them use is written
 * once, so they are in folders next to each other. `platform`: `node` for a command, `neutral` for a library.
 */
export async function bundle(entries: readonly string[], platform: 'node' | 'neutral'): Promise<Bundle> {
  const folder = dirname(entries[0] ?? '');
  const { outputFiles, metafile } = await build({
    entryPoints: [...entries],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform,
    mainFields: ['module', 'main'],
    target: 'node20.19',
    outbase: dirname(folder),
    outdir: dirname(folder),
    // As deep as the entries, so that the same relative paths lead out of the bundle.
    chunkNames: `${entries.every((entry) => dirname(entry) === folder) ? basename(folder) : 'shared'}/[name]-[hash]`,
    write: false,
    metafile: true,
    // Names are kept for stack traces. The licences of bundled packages are in THIRD-PARTY.md.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'error',
    plugins: [leaveOutside(folder)],
    ...(platform === 'node' ? { banner: { js: requireBanner } } : { external: ['node:*'] }),
  });
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  return {
    outside: new Set(outside.map(({ path }) => (path.startsWith('.') ? join(folder, path) : path))),
    files: new Map(outputFiles.map(({ path, text }) => [relative('.', path).replaceAll('\\', '/'), text])),
    packages: new Set(Object.keys(metafile.inputs).flatMap((path) => packageFolder(path) ?? [])),
  };
}

/** Packages of CommonJS call `require` for built-in modules, which ES modules do not have. */
const requireBanner =
  "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);";

function leaveOutside(folder: string): Plugin {
  const folders = [...WITH_LIBRARIES.values()];
  return {
    name: 'external wirechart',
    setup({ onResolve }) {
      onResolve({ filter: /^wirechart\// }, ({ path }) => {
        const bundled = WITH_LIBRARIES.get(path);
        return bundled === undefined ? { path, external: true } : { path: resolve(bundled, 'index.js') };
      });
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const target = relative('.', join(resolveDir, path)).replaceAll('\\', '/');
        if (!SHIPPED.test(target) || folders.some((each) => target.startsWith(each))) return undefined;
        return { path: relative(folder, target).replaceAll('\\', '/'), external: true };
      });
    },
  };
}

/** The package folder of a file: `node_modules/a/node_modules/@b/c` for `node_modules/a/node_modules/@b/c/d.js`. */
function packageFolder(path: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}
