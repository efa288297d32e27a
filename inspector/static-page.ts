// Renders a recording and its charts as one self-contained HTML page.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import Handlebars from 'handlebars';
import type { InspectedChart } from './inspected-chart.ts';
import { formatCount, formatDuration } from './number-format.ts';
import { pageData } from './page-data.ts';
import type { Peer, Recording } from './recording.ts';
import { type Replay, type ReplayedMachine, replay } from './replay.ts';
import { sequenceRows } from './sequence-rows.ts';
import { stateEventTable } from './state-event-table.ts';

/** Style sheets in their order of precedence. */
const STYLES = ['page', 'playback', 'columns', 'chart', 'table', 'sequence'];

/** The input of a page. */
export interface StaticPage {
  /** The charts of all machines in the recording. */
  readonly charts: readonly InspectedChart[];
  readonly recording: Recording;
}

/**
 * Renders one HTML file that shows a recording step by step. The file is self-contained and sends no requests: its
 * content security policy allows only its own script and styles, by their hashes.
 *
 * @throws {WirechartError} `ERR_WIRECHART_RECORDING` when the recording does not fit the charts.
 */
export async function renderStaticPage({ charts, recording }: StaticPage): Promise<string> {
  const replayed = replay(charts, recording);
  const [template, script, ...sheets] = await Promise.all([
    readAsset('static-page.hbs'),
    bundleScript(),
    ...STYLES.map((name) => readAsset(`style/${name}.css`)),
  ]);
  const css = sheets.join('');
  const diagrams = replayed.machines.map(({ chart }) => chart.svg);
  const styles = [css, ...diagrams.flatMap(stylesIn)];
  const render = Handlebars.compile(template, { strict: true, preventIndent: true });
  return render({
    policy: [
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${[...new Set(styles.map(hash))].join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
    css,
    script,
    data: scriptSafe(JSON.stringify(pageData(recording, replayed))),
    title: recording.title,
    note: recording.note,
    facts: facts(recording),
    client: peerView('client', replayed),
    server: peerView('server', replayed),
    rows: sequenceRows(recording, replayed),
    steps: recording.steps.length,
  });
}

/** Escapes JSON for a script element: `<` is written as an escape, so neither `</script` nor `<!--` occurs. */
function scriptSafe(json: string): string {
  return json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Reads a file in the folder of this module. */
function readAsset(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), 'utf8');
}

/** Bundles the script of the page. */
async function bundleScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page/main.js', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** The style sheets inside an SVG diagram, whose hashes the policy needs too. */
function stylesIn(svg: string): string[] {
  return [...svg.matchAll(/<style>([^<]*)<\/style>/g)].map(([, text = '']) => text);
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function facts({ steps }: Recording): { label: string; value: string }[] {
  const datagrams = steps.filter((step) => step.kind === 'datagram');
  const lost = datagrams.filter((step) => step.arrival === undefined).length;
  const bytes = datagrams.reduce((sum, step) => sum + step.length, 0);
  return [
    { label: 'steps', value: formatCount(steps.length) },
    { label: lost === 0 ? 'datagrams' : `datagrams, ${lost} lost`, value: formatCount(datagrams.length) },
    { label: 'bytes', value: formatCount(bytes) },
    { label: 'total time', value: formatDuration(steps.at(-1)?.time ?? 0) },
  ];
}

function peerView(peer: Peer, { machines }: Replay): object {
  return {
    peer,
    name: peer === 'client' ? 'Client' : 'Server',
    machines: machines
      .map((machine, index) => ({ machine, index }))
      .filter(({ machine }) => machine.peer === peer)
      .map(({ machine, index }, position) => machineView(machine, index, position === 0)),
  };
}

function machineView({ machine, chart, initial }: ReplayedMachine, index: number, first: boolean): object {
  const table = stateEventTable(chart);
  const rows = table.rows.map(({ state, cells }) => ({
    state,
    cells: cells.map(({ edges, outcomes, sentences }, column) => ({
      edges: edges.join(' '),
      outcomes,
      title: `${state}, ${table.triggers[column] ?? ''}\n${sentences.join('\n')}`,
      empty: edges.length === 0,
    })),
  }));
  return {
    index,
    machine,
    initial: initial.join(', '),
    first,
    doc: chart.title,
    svg: chart.svg,
    table: { ...table, rows },
  };
}
