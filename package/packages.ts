import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { transformSync } from 'esbuild';
import { bundle } from './bundle.ts';
import { generatorManifest, type PackedManifest, readRootManifest, wirechartManifest } from './manifest.ts';
import { moduleClosure, packageOf } from './module-closure.ts';
import { thirdPartyText } from './third-party.ts';

/** The content of a package's tarball. */
export interface PackedPackage {
  readonly manifest: PackedManifest;
  /** Files copied from the repository: path in the tarball, path from the repository's root. */
  readonly copies: ReadonlyMap<string, string>;
  /** Files generated while packing: text by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The program of the workers of `listen()`: no import reaches it. */
const WORKER_PROGRAM = 'dist/runtime/net/workers/worker-main.js';
/** The module of the workers of `wirechart server`, in the folder of the command line: no import reaches it either. */
const WORKER_MODULE = 'dist/cli/wirechart/echo-handler.js';

/**
 * `wirechart`: the files that its exports reach, and its command line. The packages that the command line,
 * `wirechart/dissect` and `wirechart/requirements` use are bundled, so that users of DTLS install one package.
 */
export async function wirechartPackage(): Promise<PackedPackage> {
  const root = readRootManifest();
  const exports = Object.values(root.exports);
  const bundles = [
    await bundle([trimmed(root.bin['wirechart'] ?? ''), WORKER_MODULE], 'node'),
    await bundle(
      ['./dissect', './requirements'].map((subpath) => trimmed(root.exports[subpath]?.default ?? '')),
      'neutral',
    ),
  ];
  const texts = new Map(bundles.flatMap(({ files }) => [...files]));
  const outside = bundles.flatMap((each) => [...each.outside]);
  const entries = [
    ...exports.map((each) => trimmed(each.default)),
    WORKER_PROGRAM,
    ...outside.filter((path) => path.startsWith('dist/')),
  ];
  const modules = moduleClosure(entries.filter((path) => !texts.has(path)));
  const declarations = moduleClosure(exports.map((each) => trimmed(each.types)));
  const files = [...declarations.files, ...documents(), ...nativeAddon()];
  for (const path of modules.files) texts.set(path, withoutComments(path));
  texts.set('THIRD-PARTY.md', thirdPartyText(bundles.flatMap(({ packages }) => [...packages])));
  return {
    manifest: wirechartManifest(root, packagesOf([...outside, ...modules.outside, ...declarations.outside])),
    copies: new Map(files.map((path) => [path, path])),
    texts,
  };
}

/** `wirechart-generator`: the generator, its command line and the inspector's page. Nothing is bundled. */
export function generatorPackage(): PackedPackage {
  const root = readRootManifest();
  const facts = root['wirechart-generator'];
  const exports = Object.values(facts.exports);
  const commands = Object.values(facts.bin);
  const modules = moduleClosure([...exports.map((each) => each.default), ...commands].map(trimmed));
  const declarations = moduleClosure(exports.map((each) => trimmed(each.types)));
  const assets = [
    ...filesBelow('dist/cli/generator', /\.hbs$/),
    'dist/inspector/page.html',
    ...filesBelow('dist/generated', /\.svg$/),
  ];
  const files = [...modules.files, ...declarations.files, ...assets, 'LICENSE', 'CHANGELOG.md'];
  const own = [...modules.outside, ...declarations.outside];
  // The user of a subpath of wirechart installs its optional peer dependency.
  const used = Object.entries(root.exports).filter(([key]) => own.includes(key.replace('.', root.name)));
  const peers = moduleClosure(used.map(([, target]) => trimmed(target.default))).outside;
  return {
    manifest: generatorManifest(root, packagesOf([...own, ...peers])),
    copies: new Map([...files.map((path) => [path, path] as const), ['README.md', 'generator/README.md']]),
    texts: new Map(),
  };
}

/** The files of `wirechart` besides code. */
function documents(): readonly string[] {
  const single = ['README.md', 'LICENSE', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
  // docs/performance.md shows the charts.
  const charts = filesBelow('bench/results', /\.svg$/);
  return [
    ...single,
    ...charts,
    ...filesBelow('docs', /./),
    ...filesBelow('spec', /./),
    ...filesBelow('examples', /\.js$/),
  ];
}

/** A built module without its comments: those that users read are in the declarations. Names stay. */
function withoutComments(path: string): string {
  return transformSync(readFileSync(path, 'utf8'), { format: 'esm', target: 'esnext', legalComments: 'none' }).code;
}

/** The built addon with its record, and what builds it elsewhere. */
function nativeAddon(): readonly string[] {
  return [...filesBelow('native/prebuilt', /\.(?:node|json)$/), ...filesBelow('native/src', /\.(?:cc|h)$/)];
}

function packagesOf(specifiers: readonly string[]): ReadonlySet<string> {
  return new Set(specifiers.filter((each) => !isBuiltin(each) && !each.startsWith('dist/')).map(packageOf));
}

/** Files in a folder whose path matches, as paths from the repository's root. */
function filesBelow(folder: string, fits: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/'))
    .filter((path) => fits.test(path));
}

/** `./dist/a.js` is `dist/a.js`. */
function trimmed(path: string): string {
  return path.replace(/^\.\//, '');
}
