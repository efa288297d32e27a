import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { generatorSubpaths, subpaths } from '../architecture/public-face.ts';

test('the API reference has a page for each module that is exported, and no warning or broken link', async (t) => {
  t.timeout(600_000, 'TypeDoc reads the whole project, which takes a while on a busy machine');
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-api-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  // Warnings are errors, and rejected here.
  await promisify(execFile)(process.execPath, [resolve('node_modules/typedoc/bin/typedoc'), '--out', folder]);
  for (const { specifier } of [...subpaths, ...generatorSubpaths]) {
    t.true(existsSync(join(folder, `${specifier}.md`)), specifier);
  }
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
  const broken = pages.flatMap((page) => {
    const text = readFileSync(join(folder, page), 'utf8');
    return [...text.matchAll(/\]\((?![a-z]+:|#)([^)\s#]+)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !existsSync(join(folder, dirname(page), link)))
      .map((link) => `${page}: ${link}`);
  });
  t.deepEqual(broken, []);
});
