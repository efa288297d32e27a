import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generatedDocuments, updated } from './generated-documents.ts';

const usage = `usage: npm run docs -- [--check]

Writes the documents that are generated from the sources; with --check, says which are not up to date.`;

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, help: { type: 'boolean' } } });
process.chdir(fileURLToPath(new URL('../../..', import.meta.url)));
if (values.help) console.log(usage);
else process.exitCode = await main(values.check);

/** 0: every document is up to date; 1: not. */
async function main(check: boolean): Promise<number> {
  let stale = 0;
  for (const document of await generatedDocuments()) {
    const { path } = document;
    const current = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const text = updated(document, current);
    if (text === current) continue;
    if (check) {
      stale += 1;
      console.error(`${path} is not up to date: run npm run docs`);
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  return stale > 0 ? 1 : 0;
}
