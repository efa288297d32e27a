import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CommandError, UsageError } from './failure.ts';

/** The folder that holds `spec/`: the one given, or the nearest at or above the current one. */
export function workspaceRoot(given: string | undefined): string {
  if (given !== undefined) {
    if (!existsSync(given) || !statSync(given).isDirectory()) throw new UsageError(`${given} is not a folder`);
    if (!existsSync(join(given, 'spec'))) throw new CommandError(`${given} has no folder named spec`);
    return resolve(given);
  }
  const found = nearestWorkspace();
  if (found === undefined)
    throw new CommandError('no folder named spec here or above; go to one or name it with --root');
  return found;
}

/** The nearest folder at or above the current one that holds `spec/`. */
export function nearestWorkspace(): string | undefined {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'spec'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
