import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ExecutionContext } from 'ava';
import { generatorCommands } from '../../cli/terminal/generator-commands.ts';

const WIRECHART = resolve('dist/cli/wirechart/main.js');
const GENERATOR = resolve('dist/cli/generator/main.js');
/** Time limit of a command in a test, in milliseconds. */
const LIFETIME = 110_000;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A command that is running; killed when the test ends. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly finished: Promise<Finished>;
  /** Resolves with the first match in what was printed; rejects when the command ends without one. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

/** The program that a command belongs to. */
export function programOf(command: string | undefined): string {
  return Object.hasOwn(generatorCommands, command ?? '') ? GENERATOR : WIRECHART;
}

/** Runs a command to its end. */
export function run(t: ExecutionContext, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const running = start(t, args, options);
  running.child.stdin.end(options.input ?? '');
  return running.finished;
}

export function start(t: ExecutionContext, args: readonly string[], { cwd, env }: RunOptions = {}): Running {
  const { SSLKEYLOGFILE: _, WIRECHART_DEBUG: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [programOf(args[0]), ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: 'pipe',
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), LIFETIME);
  t.teardown(() => {
    clearTimeout(timer);
    child.kill('SIGKILL');
  });
  let stdout = '';
  let stderr = '';
  let ended = false;
  const checks = new Set<() => void>();
  const changed = (): void => {
    for (const check of [...checks]) check();
  };
  child.stdin.on('error', () => {});
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
    changed();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
    changed();
  });
  const finished = new Promise<Finished>((done) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      ended = true;
      changed();
      done({ code, stdout, stderr });
    });
  });
  const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((found, missed) => {
      const check = (): void => {
        const match = pattern.exec(stdout) ?? pattern.exec(stderr);
        if (match === null && !ended) return;
        checks.delete(check);
        if (match !== null) found(match);
        else missed(new Error(`${args.join(' ')} ended without printing ${pattern}:\n${stdout}\n${stderr}`));
      };
      checks.add(check);
      check();
    });
  return { child, finished, printed };
}

/** An empty folder, removed when the test ends. */
export function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-cli-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** JSON lines as objects. */
export function events(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
