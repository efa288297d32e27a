import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** From dist/cli/init to the root of the package. */
const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * What a project's package.json says to get the wirechart that runs now: its version, or, where it did not come from a
 * registry, the place it came from, relative to the project.
 */
export function ownDependency(project: string, own = PACKAGE): string {
  const installed = dirname(own);
  if (basename(installed) !== 'node_modules') return fileUrl(project, own);
  const resolved = lockedSource(installed);
  if (resolved?.startsWith('file:') === true) {
    // Written relative to the folder that holds node_modules.
    return fileUrl(project, resolve(dirname(installed), resolved.slice('file:'.length)));
  }
  const version = field(readJson(join(own, 'package.json')), 'version');
  return typeof version === 'string' ? `^${version}` : '*';
}

/** Where npm got it from, as npm remembers it. */
function lockedSource(installed: string): string | undefined {
  const path = join(installed, '.package-lock.json');
  if (!existsSync(path)) return undefined;
  const resolved = field(field(field(readJson(path), 'packages'), 'node_modules/wirechart'), 'resolved');
  return typeof resolved === 'string' ? resolved : undefined;
}

function fileUrl(project: string, target: string): string {
  return `file:${relative(project, target).replaceAll(sep, '/')}`;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
