// `npm run bench`: compares implementations, layer by layer, and prints the ratios.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type BenchArguments, isShortened, parseBenchArguments, UsageError } from './arguments.ts';
import { bandsAround, outsideBands, readBands, writeBands } from './bands.ts';
import { chart } from './chart.ts';
import type { Layer } from './layer.ts';
import { type JsonLine, jsonLine, type LayerReport, machine } from './layer-report.ts';
import { layers } from './layers.ts';
import { merge } from './merge.ts';
import { summary, table } from './report.ts';
import { isPassed, type Result } from './result.ts';

const root = fileURLToPath(new URL('../../bench', import.meta.url));
const BANDS = join(root, 'bands.json');
const RESULTS = join(root, 'results');

const usage = `usage: npm run bench -- [layer...] [options]

Measures the contenders of each layer alternately, and prints medians, quartiles and ratios. A ratio above 1 says that ours
is faster. Without a layer: all of them.

${Object.entries(layers)
  .map(([name, { summary: text }]) => `  ${name.padEnd(16)}${text}`)
  .join('\n')}

  --json           one line of JSON for each layer instead of tables
  --gate           exit code 1 when a gate fails
  --compare        exit code 1 when a ratio is outside its band in bench/bands.json
  --set-bands      write the bands around the ratios of this run
  --rounds N       rounds of each contender
  --seconds S      measurement of each contender in a round
  --connections N  connections (layers games, connections)
  --only KEYS      contenders besides ours, separated by commas (layers bulk, packet, games)
  --against DIR    the checkout of another commit, built (layers connection, handshake)
  --out DIR        where <layer>.json and <layer>.svg are written. Default bench/results; not written where --rounds,
                   --seconds, --connections, --only or --against is given without --out`;

process.exitCode = await main();

/** 0; 1: a gate failed or a ratio is outside its band; 2: a mistake in the command line. */
async function main(): Promise<number> {
  let args: BenchArguments;
  try {
    args = parseBenchArguments(process.argv.slice(2), Object.keys(layers));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`bench: ${error.message}; see --help\n`);
    return 2;
  }
  if (args.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const names = args.layers.length > 0 ? args.layers : Object.keys(layers);
  if (args.once) {
    process.stdout.write(JSON.stringify(await measured(names[0] as string, args)));
    return 0;
  }
  const results: Result[] = [];
  const lines: JsonLine[] = [];
  for (const name of names) {
    const own = await measured(name, args);
    results.push(...own);
    lines.push(jsonLine(name, own));
    write(name, own, args);
    const text = args.json ? `${JSON.stringify(lines.at(-1))}\n` : own.map((each) => `${table(each)}\n`).join('');
    process.stdout.write(text);
  }
  (args.json ? process.stderr : process.stdout).write(summary(results));
  if (args.setBands) setBands(lines);
  const failed = args.gate && results.flatMap(({ gates }) => gates).some((gate) => !isPassed(gate));
  const outside = args.compare ? lines.flatMap((line) => outsideBands(line, readBands(BANDS))) : [];
  for (const line of outside) process.stderr.write(`${line}\n`);
  return failed || outside.length > 0 ? 1 : 0;
}

async function measured(name: string, args: BenchArguments): Promise<readonly Result[]> {
  const layer = layers[name] as Layer;
  const { seconds, connections, against, only } = args;
  const rounds = args.rounds ?? layer.defaultRounds;
  if (args.once || layer.rounds === 'processes') {
    return layer.measure({ log, seconds, rounds, connections, against, only });
  }
  return merge(Array.from({ length: rounds }, (_, index) => runOf(name, args, `${index + 1} of ${rounds}`)));
}

/** Measures a layer in a process of its own. Ends this process when that fails. */
function runOf(name: string, { seconds, against, only }: BenchArguments, round: string): readonly Result[] {
  log(`${name}, run ${round}`);
  const given = { '--seconds': seconds, '--against': against, '--only': only?.join(',') };
  const words = Object.entries(given).flatMap(([option, value]) => (value === undefined ? [] : [option, `${value}`]));
  const { status, stdout } = spawnSync(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), name, '--once', ...words],
    { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(stdout) as readonly Result[];
}

/** Writes the results of a layer, and its chart. */
function write(layer: string, results: readonly Result[], args: BenchArguments): void {
  const folder = args.out ?? (isShortened(args) ? undefined : RESULTS);
  if (folder === undefined) return;
  const report: LayerReport = {
    layer,
    date: new Date().toISOString(),
    machine: machine(),
    rounds: args.rounds ?? (layers[layer] as Layer).defaultRounds,
    seconds: args.seconds ?? null,
    results,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${layer}.json`), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(folder, `${layer}.svg`), chart(report));
}

function setBands(lines: readonly JsonLine[]): void {
  const own = Object.fromEntries(lines.map((line) => [line.layer, bandsAround(line)]));
  writeBands(BANDS, { ...readBands(BANDS), ...own });
}

function log(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
