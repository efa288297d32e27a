import { disabledBecause, disabledTests, type Reason, reasons } from './reasons.ts';
import type { TestResult } from './runner.ts';
import { groupOf } from './test-groups.ts';

/** The results of a run of the whole suite. */
export interface SuiteResults {
  /** All DTLS tests of the suite. */
  readonly names: readonly string[];
  /** The tests that ran. */
  readonly results: readonly TestResult[];
  /** ISO date. */
  readonly date: string;
  /** Of this project. */
  readonly commit: string;
}

const COLUMNS = ['passed', 'failed', 'unimplemented', 'disabled'] as const;
type Column = (typeof COLUMNS)[number];

/** `docs/conformance.md`. */
export function conformancePage({ names, results, date, commit }: SuiteResults): string {
  const outcomes = new Map(results.map((result) => [result.name, result]));
  const columnOf = (name: string): Column => outcomes.get(name)?.outcome ?? 'disabled';
  const groups = [...new Set(names.map(groupOf))].toSorted();
  const rows = [...groups, 'all'].map((group) => {
    const members = group === 'all' ? names : names.filter((name) => groupOf(name) === group);
    return [group, ...COLUMNS.map((column) => members.filter((name) => columnOf(name) === column).length)];
  });
  const reasonOf = (name: string): Reason | undefined => disabledBecause(name)?.reason ?? outcomes.get(name)?.reason;
  const notRun = names.filter((name) => columnOf(name) === 'disabled' || columnOf(name) === 'unimplemented');
  const counts = Object.entries(reasons).map(([reason, title]) => [
    title,
    ...(['unimplemented', 'disabled'] as const).map(
      (column) => notRun.filter((name) => reasonOf(name) === reason && columnOf(name) === column).length,
    ),
  ]);
  const unexplained = notRun.filter((name) => reasonOf(name) === undefined);
  const failed = results.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  const differences = disabledTests.flatMap(({ rule, names: pattern }) => {
    if (rule === undefined) return [];
    const members = names.filter((name) => pattern.test(name) && !outcomes.has(name)).toSorted();
    return members.length === 0 ? [] : [`- ${members.map((name) => `\`${name}\``).join(', ')}: ${rule}`];
  });
  return `<!-- Written by \`npm run bogo\`. DO NOT EDIT. -->
# Conformance: BoringSSL's test suite

BoringSSL tests TLS libraries with a runner (BoGo), which drives a shim of the library through connections that are correct
or break one rule. \`npm run bogo\` runs its ${names.length} DTLS tests against wirechart: errors and alerts must be the expected ones.
The suite is not part of this repository: \`WIRECHART_BOGO_SOURCE\` is the path of BoringSSL's source, and Go is needed.

Run on ${date} at commit ${commit}.

${table(['group', ...COLUMNS], rows)}

Unimplemented: the shim answers that a flag of the test is for a feature that wirechart does not have, or that the peer has no
DTLS 1.3. Disabled: the test does not run, because of its name.

${table(['reason', 'unimplemented', 'disabled'], [...counts, ['unexplained', unexplained.length, 0]])}

## Where the RFC and BoringSSL differ

${differences.length === 0 ? 'No test is disabled for this reason.' : differences.join('\n')}

## Failed

${list(failed)}

## Unexplained

${list(unexplained)}
`;
}

function list(names: readonly string[]): string {
  return names.length === 0
    ? 'None.'
    : names
        .toSorted()
        .map((name) => `- \`${name}\``)
        .join('\n');
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
