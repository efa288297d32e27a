import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { executedLines, type ScriptCoverage } from './executed-lines.ts';
import { importClosure } from './import-closure.ts';
import { built, type Sandbox } from './sandbox.ts';
import { runTests } from './test-run.ts';

/** What one test file reaches. */
export interface Reach {
  /** Milliseconds the file took alone, with AVA's own start. */
  readonly duration: number;
  /** Digests of what it loaded of `dist`: while they are unchanged, the rest is valid. */
  readonly loaded: Readonly<Record<string, string>>;
  /** Lines it executed, from 1, by source file. */
  readonly lines: Readonly<Record<string, readonly number[]>>;
}

/** By test file: `dist/tests/wire/reader.test.js`. */
export type CoverageMap = Record<string, Reach>;

/** Tests that need a browser or foreign programs, measure time, or read the sources. */
const leftOut = /^dist\/tests\/(?:architecture|bench|inspector|interop|mutants)\//;
/** Longest time for one file, in milliseconds. */
const LIMIT = 300_000;

/**
 * Which lines the test files under one of `folders` execute that can reach one of `sources`; from a file in `cache` where
 * its files are unchanged.
 */
export async function coverageMap(
  sandbox: Sandbox,
  folders: readonly string[],
  sources: readonly string[],
  cache: string,
  report: (text: string) => void,
): Promise<CoverageMap> {
  const stored = join(cache, 'coverage.json');
  const known: CoverageMap = existsSync(stored) ? JSON.parse(readFileSync(stored, 'utf8')) : {};
  for (const [file, reach] of Object.entries(known)) if (!isCurrent(sandbox, reach)) delete known[file];
  const files = testFiles(sandbox, folders, sources);
  const missing = files.filter((file) => known[file] === undefined);
  mkdirSync(cache, { recursive: true });
  for (const [index, file] of missing.entries()) {
    const reach = await record(sandbox, file);
    report(
      `reach of test file ${index + 1} of ${missing.length}: ${file}${reach === undefined ? ' fails, left out' : ''}`,
    );
    if (reach === undefined) continue;
    known[file] = reach;
    // Another run may have written the file since.
    const present: CoverageMap = existsSync(stored) ? JSON.parse(readFileSync(stored, 'utf8')) : {};
    const written = `${stored}.${process.pid}`;
    writeFileSync(written, JSON.stringify({ ...present, ...known }));
    renameSync(written, stored);
  }
  return Object.fromEntries(Object.entries(known).filter(([file]) => files.includes(file)));
}

function testFiles(sandbox: Sandbox, folders: readonly string[], sources: readonly string[]): string[] {
  const wanted = sources.map(built);
  const codes = new Map<string, string | undefined>();
  const read = (path: string) => {
    if (!codes.has(path)) codes.set(path, existsSync(join(sandbox.root, path)) ? sandbox.read(path) : undefined);
    return codes.get(path);
  };
  return readdirSync(join(sandbox.root, 'dist/tests'), { recursive: true, encoding: 'utf8' })
    .map((path) => `dist/tests/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.js') && !leftOut.test(path))
    .filter((path) => folders.some((folder) => path.startsWith(folder)))
    .filter((path) => {
      const closure = importClosure(read, path);
      return wanted.some((each) => closure.has(each));
    })
    .sort();
}

/** Undefined: the file fails, so its failure gives no information about a mutation. */
async function record(sandbox: Sandbox, file: string): Promise<Reach | undefined> {
  const folder = join(sandbox.root, 'coverage');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const { passed, duration } = await runTests(sandbox.root, [file], LIMIT, { NODE_V8_COVERAGE: folder });
  // One file for each process and worker of the run.
  const parts = readdirSync(folder).map((name) => readScripts(sandbox, join(folder, name)));
  return passed ? reachOf(sandbox, parts, duration) : undefined;
}

/** The scripts of `dist` that one process loaded, by path. */
function readScripts({ root }: Sandbox, path: string): Map<string, ScriptCoverage> {
  const { result } = JSON.parse(readFileSync(path, 'utf8')) as { result: ScriptCoverage[] };
  const base = `${pathToFileURL(root).href}/`;
  return new Map(
    result
      .filter(({ url }) => url.startsWith(`${base}dist/`) && url.endsWith('.js'))
      .map((script) => [
        fileURLToPath(script.url)
          .slice(root.length + 1)
          .replaceAll('\\', '/'),
        script,
      ]),
  );
}

function reachOf(sandbox: Sandbox, processes: readonly Map<string, ScriptCoverage>[], duration: number): Reach {
  const loaded: Record<string, string> = {};
  const lines: Record<string, Set<number>> = {};
  for (const scripts of processes) {
    for (const [path, script] of scripts) {
      const code = sandbox.read(path);
      loaded[path] = digest(code);
      const source = path.slice('dist/'.length).replace(/\.js$/, '.ts');
      if (source.startsWith('tests/') || !existsSync(join(sandbox.root, `${path}.map`))) continue;
      const executed = lines[source] ?? new Set();
      lines[source] = executed;
      for (const line of executedLines(code, sandbox.read(`${path}.map`), script)) executed.add(line);
    }
  }
  return {
    duration,
    loaded,
    lines: Object.fromEntries(Object.entries(lines).map(([file, executed]) => [file, [...executed]])),
  };
}

function isCurrent(sandbox: Sandbox, { loaded }: Reach): boolean {
  return Object.entries(loaded).every(
    ([path, known]) => existsSync(join(sandbox.root, path)) && digest(sandbox.read(path)) === known,
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
