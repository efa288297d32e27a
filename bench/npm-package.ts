// Packages that only a contender needs. They are not dependencies of the project: nothing else uses them, and they bring tens
// of packages of their own. So they are installed only for the comparison, into the cache of the user.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Absence } from './absence.ts';
import { benchCache } from './c-program.ts';
import { executable } from './executable.ts';

/**
 * Path of a file of a package, which is installed into the cache of the user without its install scripts when it is absent.
 * Throws Absence where that fails.
 */
export function packageFile(name: string, version: string, file: string): string {
  const folder = join(benchCache(), 'npm', `${name}-${version}`);
  const path = join(folder, 'node_modules', name, file);
  if (existsSync(path)) return path;
  const npm = executable('npm');
  if (npm === undefined) throw new Absence('npm is not installed');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', `${name}@${version}`];
  const { status } = spawnSync(npm, words, { cwd: folder, stdio: 'ignore', timeout: 120_000 });
  if (status !== 0 || !existsSync(path))
    throw new Absence(`${name} ${version} cannot be installed from the npm registry`);
  return path;
}
