import { fileURLToPath } from 'node:url';
import { readCitedFiles } from './cited-files.ts';
import { problemsIn } from './problems.ts';
import { readSectionLists } from './section-list.ts';

// Refuses citations of RFC sections that do not exist. `npm run docs` writes the table of citations.
process.chdir(fileURLToPath(new URL('../../..', import.meta.url)));
const problems = problemsIn(readCitedFiles(), readSectionLists());
for (const each of problems) console.error(each);
process.exitCode = problems.length > 0 ? 1 : 0;
