import {
  type Dirent,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from 'wirechart/runtime';
import type { SourceFile } from './diagnostics/source-file.ts';
import type { GeneratedFile } from './emit/generated-file.ts';

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
 * Every spec below `<root>/spec`: `.ksy`, `.yaml` and `.chart.ts`, sorted by path. Throws ConfigError if there is
 * none, because such a folder is no workspace and all its files would count as orphans. Throws ConfigError for a
 * symbolic link to a spec or a folder: it is not followed, and specs would be missing silently.
 */
export function readSpecs(root: string): readonly SourceFile[] {
  const { files, links } = listFolder(root, 'spec');
  const isSpec = (path: string): boolean => /\.(ksy|yaml|chart\.ts)$/.test(path);
  const link = links.find((path) => isSpec(path) || leadsToFolder(join(root, path)));
  if (link !== undefined) throw new ConfigError('root', `${link} is a symbolic link; replace it by its target`);
  const paths = files.filter(isSpec);
  if (paths.length === 0) throw new ConfigError('root', `no .ksy, .yaml or .chart.ts below ${join(root, 'spec')}`);
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/**
 * Writes stale and missing files and deletes generated orphans; current files keep their time stamps. Throws
 * ConfigError, and writes nothing, if something other than a folder or a file is at a path to write: files
 * outside of `generated/` are never changed, whatever links exist.
 */
export function writeGenerated(root: string, files: readonly GeneratedFile[]): WriteReport {
  refuseObstacles(root, files);
  const { stale, missing, orphans } = checkGenerated(root, files);
  const changed = new Set([...stale, ...missing]);
  for (const file of files) {
    if (!changed.has(file.path)) continue;
    const target = join(root, file.path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, file.text);
  }
  const ours = orphans.filter((path) => isGenerated(join(root, path)));
  for (const path of ours) rmSync(join(root, path));
  return {
    written: [...changed].toSorted(),
    unchanged: files.map((file) => file.path).filter((path) => !changed.has(path)),
    removed: ours,
    foreign: orphans.filter((path) => !ours.includes(path)),
  };
}

/** Folders on the way to a file must be folders, and what it replaces must be a file. */
function refuseObstacles(root: string, files: readonly GeneratedFile[]): void {
  const folders = new Set(['generated']);
  for (const { path } of files) {
    for (let folder = dirname(path); folder.includes('/'); folder = dirname(folder)) folders.add(folder);
  }
  for (const path of [...folders].toSorted()) {
    const found = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (found?.isDirectory() === false) throw obstacle(path, found, 'folder');
    // Nothing can be below what is not there.
    if (found === undefined && path === 'generated') return;
  }
  for (const { path } of files) {
    const found = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (found?.isFile() === false) throw obstacle(path, found, 'file');
  }
}

function obstacle(path: string, found: Stats, wanted: 'file' | 'folder'): ConfigError {
  const other = wanted === 'folder' ? 'file' : 'folder';
  const what = found.isSymbolicLink()
    ? 'symbolic link'
    : found.isFile() || found.isDirectory()
      ? other
      : 'special file';
  return new ConfigError('root', `${path} is a ${what} where a ${wanted} is to be written; move it away`);
}

/** Compares in memory; writes nothing. A file that no spec generates is an error like a stale one; so is a link. */
export function checkGenerated(root: string, files: readonly GeneratedFile[]): CheckReport {
  const expected = new Map(files.map((file) => [file.path, file.text]));
  const { files: present, links } = listFolder(root, 'generated');
  const onDisk = new Set(present);
  const stale = present.filter((path) => {
    const text = expected.get(path);
    return text !== undefined && readFileSync(join(root, path), 'utf8') !== text;
  });
  const missing = [...expected.keys()].filter((path) => !onDisk.has(path)).toSorted();
  const orphans = [...present.filter((path) => !expected.has(path)), ...links].toSorted();
  return { stale, missing, orphans };
}

/** Whether the first lines have the mark of emitted files. A link has none. */
function isGenerated(path: string): boolean {
  if (!lstatSync(path).isFile()) return false;
  const head = readFileSync(path, 'utf8').split('\n', 3).join('\n');
  return head.includes('Code generated from ') && head.includes('DO NOT EDIT.');
}

/**
 * Project paths of all files and all symbolic links below a folder, sorted; none when it does not exist. Links are not
 * followed: their targets are outside of the folder. (The recursive readdir of Node 24 follows them.)
 */
function listFolder(
  root: string,
  folder: string,
): { readonly files: readonly string[]; readonly links: readonly string[] } {
  const files: string[] = [];
  const links: string[] = [];
  const waiting = [folder];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const entry of entriesOf(join(root, path))) {
      const found = `${path}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(found);
      else if (entry.isFile()) files.push(found);
      else if (entry.isSymbolicLink()) links.push(found);
    }
  }
  return { files: files.toSorted(), links: links.toSorted() };
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}

function leadsToFolder(link: string): boolean {
  return statSync(link, { throwIfNoEntry: false })?.isDirectory() === true;
}
