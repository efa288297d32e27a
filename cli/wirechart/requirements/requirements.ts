import process from 'node:process';
import { coverageOf, danglingTests, type Requirement } from 'wirechart/requirements';
import { UsageError } from '../../terminal/failure.ts';
import { print, remark } from '../../terminal/output.ts';
import { coverageLines, danglingLines, missingLines } from './coverage-text.ts';
import { openLedger, testTitles } from './ledger-source.ts';

/** The options of the command line. */
export interface RequirementsOptions {
  readonly protocol?: string;
  readonly root?: string;
  readonly section?: string;
  readonly missing?: boolean;
  readonly json?: boolean;
}

/** Prints the coverage. Throws CommandError or UsageError if there are no requirements to count. */
export async function requirements(options: RequirementsOptions): Promise<void> {
  const { protocol, root, section, missing = false, json = false } = options;
  const { folder, ledger } = openLedger(root, protocol);
  const chosen = section === undefined ? ledger : inSection(ledger, section);
  const titles = testTitles(folder);
  const dangling = titles === undefined ? [] : danglingTests(chosen, titles);
  if (json) {
    const { must, should } = coverageOf(chosen);
    print(JSON.stringify({ must, should, dangling: dangling.map(({ id, title }) => `${id}: ${title}`) }));
  } else {
    const lines = [...coverageLines(chosen), ...(missing ? missingLines(chosen) : []), ...danglingLines(dangling)];
    for (const line of lines) print(line);
    if (titles === undefined) remark(`${folder} has no folder tests: the titles of tests are not checked`);
  }
  if (dangling.length > 0) process.exitCode = 1;
}

/** The requirements of a section and of those below it: `4.5`, or `9147-4.5` for one document. */
function inSection(ledger: readonly Requirement[], wanted: string): readonly Requirement[] {
  const [, document, section] = /^(?:(\w+)-)?([\w.]+)$/.exec(wanted) ?? [];
  const chosen = ledger.filter(
    (each) =>
      (each.section === section || each.section.startsWith(`${section}.`)) &&
      (document === undefined || each.id.startsWith(`${document}-`)),
  );
  if (chosen.length === 0) throw new UsageError(`--section: no requirement of section ${wanted}`);
  return chosen;
}
