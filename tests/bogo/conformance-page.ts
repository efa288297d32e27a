import { disabledBecause, disabledTests, reasons } from './reasons.ts';
import type { TestResult } from './runner.ts';
import type { ProviderName } from './shim-provider.ts';
import { groupOf } from './test-groups.ts';

/** A run over one provider. */
export interface SuiteRun {
  readonly provider: ProviderName;
  /** Of the tests that are not disabled. */
  readonly results: readonly TestResult[];
}

/** The results of the whole suite over each provider. */
export interface SuiteResults {
  /** All DTLS tests of the suite. */
  readonly names: readonly string[];
  readonly runs: readonly SuiteRun[];
  /** ISO date. */
  readonly date: string;
  /** Of this project. */
  readonly commit: string;
}

const OUTCOMES = ['passed', 'failed', 'unimplemented'] as const;

/** `docs/conformance.md`. */
export function conformancePage({ names, runs, date, commit }: SuiteResults): string {
  const isDisabled = (name: string): boolean => disabledBecause(name) !== undefined;
  const groups = [...new Set(names.map(groupOf))].toSorted();
  const rows = [...groups, 'all'].map((group) => {
    const isMember = (name: string): boolean => group === 'all' || groupOf(name) === group;
    const counts = OUTCOMES.flatMap((outcome) =>
      runs.map(({ results }) => results.filter((each) => each.outcome === outcome && isMember(each.name)).length),
    );
    return [group, ...counts, names.filter((name) => isMember(name) && isDisabled(name)).length];
  });
  const unimplemented = runs.map(({ results }) => results.filter(({ outcome }) => outcome === 'unimplemented'));
  const counts = Object.entries(reasons).map(([key, title]) => [
    title,
    ...unimplemented.map((results) => results.filter(({ reason }) => reason === key).length),
    names.filter((name) => disabledBecause(name)?.reason === key).length,
  ]);
  const unexplained = unimplemented.map((results) => results.filter(({ reason }) => reason === undefined));
  const differences = disabledTests.flatMap(({ rule, names: pattern }) => {
    if (rule === undefined) return [];
    const members = names.filter((name) => pattern.test(name) && isDisabled(name)).toSorted();
    return members.length === 0 ? [] : [`- ${members.map((name) => `\`${name}\``).join(', ')}: ${rule}`];
  });
  const providers = runs.map(({ provider }) => provider);
  const named = (lists: readonly (readonly TestResult[])[]): string =>
    list(lists.flatMap((results, index) => results.map(({ name }) => `\`${name}\` over ${providers[index]}`)));
  return `<!-- Written by \`npm run bogo\`. DO NOT EDIT. -->
# Conformance: BoringSSL's test suite

BoringSSL tests TLS libraries with a runner (BoGo), which drives a shim of the library through connections that are correct
or break one rule. \`npm run bogo\` runs its ${names.length} DTLS tests against wirechart: errors and alerts must be the expected ones.
The suite is not part of this repository: \`WIRECHART_BOGO_SOURCE\` is the path of BoringSSL's source, and Go is needed.

The suite runs twice: over the provider \`openssl\` and over \`native\`. The shim has no sockets of its own: the runner is its
network, over one TCP stream.

Run on ${date} at commit ${commit}.

${table(['group', ...OUTCOMES.flatMap((outcome) => providers.map((name) => `${outcome}: ${name}`)), 'disabled'], rows)}

Unimplemented: the shim answers that a flag of the test is for a feature that wirechart does not have, or that the peer has no
DTLS 1.3. Disabled: the test does not run, because of its name.

${table(
  ['reason', ...providers.map((name) => `unimplemented: ${name}`), 'disabled'],
  [...counts, ['unexplained', ...unexplained.map(({ length }) => length), 0]],
)}

## Where the RFC and BoringSSL differ

${differences.length === 0 ? 'No test is disabled for this reason.' : differences.join('\n')}

## Failed

${named(runs.map(({ results }) => results.filter(({ outcome }) => outcome === 'failed')))}

## Unexplained

${named(unexplained)}
`;
}

function list(lines: readonly string[]): string {
  return lines.length === 0
    ? 'None.'
    : lines
        .toSorted()
        .map((line) => `- ${line}`)
        .join('\n');
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
