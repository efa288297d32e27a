import { spawn } from 'node:child_process';

/** The result of running some test files. */
export interface TestRun {
  readonly passed: boolean;
  /** It timed out, and was killed. */
  readonly timedOut: boolean;
  /** Milliseconds. */
  readonly duration: number;
  readonly output: string;
}

/** More than the output of any failure. */
const MAX_OUTPUT = 1_000_000;

/** Running process groups. */
const running = new Set<number>();
process.once('exit', () => running.forEach(endGroup));

/** Runs AVA in `root` on `files`. After `limit` milliseconds all its processes are killed. */
export function runTests(
  root: string,
  files: readonly string[],
  limit: number,
  environment: NodeJS.ProcessEnv = {},
): Promise<TestRun> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    // A group of its own, so processes of tests end with them.
    const child = spawn(process.execPath, ['node_modules/ava/entrypoints/cli.mjs', ...files], {
      cwd: root,
      detached: true,
      env: { ...process.env, ...environment, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let timedOut = false;
    const keep = (data: Buffer) => {
      if (output.length < MAX_OUTPUT) output += data.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = () => {
      if (child.pid !== undefined) endGroup(child.pid);
    };
    if (child.pid !== undefined) running.add(child.pid);
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, limit);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      end();
      resolve({ passed: code === 0, timedOut, duration: performance.now() - started, output });
    });
  });
}

function endGroup(leader: number): void {
  running.delete(leader);
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // All processes of the group have ended.
  }
}

/** The first test that failed, as AVA names it. */
export function firstFailure({ output, timedOut }: TestRun): string {
  if (timedOut) return 'it did not end';
  return /✘ (?:\[fail\]: )?(.*)/.exec(output)?.[1]?.trim() ?? 'the test file did not run';
}
