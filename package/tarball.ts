import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { PackedPackage } from './packages.ts';

export interface Tarball {
  /** Absolute path. */
  readonly path: string;
  /** Total size of its files in bytes, and their number. */
  readonly unpacked: number;
  readonly files: number;
}

/** npm is a script on Windows, which needs a shell; its arguments have no spaces. */
const shell = process.platform === 'win32';

/** Writes the tarball of a package into a folder, with the file name that npm uses. */
export function writeTarball({ manifest, copies, texts }: PackedPackage, folder: string): Tarball {
  const stage = mkdtempSync(join(tmpdir(), 'wirechart-pack-'));
  try {
    for (const [target, source] of copies) cpSync(source, makeFolderOf(join(stage, target)));
    for (const [target, text] of texts) writeFileSync(makeFolderOf(join(stage, target)), text);
    for (const command of Object.values(manifest.bin)) chmodSync(join(stage, command), 0o755);
    writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    const arguments_ = ['pack', '--ignore-scripts', '--json', '--pack-destination', resolve(folder)];
    const output = execFileSync('npm', arguments_, {
      cwd: stage,
      encoding: 'utf8',
      shell,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename, unpackedSize, entryCount }] = JSON.parse(output);
    return { path: join(resolve(folder), filename), unpacked: unpackedSize, files: entryCount };
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function makeFolderOf(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
