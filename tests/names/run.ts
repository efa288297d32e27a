import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bannedRows } from './banned-names.ts';
import { occurrencesOf, searchedFiles } from './search.ts';

const usage = `usage: npm run names -- [--count]

Searches the repository for names and words that were replaced (tests/names/banned-names.ts); with --count, prints only how
many there are of each.`;

const { values } = parseArgs({ options: { count: { type: 'boolean', default: false }, help: { type: 'boolean' } } });
process.chdir(fileURLToPath(new URL('../../..', import.meta.url)));
if (values.help) console.log(usage);
else process.exitCode = main(values.count);

/** 0: none is found; 1: some are. */
function main(countOnly: boolean): number {
  const files = searchedFiles();
  let sum = 0;
  for (const row of bannedRows) {
    const found = occurrencesOf(files, [row]);
    sum += found.length;
    if (found.length === 0) continue;
    console.log(`${found.length} instead of ${row.standard}`);
    if (countOnly) continue;
    for (const { path, line, found: name } of found) console.log(`  ${path}${line === 0 ? '' : `:${line}`}: ${name}`);
  }
  console.log(`${bannedRows.length} rows, ${files.length} files, ${sum} occurrences`);
  return sum === 0 ? 0 : 1;
}
