import { SpecError } from '../../runtime/errors/spec-error.ts';
import type { SourceFile } from '../model/source-file.ts';

/** Collects complaints so that one run shows all of them, in the order of the files. */
export class Diagnostics {
  readonly #errors: SpecError[] = [];

  /** `offset` counts UTF-16 code units from the start of `file.text`, as the parsers do. */
  report(file: SourceFile, offset: number, reason: string): void {
    const before = file.text.slice(0, offset);
    const line = before.split('\n').length;
    const column = offset - (before.lastIndexOf('\n') + 1) + 1;
    this.#errors.push(new SpecError(file.path, line, column, reason));
  }

  get errors(): readonly SpecError[] {
    return this.#errors.toSorted(
      (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
    );
  }

  get empty(): boolean {
    return this.#errors.length === 0;
  }
}
