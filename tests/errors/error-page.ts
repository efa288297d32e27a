import {
  clientAuthRequestEdges,
  clientAuthResponseEdges,
  clientEdges,
  connectionIdEdges,
  keyUpdateEdges,
  serverEdges,
} from '../../generated/dtls13/machines/index.ts';
import { AlertDescription } from '../../generated/dtls13/registries/index.ts';
import { CertificateError, type CertificateReason } from '../../runtime/errors/certificate-error.ts';
import { type CodeEntry, codeFamilies, errorCodes } from '../../runtime/errors/error-codes.ts';
import { peerReasons } from '../../runtime/errors/peer-reason.ts';
import type { MachineEdge } from '../../runtime/machine/index.ts';
import { readDocs, type UsedCodes, type Violation } from './used-codes.ts';

/** What the page and the sources disagree on; empty where they agree. */
export function problemsWith(used: UsedCodes): readonly string[] {
  const problems: string[] = [];
  const complain = (
    found: ReadonlyMap<string, readonly string[]>,
    known: Readonly<Record<string, CodeEntry>>,
  ): void => {
    for (const [code, paths] of found) {
      if (!Object.hasOwn(known, code)) problems.push(`${paths[0]}: ${code} is not in runtime/errors/error-codes.ts`);
    }
  };
  complain(new Map([...used.codes].filter(([code]) => familyOf(code) === undefined)), errorCodes);
  complain(used.families, codeFamilies);
  for (const code of Object.keys(errorCodes)) {
    if (!used.codes.has(code)) problems.push(`${code} is in runtime/errors/error-codes.ts, but no source uses it`);
  }
  for (const family of Object.keys(codeFamilies)) {
    if (family !== 'E' && !used.families.has(family)) problems.push(`no source makes codes of the family ${family}`);
  }
  const rules = rulesByReason(used.violations);
  for (const reason of Object.keys(peerReasons)) {
    if (!rules.has(reason)) problems.push(`${reason} is a PeerReason, but no chart and no call of violated() gives it`);
  }
  for (const reason of rules.keys()) {
    if (!Object.hasOwn(peerReasons, reason)) problems.push(`${reason} is not a PeerReason`);
  }
  return problems;
}

function familyOf(code: string): string | undefined {
  return Object.keys(codeFamilies).find((family) => family !== 'E' && code.startsWith(family));
}

/** Alerts and rules of each reason: from the charts first, then from the calls of `violated`. */
export function rulesByReason(violations: readonly Violation[]): ReadonlyMap<string, readonly Violation[]> {
  const rules = new Map<string, Violation[]>();
  const edges = allEdges.flatMap(({ reason, alert, ref }) =>
    reason === undefined || alert === undefined || ref === undefined ? [] : [{ reason, alert, rule: ref }],
  );
  for (const each of [...edges, ...violations]) {
    const known = rules.get(each.reason) ?? [];
    if (!known.some(({ alert, rule }) => alert === each.alert && rule === each.rule)) known.push(each);
    rules.set(each.reason, known);
  }
  return rules;
}

/** The edges of the charts in which a peer can break a rule. */
const allEdges: readonly MachineEdge[] = [
  ...clientEdges,
  ...serverEdges,
  ...clientAuthRequestEdges,
  ...clientAuthResponseEdges,
  ...connectionIdEdges,
  ...keyUpdateEdges,
];

const FAULTS: Readonly<Record<CodeEntry['fault'], string>> = {
  peer: 'the peer',
  network: 'the network',
  caller: 'the caller',
  spec: 'the spec',
  library: 'this library',
  none: 'none',
};

/** docs/reference/errors.md. */
export function errorPage({ violations }: UsedCodes): string {
  return `${[
    '<!-- Written by `npm run docs` from runtime/errors, the charts and the code. Do not edit. -->',
    '# Errors',
    '',
    'Every error that this library throws or hands over is a `WirechartError`. Match `code`, which is stable; the message is',
    'for people and may change. `cause` holds the error below, where there is one. Errors of the application pass through as',
    'they are: the reason of an aborted signal, the argument of `destroy()`, what a callback of `FaultyProvider` fails with.',
    '',
    '## Codes',
    '',
    ...table(
      ['Code', 'Class', 'Meaning', 'Whose fault', 'What to do'],
      Object.entries(errorCodes).map(([code, entry]) => [`\`${code}\``, ...entryCells(entry)]),
    ),
    '## Families of codes',
    '',
    ...table(
      ['Code', 'Class', 'Meaning', 'Whose fault', 'What to do'],
      Object.entries(codeFamilies).map(([family, entry]) => [`\`${family}...\``, ...entryCells(entry)]),
    ),
    'The code of an AlertError ends with the name of the alert in capitals, or with `UNKNOWN`:',
    `${Object.keys(AlertDescription)
      .map((name) => `\`${name}\``)
      .join(', ')}.`,
    '',
    '## Reasons of a PeerError',
    '',
    '`PeerReason` has one entry for each rule that a peer can break. The code of the error is `ERR_DTLS_PEER_` and the alert.',
    '',
    ...table(['Reason', 'Meaning', 'Alert', 'Rule'], peerRows(violations)),
    '## Reasons of a CertificateError',
    '',
    'The code of the error is `ERR_DTLS_CERTIFICATE_` and the reason.',
    '',
    ...table(['Reason', 'Meaning', 'Alert'], certificateRows()),
  ]
    .join('\n')
    .trimEnd()}\n`;
}

function entryCells(entry: CodeEntry): readonly string[] {
  return [`\`${entry.class}\``, entry.meaning, FAULTS[entry.fault], entry.action];
}

function peerRows(violations: readonly Violation[]): readonly (readonly string[])[] {
  const docs = readDocs('runtime/errors/peer-reason.ts', 'peerReasons');
  const rules = rulesByReason(violations);
  return Object.keys(peerReasons).map((reason) => {
    const broken = rules.get(reason) ?? [];
    const alerts = new Set(broken.map(({ alert }) => `\`${alert}\``));
    const sections = new Set(broken.map(({ rule }) => rule).sort());
    return [`\`${reason}\``, docs.get(reason) ?? '', [...alerts].join(', '), [...sections].join(', ')];
  });
}

function certificateRows(): readonly (readonly string[])[] {
  return [...readDocs('runtime/errors/certificate-error.ts', 'CertificateReason')].map(([reason, meaning]) => {
    const { alert } = new CertificateError(reason as CertificateReason, '');
    return [`\`${reason}\``, meaning, `\`${alert}\``];
  });
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(names), `|${'---|'.repeat(names.length)}`, ...rows.map(line), ''];
}
