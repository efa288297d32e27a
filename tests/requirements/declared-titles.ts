import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import type { SourceFile } from 'wirechart/requirements';
import { readTitles } from 'wirechart/requirements';

const MEGABYTE = 2 ** 20;

/**
 * The titles of the tests in all files that may declare one of `titles`. The files are loaded, and their tests are not
 * run: a title from a row of a table is there only if the row is. `sources`: the files below `tests/`.
 */
export function declaredTitles(sources: readonly SourceFile[], titles: readonly string[]): ReadonlySet<string> {
  const declaring = new Set(
    sources.filter((source) => {
      const declared = readTitles([source]);
      return titles.some((title) => declared.has(title));
    }),
  );
  // Some modules declare tests for the files that import them. A set visits what is added meanwhile.
  for (const { path } of declaring) {
    const specifier = `/${basename(path)}'`;
    for (const source of sources) if (source.text.includes(specifier)) declaring.add(source);
  }
  const files = [...declaring].filter(({ path }) => path.endsWith('.test.ts'));
  const program = 'dist/tests/requirements/list-titles.js';
  const paths = files.map(({ path }) => `dist/tests/${path.replace(/\.ts$/, '.js')}`);
  const options = { encoding: 'utf8', maxBuffer: 64 * MEGABYTE } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...paths], options);
  if (status !== 0) throw new Error(`the test files were not loaded: ${stderr}`);
  return new Set(stdout.split('\n'));
}
