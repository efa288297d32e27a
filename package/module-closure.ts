import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Files that import each other, and their external imports. */
export interface ModuleClosure {
  /** Paths in the form of `entries`. */
  readonly files: ReadonlySet<string>;
  /** Specifiers of packages and built-in modules. */
  readonly outside: ReadonlySet<string>;
}

/** Built modules or declarations, and all files that they reach by relative imports. Throws if a file does not exist. */
export function moduleClosure(entries: readonly string[]): ModuleClosure {
  const files = new Set<string>();
  const outside = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    if (!existsSync(file)) throw new Error(`${file} does not exist: build first`);
    files.add(file);
    for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
      if (!specifier.startsWith('.')) outside.add(specifier);
      else waiting.push(join(dirname(file), file.endsWith('.d.ts') ? specifier.replace(/\.ts$/, '.d.ts') : specifier));
    }
  }
  return { files, outside };
}

/** Specifiers of all imports in a module: type, static and dynamic imports. */
function importsOf(text: string): readonly string[] {
  return ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
}

/** The package of a specifier: `@noble/hashes` for `@noble/hashes/sha2.js`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
