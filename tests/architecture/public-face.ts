import { readFileSync } from 'node:fs';

/** One subpath of package.json's `exports`. */
export interface Subpath {
  /** As users import it: `wirechart/dtls13/core`. */
  readonly specifier: string;
  /** Built module and its declarations, relative to the repository's root. */
  readonly file: string;
  readonly types: string;
}

interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
}

/** Tests run with the repository's root as working directory. */
export const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));

export const subpaths: readonly Subpath[] = Object.entries(manifest.exports).map(([key, target]) => ({
  specifier: key.replace('.', manifest.name),
  file: target.default,
  types: target.types,
}));
