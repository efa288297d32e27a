import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCitedFiles } from './cited-files.ts';
import { problemsIn } from './problems.ts';
import { readSectionLists } from './section-list.ts';
import { whereTable } from './where-table.ts';

const TABLE = 'docs/design/where.md';
const usage = `usage: npm run citations -- [--check]

Refuses citations of RFC sections that do not exist, and writes ${TABLE}; with --check, says whether it is up to date.`;

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, help: { type: 'boolean' } } });
process.chdir(fileURLToPath(new URL('../../..', import.meta.url)));
if (values.help) console.log(usage);
else process.exitCode = main(values.check);

/** 0: every citation is right and the table is up to date; 1: not. */
function main(check: boolean): number {
  const files = readCitedFiles();
  const lists = readSectionLists();
  const problems = problemsIn(files, lists);
  for (const each of problems) console.error(each);
  if (problems.length > 0) return 1;
  const table = whereTable(files, lists);
  if (!check) writeFileSync(TABLE, table);
  else if (readFileSync(TABLE, 'utf8') !== table) {
    console.error(`${TABLE} is not up to date: run npm run citations`);
    return 1;
  }
  return 0;
}
