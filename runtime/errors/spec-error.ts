import { WirechartError } from './wirechart-error.ts';

/** An error in a spec. The message has the position, the error and how to correct it. */
export class SpecError extends WirechartError {
  /** Path, as the user wrote it. */
  readonly file: string;
  /** First line is 1. */
  readonly line: number;
  /** First column is 1. */
  readonly column: number;

  constructor(file: string, line: number, column: number, reason: string) {
    super('ERR_WIRECHART_SPEC', `${file}:${line}:${column}: ${reason}`);
    this.file = file;
    this.line = line;
    this.column = column;
  }
}
