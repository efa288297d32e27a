// Compiles the C programs of the benchmarks into the cache of the user.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Absence } from './absence.ts';
import { executable } from './executable.ts';

/** A program from files of one folder below `bench`. */
export interface CProgram {
  readonly name: string;
  /** For example `bulk/c`. */
  readonly folder: string;
  readonly sources: readonly string[];
  /** `ssl`, `crypto`. */
  readonly libraries?: readonly string[];
  /** True: an addon for Node, in C, instead of a program. */
  readonly isAddon?: boolean;
}

const FLAGS = ['-O2', '-std=gnu17', '-Wall', '-Wextra', '-Werror'];
/** The headers of Node that runs this, where its archives have them; else the system's. */
const ADDON_FLAGS = ['-shared', '-fPIC', `-isystem${join(dirname(dirname(process.execPath)), 'include/node')}`];
const root = fileURLToPath(new URL('../../bench', import.meta.url));

/** `WIRECHART_BENCH_CACHE`, by default a folder in the cache of the user. */
export function benchCache(): string {
  const { WIRECHART_BENCH_CACHE: chosen, XDG_CACHE_HOME: cache } = process.env;
  return chosen ?? join(cache ?? join(homedir(), '.cache'), 'wirechart', 'bench');
}

/**
 * Path of the compiled program, which is compiled again when a source of its folder has changed. Throws Absence where the
 * compiler or a library is missing, Error where the program does not compile.
 */
export function compiledProgram({ name, folder, sources, libraries = [], isAddon }: CProgram): string {
  const compiler = executable('gcc') ?? executable('cc');
  if (compiler === undefined) throw new Absence('no C compiler: apt-get install gcc libc6-dev');
  const flags = isAddon === true ? [...FLAGS, ...ADDON_FLAGS] : FLAGS;
  // Addons are loaded by this ending.
  const path = join(benchCache(), sourceHash(folder), isAddon === true ? `${name}.node` : name);
  if (existsSync(path)) return path;
  mkdirSync(join(path, '..'), { recursive: true });
  const output = `${path}.${process.pid}`;
  const files = sources.map((source) => join(root, folder, source));
  const { status, stderr } = spawnSync(
    compiler,
    [...flags, ...files, '-o', output, ...libraries.map((library) => `-l${library}`)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw compileError(name, stderr);
  renameSync(output, path);
  return path;
}

/** A missing header or library is an absence; everything else is our mistake. */
function compileError(name: string, stderr: string): Error {
  const missing = /(\S+\.h): No such file|cannot find -l(\S+)/.exec(stderr);
  if (missing === null) return new Error(`${name} does not compile:\n${stderr}`);
  if (missing[1]?.includes('node_api')) return new Absence('the headers of Node are not installed');
  const packages = /openssl|ssl|crypto/.test(missing[0]) ? 'libssl-dev' : 'libc6-dev linux-libc-dev';
  return new Absence(`${missing[1] ?? missing[2]} is not installed: apt-get install ${packages}`);
}

function sourceHash(folder: string): string {
  const hash = createHash('sha256').update(FLAGS.join(' '));
  for (const file of readdirSync(join(root, folder)).sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, folder, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
