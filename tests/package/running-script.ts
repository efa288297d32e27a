import { type ChildProcess, spawn } from 'node:child_process';
import type { ExecutionContext } from 'ava';

/** What a test does at its end, or all tests of a file at theirs. */
export type Teardown = Pick<ExecutionContext, 'teardown'>;

export interface RunningScript {
  readonly child: ChildProcess;
  /** Exit code, when the output is complete too. */
  readonly ended: Promise<number | null>;
  /** Both streams, as far as they came. */
  output(): string;
  /** Resolves when the output has the text; rejects when the script ends without it. */
  printed(text: string): Promise<void>;
}

/** Runs Node in a folder; killed at the end. */
export function runScript(
  t: Teardown,
  folder: string,
  args: readonly string[],
  input = '',
  environment: NodeJS.ProcessEnv = {},
): RunningScript {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'pipe', env: { ...process.env, ...environment } });
  t.teardown(() => child.kill('SIGKILL'));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const printed = (text: string): Promise<void> =>
    new Promise((found, missed) => {
      const look = (): void => {
        if (output.includes(text)) found();
      };
      look();
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void ended.then(() => missed(new Error(`ended without printing "${text}":\n${output}`)));
    });
  return { child, ended, output: () => output, printed };
}
