import { writeFileSync } from 'node:fs';
import { CommandError } from './failure.ts';
import { reasonOf } from './option-values.ts';

/** Writes a file the user named. Throws CommandError with a sentence that names it. */
export function writeOutput(path: string, content: string): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new CommandError(`cannot write ${path}: ${reasonOf(error)}`);
  }
}
