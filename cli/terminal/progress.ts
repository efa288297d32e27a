import { stderr } from 'node:process';
import { remarkColor } from './output.ts';

/** Time before the first report, in milliseconds. */
const FIRST_DELAY = 1000;
/** Minimum time between two reports, in milliseconds. */
const INTERVAL = 100;

/** A line on a terminal that shows the progress of a long task. No output if the stream is not a terminal. */
export class Progress {
  readonly #stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;
  readonly #clock: () => number;
  #next: number;
  #width = 0;

  /** `clock`: monotonic time in milliseconds. */
  constructor(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = stderr, clock = () => performance.now()) {
    this.#stream = stream;
    this.#clock = clock;
    this.#next = clock() + FIRST_DELAY;
  }

  /** `text` is called only when a report is due. */
  report(text: () => string): void {
    if (this.#stream.isTTY !== true) return;
    const now = this.#clock();
    if (now < this.#next) return;
    this.#next = now + INTERVAL;
    const line = text();
    this.#stream.write(`\r${remarkColor.dim(line)}${' '.repeat(Math.max(0, this.#width - line.length))}`);
    this.#width = line.length;
  }

  /** Clears the line. */
  end(): void {
    if (this.#width > 0) this.#stream.write(`\r${' '.repeat(this.#width)}\r`);
    this.#width = 0;
  }
}
