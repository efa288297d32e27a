import { execFileSync } from 'node:child_process';
import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from './tstclnt.ts';

/**
 * The input of a tstclnt that is a client with two connections (`-L 2`), which opens the path of `-A` again for each of
 * them. The first input ends after one text.
 */
export class NssInput {
  readonly #path: string;
  readonly #pipe: string;
  readonly #descriptor: number;

  /** The folder is removed by its owner. */
  constructor(scope: Scope, folder: string) {
    this.#path = join(folder, 'input');
    writeFileSync(this.#path, 'first');
    this.#pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [this.#pipe]);
    // For reading too: such an open does not wait for tstclnt.
    this.#descriptor = openSync(this.#pipe, 'r+');
    scope.teardown(() => closeSync(this.#descriptor));
  }

  /** For tstclnt. */
  get options(): readonly string[] {
    return ['-L', '2', '-A', this.#path];
  }

  /** Gives the second connection a pipe. Call it after the first connection has sent its text. */
  open(): void {
    renameSync(this.#pipe, this.#path);
  }

  /** Sends a datagram in the second connection: as early data, if NSS can and `open` comes later. */
  send(text: string): void {
    writeSync(this.#descriptor, text);
  }
}
