import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CommandError, UsageError } from './failure.ts';

/** The folder that contains `spec/`: the given one, or the current folder or the nearest one above it. */
export function workspaceRoot(given: string | undefined): string {
  if (given !== undefined) {
    if (!existsSync(given) || !statSync(given).isDirectory()) throw new UsageError(`${given} is not a folder`);
    if (!existsSync(join(given, 'spec'))) throw new CommandError(`${given} has no folder named spec`);
    return resolve(given);
  }
  const found = nearestWorkspace();
  if (found === undefined) throw new CommandError('no folder named spec in the current folder or above; use --root');
  return found;
}

/** The current folder or the nearest one above it that contains `spec/`. */
export function nearestWorkspace(): string | undefined {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'spec'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
