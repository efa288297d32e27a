import { existsSync, readFileSync } from 'node:fs';
import { LAYER_NAMES, type LayerReport } from '../../bench/layer-report.ts';
import type { Result, Row } from '../../bench/result.ts';
import { markdownTable } from '../documents/markdown-table.ts';

const FAST_PATH = 'plain UDP on our own fast path';
const RESULTS = 'bench/results';

/** `docs/performance.md`, from the stored results of `npm run bench`. Layers without a result are named. */
export function performancePage(reports = readReports()): string {
  const absent = LAYER_NAMES.filter((name) => !reports.some(({ layer }) => layer === name));
  return [
    '# Performance',
    'Written by `npm run docs` from `bench/results`. [Benchmarks](benchmarks.md) describes each layer.',
    '## The overhead',
    'There are two honest answers to what protection costs, and both are given:',
    overheadTable(reports),
    `The first compares with what an application on Node has without protection. Where a faster path is installed, the gain
of its system calls exceeds the cost of the cipher, so the first answer says little about the cipher. The second answer
does: both sides of its comparison use the same system calls. A library in C that is given the same system calls would
have the same gain.`,
    '## How it was measured',
    `The contenders of a layer are measured alternately in one run, after their results were compared with each other. The
value of a contender is the median of its rounds; a ratio is the median of the quotients of corresponding rounds. A ratio
above 1 says that ours is faster. Ratios matter, absolute values depend on the machine and its load.`,
    `In the layers \`bulk\` and \`packet\` sender and receiver are processes of their own, each on one core. Goodput is counted by
the receiver, which checks every byte of every message. All contenders have one credit window of 1024 messages: no message is
lost, and a lost one fails the run. All programs in C are compiled with \`-O2\`, and all ciphers are AES-128-GCM. CPU is the
time of all threads of a process for one message.`,
    `Limits: everything is measured over loopback, without a network card, and both sides share one machine. The sender pays
for part of the work that the receiver's kernel does.`,
    ...reports.flatMap(section),
    ...(absent.length > 0 ? ['## Not measured yet', absent.map((layer) => `- \`${layer}\``).join('\n')] : []),
    '',
  ].join('\n\n');
}

function readReports(): readonly LayerReport[] {
  return LAYER_NAMES.flatMap((layer): LayerReport[] => {
    const path = `${RESULTS}/${layer}.json`;
    return existsSync(path) ? [JSON.parse(readFileSync(path, 'utf8'))] : [];
  });
}

/** The overhead of goodput against both kinds of plain UDP, where they were measured. */
function overheadTable(reports: readonly LayerReport[]): string {
  const rows = reports.flatMap(({ layer, results }) => {
    const [result] = results;
    if (result === undefined || (layer !== 'bulk' && layer !== 'packet')) return [];
    return [
      overheadRow(layer, result, 'dgram', 'plain UDP as users have it, `node:dgram`'),
      overheadRow(layer, result, layer === 'bulk' ? 'fastpathPlain' : 'fastpathPlainPacket', FAST_PATH),
    ].filter((row) => row !== undefined);
  });
  return markdownTable(['layer', 'against', 'goodput, ours to plain', 'overhead'], rows);
}

function overheadRow(layer: string, { rows }: Result, key: string, against: string): string[] | undefined {
  const row = rows.find((each) => each.key === key);
  return row && [layer, against, `${row.ratio.toFixed(2)}x`, `${((1 - row.ratio) * 100).toFixed(0)} %`];
}

function section({ layer, date, machine, rounds, results }: LayerReport): string[] {
  const { cpu, cores, system, node, openssl } = machine;
  return [
    `## ${layer}`,
    `${date.slice(0, 10)}, ${rounds} rounds, ${cpu}, ${cores} cores, ${system}, Node ${node}, OpenSSL ${openssl}.`,
    ...results.flatMap(comparison),
    `[Chart](../${RESULTS}/${layer}.svg).`,
  ];
}

function comparison({ title, unit, rows, ratios, missing }: Result): string[] {
  const details = Object.keys(rows[0]?.details ?? {});
  const head = ['', `median ${unit}`, 'quartiles', 'ratio', ...details];
  const further = Object.entries(ratios).map(([key, value]) => `\`${key}\` ${value.toFixed(3)}`);
  return [
    `### ${title}`,
    markdownTable(
      head,
      rows.map((row) => cells(row, details)),
    ),
    ...(further.length > 0 ? [`${further.join(', ')}.`] : []),
    ...missing.map(({ name, reason }) => `Not measured: ${name} (${reason}).`),
  ];
}

function cells({ name, median, low, high, ratio, details = {} }: Row, names: readonly string[]): string[] {
  const further = names.map((each) => figure(details[each] ?? Number.NaN));
  return [name, figure(median), `${figure(low)} to ${figure(high)}`, `${ratio.toFixed(2)}x`, ...further];
}

/** To four significant digits, without an exponent. */
function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '-';
}
