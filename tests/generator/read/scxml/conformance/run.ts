// `npm run conformance:charts`: runs the cases of `@scion-scxml/test-framework` and writes docs/charts-conformance.md.
import { writeFileSync } from 'node:fs';
import { conformanceReport } from './report.ts';
import { type CaseResult, runCase } from './run-case.ts';
import { scionCases } from './scion-cases.ts';

const results: CaseResult[] = [];
for (const scion of scionCases()) results.push(await runCase(scion));
const report = conformanceReport(results);
process.stdout.write(report);
writeFileSync('docs/charts-conformance.md', report);
