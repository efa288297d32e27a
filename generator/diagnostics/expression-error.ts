/** A mistake in an expression, thrown to the caller that knows the file and reports a diagnostic. Never leaves the generator. */
export class ExpressionError extends Error {
  /** In the file, in UTF-16 code units. */
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}
