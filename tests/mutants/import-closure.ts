import { posix } from 'node:path';

const specifier = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g;
/** What starts the command line in a process of its own. */
const launcher = 'dist/tests/cli/run-cli.js';
const commandLine = 'dist/cli/main.js';

/** Everything in `dist` that a built file may load, itself included, as its imports say. `read`: undefined for no file. */
export function importClosure(read: (file: string) => string | undefined, file: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const code = found.has(next) ? undefined : read(next);
    if (code === undefined) continue;
    found.add(next);
    for (const [, target = ''] of code.matchAll(specifier)) {
      waiting.push(posix.join(posix.dirname(next), target));
    }
    if (next === launcher) waiting.push(commandLine);
  }
  return found;
}
