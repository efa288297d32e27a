import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { buildSync } from 'esbuild';
import { Diagnostics } from '../../../../generator/diagnostics/diagnostics.ts';
import type { GeneratedFile } from '../../../../generator/emit/generated-file.ts';
import { emitMachines, machineText } from '../../../../generator/emit/machines/emit-machines.ts';
import { emitXstate, xstateText } from '../../../../generator/emit/xstate/emit-xstate.ts';
import type { Chart } from '../../../../generator/model/chart.ts';
import type { ProtocolSpecs } from '../../../../generator/model/protocol-specs.ts';
import { chartOf, fixtureCharts, specCharts } from '../../read/sample-charts.ts';
import { randomChart } from './random-chart.ts';

const cagePath = 'tests/generator/fixtures/charts/cage.chart.ts';
const cage = readFileSync(cagePath, 'utf8');
const runtime = '../../../runtime/machine/index.ts';

/** A protocol with the given charts and, optionally, a registry of alerts. */
function protocolOf(charts: Readonly<Record<string, string>>, registry?: string): ProtocolSpecs {
  const files = Object.entries(charts).map(([name, text]) => ({ path: `spec/house/charts/${name}.chart.ts`, text }));
  const registries =
    registry === undefined ? [] : [{ path: 'spec/house/registries/alert_description.ksy', text: registry }];
  return { name: 'house', files: [...files, ...registries] };
}

interface Emission {
  readonly files: readonly GeneratedFile[];
  readonly paths: readonly string[];
  readonly complaints: readonly string[];
}

async function emitted(protocol: ProtocolSpecs): Promise<Emission> {
  const diagnostics = new Diagnostics();
  const context = { diagnostics, runtime: () => runtime };
  const files = [...(await emitMachines(protocol, context)), ...(await emitXstate(protocol, context))];
  return { files, paths: files.map(({ path }) => path), complaints: diagnostics.errors.map(({ message }) => message) };
}

