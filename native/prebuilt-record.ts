import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { addonSources, compilerFlags } from '../runtime/native/addon-compiler.ts';
import { packageFolder, packageVersion, prebuilt } from '../runtime/native/addon-package.ts';

/** What the checked-in addon was built from: native/prebuilt/linux-x64.json. */
export interface PrebuiltRecord {
  /** The first line that the compiler prints for `--version`. */
  readonly compiler: string;
  /** The release of Node that the headers belong to. */
  readonly headers: string;
  /** SHA-256 of the sources with their paths, the flags of the compiler and the version of the package. */
  readonly sources: string;
  /** SHA-256 of the file. */
  readonly file: string;
}

const RECORD = prebuilt.path.replace(/\.node$/, '.json');

export function readRecord(): PrebuiltRecord {
  return JSON.parse(readFileSync(RECORD, 'utf8'));
}

export function writeRecord(record: PrebuiltRecord): void {
  writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
}

/** What an addon that is built now would be built from. */
export function sourcesHash(): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([packageVersion(), ...compilerFlags]));
  for (const path of addonSources()) hash.update(JSON.stringify([path, readFileSync(packageFolder + path, 'utf8')]));
  return hash.digest('hex');
}

export function fileHash(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Why the checked-in addon is not what the sources give; undefined if it is. Compiles nothing. */
export function staleness(record: PrebuiltRecord): string | undefined {
  if (record.sources !== sourcesHash()) return 'native/prebuilt is older than native/src: run npm run native';
  if (record.file !== fileHash(prebuilt.path)) return 'native/prebuilt/linux-x64.node is not the file of its record';
  return undefined;
}
