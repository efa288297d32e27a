import { stderr } from 'node:process';
import { remarkColor } from './terminal.ts';

/** Nothing is said before this; in milliseconds. */
const PATIENCE = 1000;
/** Between two words; in milliseconds. */
const PACE = 100;

/** One line on a terminal that says how far a long task is; silent where nobody looks. */
export class Progress {
  readonly #wanted = stderr.isTTY === true;
  #next = performance.now() + PATIENCE;
  #width = 0;

  /** `text` is asked for only when it is time to say something. */
  report(text: () => string): void {
    if (!this.#wanted) return;
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + PACE;
    const line = text();
    stderr.write(`\r${remarkColor.dim(line)}${' '.repeat(Math.max(0, this.#width - line.length))}`);
    this.#width = line.length;
  }

  /** Takes the line away again. */
  end(): void {
    if (this.#width > 0) stderr.write(`\r${' '.repeat(this.#width)}\r`);
    this.#width = 0;
  }
}
