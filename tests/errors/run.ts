import { fileURLToPath } from 'node:url';
import { problemsWith } from './error-page.ts';
import { findUsedCodes, readErrorSources } from './used-codes.ts';

// Compares the error codes in the sources with runtime/errors/error-codes.ts. `npm run docs` writes the page of errors.
process.chdir(fileURLToPath(new URL('../../..', import.meta.url)));
const problems = problemsWith(findUsedCodes(readErrorSources()));
for (const each of problems) console.error(each);
process.exitCode = problems.length > 0 ? 1 : 0;
