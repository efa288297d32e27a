// `npm run package`: checks the tarballs with publint and attw.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatorPackage, wirechartPackage } from './packages.ts';
import { writeTarball } from './tarball.ts';

const publint = new URL('cli.js', import.meta.resolve('publint'));
const attw = new URL('dist/index.js', import.meta.resolve('@arethetypeswrong/cli/package.json'));
const folder = mkdtempSync(join(tmpdir(), 'wirechart-package-'));
try {
  for (const made of [await wirechartPackage(), generatorPackage()]) {
    const { path } = writeTarball(made, folder);
    run(publint, 'run', path, '--strict');
    run(attw, path, '--profile', 'esm-only');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(script: URL, ...arguments_: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [fileURLToPath(script), ...arguments_], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
