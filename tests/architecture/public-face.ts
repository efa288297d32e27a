import { readFileSync } from 'node:fs';

/** One subpath that a package exports. */
export interface Subpath {
  /** As users import it: `wirechart/dtls13/core`, `wirechart-generator`. */
  readonly specifier: string;
  /** Built module and its declarations, relative to the repository's root. */
  readonly file: string;
  readonly types: string;
}

type Exports = Readonly<Record<string, { readonly types: string; readonly default: string }>>;

interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Exports;
  readonly 'wirechart-generator': Pick<Manifest, 'bin' | 'exports'>;
}

/** Tests run with the repository's root as working directory. */
export const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));

/** Those of `wirechart`. The repository imports itself under these names. */
export const subpaths = read(manifest.name, manifest.exports);

/** Those of `wirechart-generator`. */
export const generatorSubpaths = read('wirechart-generator', manifest['wirechart-generator'].exports);

function read(name: string, exports: Exports): readonly Subpath[] {
  return Object.entries(exports).map(([key, target]) => ({
    specifier: key.replace('.', name),
    file: target.default,
    types: target.types,
  }));
}
