import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import type { Session } from 'wirechart/dtls13';
import { CommandError } from '../terminal/failure.ts';
import { readInput, reasonOf } from '../terminal/option-values.ts';
import { remark, remarkColor } from '../terminal/output.ts';

/** The file of `--session`: the session to resume, replaced by the newest one. Only its owner can read it. */
export class SessionFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined: there is no file. Throws CommandError, also where none could be written later. */
  read(): Uint8Array | undefined {
    const folder = dirname(this.#path);
    if (!existsSync(folder)) throw new CommandError(`--session: the folder ${folder} does not exist`);
    return existsSync(this.#path) ? readInput(this.#path) : undefined;
  }

  /** Never throws: the command continues without the file. */
  write(session: Session): void {
    const bytes = session.export();
    if (bytes === undefined) return;
    const temporary = `${this.#path}.${process.pid}`;
    try {
      // A new file each time: an existing one keeps its mode, and a reader never sees a part.
      writeFileSync(temporary, bytes, { mode: 0o600 });
      renameSync(temporary, this.#path);
    } catch (error) {
      process.exitCode = 1;
      remark(
        `${remarkColor.red('failed')} ${new CommandError(`cannot write ${this.#path}: ${reasonOf(error)}`).message}`,
      );
    }
  }
}
