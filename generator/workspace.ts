import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { GeneratedFile, SourceFile } from './model/source-file.ts';

/** What `writeGenerated` did; paths relative to the root, sorted. */
export interface WriteReport {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  /** Files under `generated/<protocol>/` that no spec gives rise to any more. */
  readonly removed: readonly string[];
}

/** How the disk differs from what the specs say; paths relative to the root, sorted. */
export interface CheckReport {
  readonly stale: readonly string[];
  readonly missing: readonly string[];
  readonly orphans: readonly string[];
}

/** Every spec below `<root>/spec`: `.ksy`, `.yaml` and `.chart.ts`, sorted by path. */
export function readSpecs(root: string): readonly SourceFile[] {
  return listFiles(root, 'spec')
    .filter((path) => /\.(ksy|yaml|chart\.ts)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Writes what differs and deletes orphans; files that are right already keep their time stamps. */
export function writeGenerated(root: string, files: readonly GeneratedFile[]): WriteReport {
  const { stale, missing, orphans } = checkGenerated(root, files);
  const changed = new Set([...stale, ...missing]);
  for (const file of files) {
    if (!changed.has(file.path)) continue;
    const target = join(root, file.path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, file.text);
  }
  for (const path of orphans) rmSync(join(root, path));
  return {
    written: [...changed].toSorted(),
    unchanged: files.map((file) => file.path).filter((path) => !changed.has(path)),
    removed: orphans,
  };
}

/** Compares in memory; writes nothing. A file nobody generates is as wrong as one that differs. */
export function checkGenerated(root: string, files: readonly GeneratedFile[]): CheckReport {
  const expected = new Map(files.map((file) => [file.path, file.text]));
  const present = listFiles(root, 'generated');
  const onDisk = new Set(present);
  const stale = present.filter((path) => {
    const text = expected.get(path);
    return text !== undefined && readFileSync(join(root, path), 'utf8') !== text;
  });
  const missing = [...expected.keys()].filter((path) => !onDisk.has(path)).toSorted();
  const orphans = present.filter((path) => !expected.has(path));
  return { stale, missing, orphans };
}

/** Project paths of all files below a folder, sorted; none when it does not exist. */
function listFiles(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
