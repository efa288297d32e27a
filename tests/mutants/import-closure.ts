import { posix } from 'node:path';

const specifier = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+|wirechart(?:\/[^'"]+)?)['"]/g;
/** Files that start the command lines in processes of their own. */
const launcher = 'dist/tests/cli/run-cli.js';
const commandLines = ['dist/cli/wirechart/main.js', 'dist/cli/generator/main.js'];

interface Manifest {
  readonly exports?: Readonly<Record<string, { readonly default: string }>>;
}

/** All files in `dist` that a built file may load, itself included, by its imports. `read`: undefined for no file. */
export function importClosure(read: (file: string) => string | undefined, file: string): ReadonlySet<string> {
  const { exports = {} } = JSON.parse(read('package.json') ?? '{}') as Manifest;
  const found = new Set<string>();
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const code = found.has(next) ? undefined : read(next);
    if (code === undefined) continue;
    found.add(next);
    for (const [, target = ''] of code.matchAll(specifier)) {
      const own = target.startsWith('.') ? undefined : exports[target.replace('wirechart', '.')]?.default;
      waiting.push(own === undefined ? posix.join(posix.dirname(next), target) : posix.normalize(own));
    }
    if (next === launcher) waiting.push(...commandLines);
  }
  return found;
}
