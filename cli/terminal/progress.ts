import { stderr } from 'node:process';
import { remarkColor } from './output.ts';

/** Nothing is said before this; in milliseconds. */
const PATIENCE = 1000;
/** Between two words; in milliseconds. */
const PACE = 100;

/** One line on a terminal that says how far a long task is; silent where nobody looks. */
export class Progress {
  readonly #stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;
  readonly #clock: () => number;
  #next: number;
  #width = 0;

  /** `clock`: milliseconds that never go back. */
  constructor(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = stderr, clock = () => performance.now()) {
    this.#stream = stream;
    this.#clock = clock;
    this.#next = clock() + PATIENCE;
  }

  /** `text` is asked for only when it is time to say something. */
  report(text: () => string): void {
    if (this.#stream.isTTY !== true) return;
    const now = this.#clock();
    if (now < this.#next) return;
    this.#next = now + PACE;
    const line = text();
    this.#stream.write(`\r${remarkColor.dim(line)}${' '.repeat(Math.max(0, this.#width - line.length))}`);
    this.#width = line.length;
  }

  /** Takes the line away again. */
  end(): void {
    if (this.#width > 0) this.#stream.write(`\r${' '.repeat(this.#width)}\r`);
    this.#width = 0;
  }
}