for (const chart of specCharts) {
  test(`the ${chart.id} machine is at most 3 KB compressed and contains neither XState nor the tables`, (t) => {
    const text = machineText(chart, './runtime/machine/index.ts');
    const { outputFiles } = buildSync({
      stdin: { contents: text.replace(/^export (?!class)/gm, ''), resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
    });
    const [bundle] = outputFiles;
    t.true(gzipSync(bundle?.contents ?? '').length <= 3 * 1024);
    t.notRegex(bundle?.text ?? '', /xstate|outcome/);
  });
}

/** A chart with the longest names, texts longer than a line, and a compound state with one child. */
const longCage = cage
  .replaceAll('#cage', '#cageWithLongNamesX')
  .replaceAll("id: 'cage'", "id: 'cageWithLongNamesX'")
  .replaceAll('LATCHED', `LATCHED_${'VERY_'.repeat(5)}OK`)
  .replaceAll('LOCKED', `LOCKED_${'VERY_'.repeat(5)}WEL`)
  .replaceAll('OPEN', `OPEN_${'VERY_'.repeat(6)}WIDE_`)
  .replaceAll('fallShut', 'fallShutAfterALongNominalDelayXX')
  .replaceAll('access_denied', `access_${'absolutely_'.repeat(2)}denied`)
  .replaceAll('rules section 2', `rules, ${'in the current edition, '.repeat(4)} section 2`)
  .replaceAll("'It is open.'", `'It is open, "isn\\'t it?" said ${'one visitor to another and '.repeat(5)}'`)
  .replace(
    "FAILED: { type: 'final' }",
    "FAILED: { type: 'final' }, INNER: { initial: 'ONE', states: { ONE: { exit: 'ring' } }, on: { push: 'SHUT' } }",
  );

const linkPath = 'tests/generator/fixtures/charts/link.chart.ts';

/** A chart with the longest names of regions and their states. */
function longLink(parallel: string, region: string): Chart {
  const text = readFileSync(linkPath, 'utf8')
    .replaceAll('link', 'linkWithLongNamesX')
    .replaceAll('CONNECTED', parallel)
    .replaceAll('READ', region);
  return chartOf(linkPath, text);
}

test('the formatter does not change printed machines, even with the longest names', (t) => {
  const charts = [
    ...specCharts,
    ...fixtureCharts,
    chartOf(cagePath, longCage),
    longLink('CONNECTED_IN_EVERY_WAY', 'AN'),
    longLink('CONNECTED', 'READ_AND_LISTEN'),
    longLink('CO', 'READ_AND_LISTEN_AS_WE'),
    ...[1, 2, 3, 4].map((index) => chartOf('random.chart.ts', randomChart(`format ${index}`))),
  ];
  for (const chart of charts) {
    const long = machineText(chart, `../../../${'a-long-way/'.repeat(9)}runtime/machine/index.ts`);
    for (const text of [machineText(chart, runtime), long, xstateText(chart)]) {
      const biome = ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', '--stdin-file-path=generated/x/y.ts'];
      const { stdout, status } = spawnSync(process.execPath, biome, { input: text, encoding: 'utf8' });
      t.is(status, 0);
      t.is(stdout, text);
    }
  }
});

test('the same chart generates the same bytes', (t) => {
  t.is(machineText(chartOf(cagePath, cage), runtime), machineText(chartOf(cagePath, cage), runtime));
});

test('doc comments of the chart become doc comments of the generated names', (t) => {
  const described = cage
    .replace('OPEN: {', "OPEN: { description: 'Ends */ here,\\n and goes on.',")
    .replace('It is open.', 'Is\\nopen.');
  const text = machineText(chartOf(cagePath, described), runtime);
  t.true(text.includes('  /** The key fits. */\n  keyFits(): boolean;'));
  t.true(
    text.includes('/** A cage with a lock that falls shut. */\nexport class CageMachine extends RunToCompletion {'),
  );
  t.true(text.includes('  /** Ends *\\/ here, and goes on. */\n  OPEN: 2,'));
  t.true(text.includes('        // Is open.\n'));
});

test('a chart generates a machine, a table, an XState module and an export in each index.ts', async (t) => {
  const { files, paths, complaints } = await emitted(protocolOf({ cage }));
  t.deepEqual(complaints, []);
  t.deepEqual(paths, [
    'generated/house/machines/cage.ts',
    'generated/house/machines/cage.md',
    'generated/house/machines/index.ts',
    'generated/house/xstate/cage.ts',
    'generated/house/xstate/index.ts',
  ]);
  const index = "// Code generated from spec/house/charts. DO NOT EDIT.\nexport * from './cage.ts';\n";
  t.is(files[2]?.text, index);
  t.is(files[4]?.text, index);
});

test('file names are in kebab case', async (t) => {
  const { paths } = await emitted(
    protocolOf({ cage: cage.replaceAll('#cage', '#frontCage').replace("id: 'cage'", "id: 'frontCage'") }),
  );
  t.deepEqual(paths.slice(0, 1), ['generated/house/machines/front-cage.ts']);
});

test('a chart with a mistake generates no file, and its complaint is reported once for all emitters', async (t) => {
  const { paths, complaints } = await emitted(protocolOf({ cage: cage.replace("exit: 'click'", "exit: 'clack'") }));
  t.deepEqual(paths, []);
  t.deepEqual(complaints, [
    'spec/house/charts/cage.chart.ts:39:17: unknown action \'clack\' (did you mean "click"?); declare it in setup({ actions })',
  ]);
});

test('a chart with a mistake does not stop the generation of other charts', async (t) => {
  const { paths, complaints } = await emitted(protocolOf({ broken: 'export const x = 1;\n', cage }));
  t.is(paths.length, 5);
  t.is(complaints.length, 1);
});

test('two charts with the same id are refused', async (t) => {
  const { paths, complaints } = await emitted(protocolOf({ cage, gate: cage }));
  t.is(paths.length, 5);
  t.deepEqual(complaints, [
    "spec/house/charts/gate.chart.ts:22:18: id 'cage' is taken by spec/house/charts/cage.chart.ts; choose another",
  ]);
});

test('alerts are checked against the registry of the protocol, in both forms of its members', async (t) => {
  const registry =
    'meta:\n  id: alert_description\nenums:\n  alert_description:\n    48: unknown_ca\n    49:\n      id: access_denied\n';
  t.deepEqual((await emitted(protocolOf({ cage }, registry))).complaints, []);
  const [complaint] = (await emitted(protocolOf({ cage }, registry.replace('access_denied', 'access_denid'))))
    .complaints;
  t.regex(complaint ?? '', /27:5: unknown alert 'access_denied' \(did you mean "access_denid"\?\)/);
  // Alerts are not checked while the registry cannot be read.
  t.deepEqual((await emitted(protocolOf({ cage }, 'enums: ['))).complaints, []);
});

test('a reason is a member of a union, an argument of fatal, data of its edge and part of the table', async (t) => {
  const reasoned = cage.replace(
    "ref: 'House rules section 2' }",
    "ref: 'House rules section 2', reason: 'KEY_TURNED' }",
  );
  t.not(reasoned, cage);
  const { files, complaints } = await emitted(protocolOf({ cage: reasoned }));
  t.deepEqual(complaints, []);
  const text = (end: string): string => files.find(({ path }) => path.endsWith(end))?.text ?? '';
  const module = text('machines/cage.ts');
  t.regex(module, /^export type CageReason = 'KEY_TURNED';$/m);
  t.regex(module, /^ {2}fatal\(alert: CageAlert, ref: string, reason: CageReason\): void;$/m);
  t.regex(module, /port\.fatal\('access_denied', 'House rules section 2', 'KEY_TURNED'\);/);
  t.regex(module, /reason: 'KEY_TURNED',?\s/);
  t.true(text('.md').includes('| fatal: access_denied, KEY_TURNED | House rules section 2 |'));
  const plain =
    (await emitted(protocolOf({ cage }))).files.find(({ path }) => path.endsWith('machines/cage.ts'))?.text ?? '';
  t.notRegex(plain, /reason|Reason/);
});

test('the table lists the outcome and the rule for every state and event', async (t) => {
  const { files } = await emitted(protocolOf({ cage }));
  const table = files.find(({ path }) => path.endsWith('.md'))?.text ?? '';
  const rows = table.slice(table.indexOf('## OPEN'), table.indexOf('## FAILED')).trimEnd().split('\n');
  t.deepEqual(rows, [
    '## OPEN',
    '',
    '| Event | Guard | To | Actions | Outcome | Why |',
    '|---|---|---|---|---|---|',
    '| *always* | isHeavy | SHUT | | handled | |',
    '| push | | SHUT | | handled | |',
    '| pull | | – | | ignored | It is open. House rules section 1 |',
    '| turnKey | | FAILED | | fatal: access_denied | House rules section 2 |',
    '| *after fallShut* | | SHUT | | handled | |',
  ]);
  t.true(table.endsWith('## FAILED\n\nFinal state: all events are ignored.\n'));
});
