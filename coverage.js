// Runs AVA under c8; arguments go to AVA. Modules that hold only types have nothing that could run, yet c8 would count
// each of their lines as missed, so they are left out. So is the inspector's page: tests run it in a browser, out of
// c8's sight. Everything else that .c8rc.json includes counts, loaded or not.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const typesOnly = readdirSync(`${root}dist`, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.js') && isTypesOnly(readFileSync(`${root}dist/${path}`, 'utf8')));

const run = spawnSync(
  process.execPath,
  [
    fileURLToPath(import.meta.resolve('c8/bin/c8.js')),
    '--exclude=dist/inspector/page/**',
    ...typesOnly.map((path) => `--exclude=dist/${path}`),
    '--',
    process.execPath,
    'node_modules/ava/entrypoints/cli.mjs',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = run.status ?? 1;

/** What tsc leaves of a module without values: `export {};` and comments. */
function isTypesOnly(code) {
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').replace(/\s/g, '') === 'export{};';
}
