import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { packageRoot, packageVersion } from '../../terminal/package-root.ts';

/**
 * The version specifier in a project's package.json for the package `name` as it is installed now: its version, or, if it
 * was not installed from a registry, the path of its source relative to the project. `own`: the folder of this package.
 * In a checkout of wirechart the path is that of the tarball that `npm run pack` writes there.
 */
export function ownDependency(project: string, name: string, own = packageRoot(import.meta.url)): string {
  const installed = dirname(own);
  if (basename(installed) !== 'node_modules') return fileUrl(project, join(own, `${name}-${packageVersion(own)}.tgz`));
  const resolved = lockedSource(installed, name);
  if (resolved?.startsWith('file:') === true) {
    // The path is relative to the folder that contains node_modules.
    return fileUrl(project, resolve(dirname(installed), resolved.slice('file:'.length)));
  }
  return `^${packageVersion(own)}`;
}

/** The source from which npm installed the package, from npm's lock file. */
function lockedSource(installed: string, name: string): string | undefined {
  const path = join(installed, '.package-lock.json');
  if (!existsSync(path)) return undefined;
  const resolved = field(field(field(readJson(path), 'packages'), `node_modules/${name}`), 'resolved');
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
