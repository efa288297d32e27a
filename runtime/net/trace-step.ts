/** One transition of a state machine. */
export interface TraceStep {
  /** Id of the machine, as in its chart. */
  readonly machine: string;
  /** Index into the machine's generated edge table. */
  readonly edge: number;
  /** Milliseconds of a clock that never decreases; it started at the date of the process start. */
  readonly at: number;
}
