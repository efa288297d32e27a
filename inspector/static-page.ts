import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import Handlebars from 'handlebars';
import type { InspectedChart } from './inspected-chart.ts';
import { duration, grouped } from './numbers.ts';
import { pageData } from './page-data.ts';
import type { Peer, Recording } from './recording.ts';
import { type Replay, type ReplayedMachine, replay } from './replay.ts';
import { sequenceRows } from './sequence.ts';
import { stateEventTable } from './state-event-table.ts';

/** In the order in which they apply. */
const STYLES = ['page', 'transport', 'columns', 'chart', 'table', 'lane'];

export interface StaticPage {
  /** Every chart that a machine of the recording runs. */
  readonly charts: readonly InspectedChart[];
  readonly recording: Recording;
}

/**
 * One HTML file that shows a run step by step. It holds everything it needs and asks nobody for anything: its
 * content security policy admits its own script and styles, by their hashes, and nothing else.
 *
 * @throws {WirechartError} `ERR_WIRECHART_RECORDING` when the recording does not fit the charts.
 */
export async function renderStaticPage({ charts, recording }: StaticPage): Promise<string> {
  const replayed = replay(charts, recording);
  const [template, script, ...sheets] = await Promise.all([
    beside('static-page.hbs'),
    bundle(),
    ...STYLES.map((name) => beside(`style/${name}.css`)),
  ]);
  const css = sheets.join('');
  const pictures = replayed.machines.map(({ chart }) => chart.svg);
  const styles = [css, ...pictures.flatMap(stylesIn)];
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

/** JSON that no HTML parser can leave: `<` is written as an escape, so neither `</script` nor `<!--` occurs. */
function scriptSafe(json: string): string {
  return json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function beside(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), 'utf8');
}

/** The page's script in one piece. */
async function bundle(): Promise<string> {
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

/** A picture brings its own style sheet; the policy has to name it. */
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
    { label: 'steps', value: grouped(steps.length) },
    { label: lost === 0 ? 'datagrams' : `datagrams, ${lost} lost`, value: grouped(datagrams.length) },
    { label: 'bytes', value: grouped(bytes) },
    { label: 'in all', value: duration(steps.at(-1)?.time ?? 0) },
  ];
}

function peerView(peer: Peer, { machines }: Replay): object {
  return {
    peer,
    name: peer === 'client' ? 'Client' : 'Server',
    machines: machines
      .map((machine, index) => ({ machine, index }))
      .filter(({ machine }) => machine.peer === peer)
      .map(({ machine, index }, place) => machineView(machine, index, place === 0)),
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
