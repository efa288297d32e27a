import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the package that a module belongs to: the nearest one above it that contains a package.json.
 * The number of folders between them is not fixed, because bundling moves modules. `module`: `import.meta.url`.
 */
export function packageRoot(module: string): string {
  let folder = dirname(fileURLToPath(module));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** The version in the package.json of a folder. */
export function packageVersion(folder: string): string {
  const manifest: { readonly version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return manifest.version;
}
