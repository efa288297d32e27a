import { SpecError } from 'wirechart/runtime';
import type { SourceFile } from './source-file.ts';

/** Diagnostics of one file; more are not reported. */
const MAX_PER_FILE = 100;
/** Characters of one diagnostic, which may quote a whole file. */
const MAX_LENGTH = 500;

/** Collects diagnostics so that one run reports all of them, in the order of the files. */
export class Diagnostics {
  readonly #errors: SpecError[] = [];
  readonly #counts = new Map<SourceFile, number>();

  /** `offset` counts UTF-16 code units from the start of `file.text`, as the parsers do. */
  report(file: SourceFile, offset: number, reason: string): void {
    const count = (this.#counts.get(file) ?? 0) + 1;
    this.#counts.set(file, count);
    if (count > MAX_PER_FILE + 1) return;
    const before = file.text.slice(0, offset);
    const line = before.split('\n').length;
    const column = offset - (before.lastIndexOf('\n') + 1) + 1;
    const message = count > MAX_PER_FILE ? 'more diagnostics are omitted: correct these first' : reason;
    this.#errors.push(new SpecError(file.path, line, column, printable(message)));
  }

  /** Sorted by file, line and column at each call. */
  get errors(): readonly SpecError[] {
    return this.#errors.toSorted(
      (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
    );
  }

  get empty(): boolean {
    return this.#errors.length === 0;
  }
}

/** On one line of a terminal, which must not obey what a spec says. */
function printable(reason: string): string {
  const short = reason.length > MAX_LENGTH ? `${reason.slice(0, MAX_LENGTH)}...` : reason;
  return short.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
