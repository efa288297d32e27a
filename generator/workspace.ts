import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ConfigError } from '../runtime/errors/config-error.ts';
import type { GeneratedFile, SourceFile } from './model/source-file.ts';

/** What `writeGenerated` did; paths relative to the root, sorted. */
export interface WriteReport {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  /** Generated files that no spec gives rise to any more. */
  readonly removed: readonly string[];
  /** Files below `generated/` that do not say they were generated: left where they are. */
  readonly foreign: readonly string[];
}

/** How the disk differs from what the specs say; paths relative to the root, sorted. */
export interface CheckReport {
  readonly stale: readonly string[];
  readonly missing: readonly string[];
  readonly orphans: readonly string[];
}

/**
 * Every spec below `<root>/spec`: `.ksy`, `.yaml` and `.chart.ts`, sorted by path. Throws ConfigError when there is
 * none: in a folder that is no workspace there is nothing to compare with, and nothing to remove.
 */
export function readSpecs(root: string): readonly SourceFile[] {
  const paths = listFiles(root, 'spec').filter((path) => /\.(ksy|yaml|chart\.ts)$/.test(path));
  if (paths.length === 0) throw new ConfigError('root', `no .ksy, .yaml or .chart.ts below ${join(root, 'spec')}`);
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Writes what differs and deletes orphans that we wrote; files that are right already keep their time stamps. */
export function writeGenerated(root: string, files: readonly GeneratedFile[]): WriteReport {
  const { stale, missing, orphans } = checkGenerated(root, files);
  const changed = new Set([...stale, ...missing]);
  for (const file of files) {
    if (!changed.has(file.path)) continue;
    const target = join(root, file.path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, file.text);
  }
  const ours = orphans.filter((path) => isGenerated(readFileSync(join(root, path), 'utf8')));
  for (const path of ours) rmSync(join(root, path));
  return {
    written: [...changed].toSorted(),
    unchanged: files.map((file) => file.path).filter((path) => !changed.has(path)),
    removed: ours,
    foreign: orphans.filter((path) => !ours.includes(path)),
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

/** The mark stands in the first lines of every emitted file. */
function isGenerated(text: string): boolean {
  const head = text.split('\n', 3).join('\n');
  return head.includes('Code generated from ') && head.includes('DO NOT EDIT.');
}

/** Project paths of all files below a folder, sorted; none when it does not exist. */
function listFiles(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}
