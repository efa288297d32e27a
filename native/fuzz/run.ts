// `npm run native:fuzz`: builds a fuzzer for each part of the addon's C++ that Node-API is not in, and runs them.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { languageFlags, succeeds } from '../programs.ts';

const usage = `usage: npm run native:fuzz -- [--minutes N] [--target NAME] [--keep]

Runs each fuzzer of native/fuzz/*.cc under ASan and UBSan, from the inputs of native/fuzz/corpus, N minutes together
(default: 0, which runs the kept inputs only). --keep: adds the shortest new inputs to the corpus. What fails is written
to the current folder. Needs clang, and libcrypto of OpenSSL 3.`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '0' },
    target: { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});

if (values.help) console.log(usage);
else if (!main(Number(values.minutes))) process.exitCode = 1;

function main(minutes: number): boolean {
  const targets = readdirSync('native/fuzz')
    .filter((name) => name.endsWith('.cc'))
    .map((name) => name.slice(0, -3))
    .filter((name) => values.target === undefined || name === values.target)
    .sort();
  if (!(minutes >= 0) || targets.length === 0) {
    console.error(usage);
    return false;
  }
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-fuzz-'));
  try {
    return targets.every((target) => fuzz(target, folder, Math.round((minutes * 60) / targets.length)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fuzz(target: string, folder: string, seconds: number): boolean {
  const program = join(folder, target);
  const kept = `native/fuzz/corpus/${target}`;
  const found = join(folder, `${target}-found`);
  mkdirSync(kept, { recursive: true });
  mkdirSync(found);
  const compiled = succeeds('clang++', 'clang', [
    '-g',
    '-O1',
    '-fsanitize=fuzzer,address,undefined',
    '-fno-sanitize-recover=all',
    ...languageFlags,
    '-Inative/fuzz',
    `native/fuzz/${target}.cc`,
    ...coreSources(),
    '-l:libcrypto.so.3',
    '-o',
    program,
  ]);
  if (!compiled) return false;
  console.log(`\n${target}: ${readdirSync(kept).length} kept inputs, then ${seconds} seconds`);
  const limits = ['-max_len=4096', '-timeout=30', '-rss_limit_mb=3000', '-print_final_stats=1', '-verbosity=1'];
  // Without a time the inputs of the folder are run once each.
  const time = seconds === 0 ? ['-runs=0'] : [`-max_total_time=${seconds}`, `-fork=${availableParallelism()}`];
  if (!succeeds(program, 'clang', [...limits, ...time, ...(seconds === 0 ? [] : [found]), kept])) return false;
  return !values.keep || keep(program, kept, found, folder);
}

/** Replaces the kept inputs by the shortest ones that reach the same code as they and the found ones together. */
function keep(program: string, kept: string, found: string, folder: string): boolean {
  const merged = join(folder, 'merged');
  mkdirSync(merged);
  if (!succeeds(program, 'clang', ['-set_cover_merge=1', '-max_len=4096', merged, kept, found])) return false;
  rmSync(kept, { recursive: true });
  mkdirSync(kept);
  for (const name of readdirSync(merged)) renameSync(join(merged, name), join(kept, name));
  rmSync(merged, { recursive: true });
  return true;
}

/** Sources that include neither Node-API nor libuv, by themselves or by what they include. */
function coreSources(): readonly string[] {
  const all = readdirSync('native/src', { recursive: true, encoding: 'utf8' }).sort();
  return all.filter((path) => path.endsWith('.cc') && isCore(path)).map((path) => `native/src/${path}`);
}

function isCore(path: string): boolean {
  const text = readFileSync(`native/src/${path}`, 'utf8');
  if (/#include <(?:node_api|uv)\.h>/.test(text)) return false;
  return [...text.matchAll(/#include "([^"]+)"/g)].every(([, header = '']) => isCore(header));
}
