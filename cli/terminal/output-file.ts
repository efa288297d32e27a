import { writeFileSync } from 'node:fs';
import { CommandError } from './failure.ts';
import { reasonOf } from './option-values.ts';

/** Writes a file. Throws CommandError that names the file. */
export function writeOutput(path: string, content: string): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new CommandError(`cannot write ${path}: ${reasonOf(error)}`);
  }
}
