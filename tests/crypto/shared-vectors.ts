import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import test, { type ExecutionContext } from 'ava';

const root = resolve(process.env['WIRECHART_SHARED'] ?? '../shared', 'vectors');

/** The path of a shared test vector file; the files are read in place. */
export function readVectors(path: string): Buffer {
  return readFileSync(join(root, path));
}

/** Declares a test over shared vectors; where the file is absent the test is skipped and its title says why. */
export function vectorTest(title: string, path: string, run: (t: ExecutionContext) => void): void {
  if (existsSync(join(root, path))) test(title, run);
  else test.skip(`${title} (no ${path} under ${root}; WIRECHART_SHARED names its parent)`, run);
}
