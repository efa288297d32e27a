// `npm run profile -- layer`: a CPU profile of our implementation in one layer, with TypeScript places, and a flame graph.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LAYER_NAMES } from '../layer-report.ts';
import { type CpuProfile, hottest, sourceMapped } from './cpu-profile.ts';
import { flameGraph } from './flame-graph.ts';
import { PROFILE_FOLDER, profiledNode } from './profiled-node.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const HOTTEST = 15;
/** Layers whose work is done in other processes than their own. */
const SENDERS = ['bulk', 'packet', 'allocation', 'deoptimization', 'games', 'connections'];
const BENCH = fileURLToPath(new URL('../run.js', import.meta.url));

const usage = `usage: npm run profile -- layer [--seconds S] [--out DIR]

Runs one layer with ours only, where it has processes, and writes for each of its processes a .cpuprofile, which the
developer tools of a browser open, and a flame graph. Prints the functions with most time of their own.

  layer         ${LAYER_NAMES.join(', ')}
  --seconds S   measurement in the layer, default 2
  --out DIR     default dist/profile`;

const OPTIONS = {
  seconds: { type: 'string', default: '2' },
  out: { type: 'string', default: join(root, 'dist/profile') },
  help: { type: 'boolean', default: false },
} as const;

interface Arguments {
  readonly values: { readonly seconds: string; readonly out: string; readonly help: boolean };
  readonly positionals: readonly string[];
}

process.exitCode = await main();

/** 0; 1: the layer failed; 2: a mistake in the command line. */
async function main(): Promise<number> {
  let given: Arguments;
  try {
    given = parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    console.error(`profile: ${(error as Error).message}\n${usage}`);
    return 2;
  }
  const { values, positionals } = given;
  const [layer, ...more] = positionals;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (!(Number(values.seconds) > 0)) {
    console.error(`profile: --seconds must be a positive number, not ${values.seconds}\n${usage}`);
    return 2;
  }
  if (layer === undefined || more.length > 0 || !LAYER_NAMES.some((name) => name === layer)) {
    console.error(
      `profile: ${layer === undefined ? 'a layer is missing' : `unknown: ${positionals.join(' ')}`}\n${usage}`,
    );
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-profile-'));
  try {
    const status = await measure(layer, values.seconds, folder);
    if (status !== 0) return 1;
    mkdirSync(values.out, { recursive: true });
    const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
    for (const file of files) report(layer, join(folder, file), values.out);
    if (files.length === 0) console.error('profile: no process wrote a profile');
    return files.length > 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the layer once; every process of Node that it starts writes a profile into the folder. */
function measure(layer: string, seconds: string, folder: string): Promise<number | null> {
  const words = [BENCH, layer, '--once', '--rounds', '1', '--seconds', seconds, '--only', 'ours'];
  process.env[PROFILE_FOLDER] = folder;
  // This layer's own process only starts others.
  const [program, ...options] = SENDERS.includes(layer) ? [process.execPath] : profiledNode('main');
  const child = spawn(program, [...options, ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

function report(layer: string, path: string, out: string): void {
  const profile = sourceMapped(JSON.parse(readFileSync(path, 'utf8')) as CpuProfile);
  const program = basename(path, '.cpuprofile');
  const base = join(out, `${layer}-${program}`);
  writeFileSync(`${base}.cpuprofile`, JSON.stringify(profile));
  writeFileSync(`${base}.svg`, flameGraph(profile, `${layer}: ${program}`, root));
  const functions = hottest(profile, root, HOTTEST);
  const total = profile.timeDeltas.reduce((sum, delta) => sum + delta, 0);
  console.log(`${layer}: ${program}, ${(total / 1e6).toFixed(1)} s`);
  for (const { name, place, self } of functions) {
    console.log(`  ${((100 * self) / total).toFixed(1).padStart(5)} %  ${name}  ${place}`);
  }
  for (const end of ['cpuprofile', 'svg']) console.log(`  ${relative(process.cwd(), `${base}.${end}`)}`);
}
