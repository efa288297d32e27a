// A process of a contender, whose lines on standard output are JSON.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { pinned } from './pinned.ts';

/** How a process is started. */
export interface SideProcessOptions {
  /** In error messages: `receiver`. */
  readonly name: string;
  /** Program and arguments. */
  readonly words: readonly string[];
  /** The core that it runs on. Undefined: any. */
  readonly core?: 0 | 1;
  /** Milliseconds after which it is killed. */
  readonly lifetime: number;
}

/** One process, from its start to its end. */
export class SideProcess {
  /** Rejects when the process fails; a signal is a failure. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  readonly #name: string;
  #errorOutput = '';

  constructor({ name, words, core, lifetime }: SideProcessOptions) {
    this.#name = name;
    const [program, ...rest] = core === undefined ? words : pinned(core, words);
    this.#child = spawn(program as string, rest, { stdio: 'pipe' });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), lifetime);
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#errorOutput += chunk;
    });
    // The process may end before it reads.
    this.#child.stdin.on('error', () => {});
    this.exited = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) => {
        clearTimeout(timer);
        if (code === 0) resolve();
        else reject(new Error(`the ${name} ended with ${signal ?? code}: ${this.#errorOutput.trim()}`));
      });
    });
    // The failure is reported by `line`, or by the caller that awaits it.
    this.exited.catch(() => {});
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** The next line. Rejects when the process ends without it. */
  async line<Line>(): Promise<Line> {
    const { done, value } = await this.#lines.next();
    if (!done) return JSON.parse(value) as Line;
    await this.exited;
    throw new Error(`the ${this.#name} ended without a report`);
  }

  /** Writes a line to standard input. */
  write(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Ends the process, if it has not ended. Resolves when it has. */
  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    this.#child.kill(signal);
    await this.exited.catch(() => {});
  }
}
