import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { errorPage, problemsWith } from './error-page.ts';
import { findUsedCodes, readErrorSources } from './used-codes.ts';

const PAGE = 'docs/reference/errors.md';
const usage = `usage: npm run errors -- [--check]

Compares the error codes in the sources with runtime/errors/error-codes.ts, and writes ${PAGE}; with --check, says
whether it is up to date.`;

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, help: { type: 'boolean' } } });
process.chdir(fileURLToPath(new URL('../../..', import.meta.url)));
if (values.help) console.log(usage);
else process.exitCode = main(values.check);

/** 0: every code is listed and the page is up to date; 1: not. */
function main(check: boolean): number {
  const used = findUsedCodes(readErrorSources());
  const problems = problemsWith(used);
  for (const each of problems) console.error(each);
  if (problems.length > 0) return 1;
  const page = errorPage(used);
  if (!check) writeFileSync(PAGE, page);
  else if (readFileSync(PAGE, 'utf8') !== page) {
    console.error(`${PAGE} is not up to date: run npm run errors`);
    return 1;
  }
  return 0;
}
