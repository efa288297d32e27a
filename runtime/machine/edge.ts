/** One transition of a chart, as data for traces, tables and diagrams. */
export interface MachineEdge {
  /** Path of the state that declares the transition: `WAITING.ARMED`; empty for the machine itself. */
  readonly from: string;
  /** Event name, `always`, `onDone`, or `after` and the name of the delay: `after retransmit`. */
  readonly trigger: string;
  readonly guard?: string;
  /** Path of the declared target. Absent: the state stays. */
  readonly to?: string;
  /** Actions of the transition itself, without those of the states left and entered. */
  readonly actions: readonly string[];
  /** Handled, ignored on purpose, or fatal with an alert. */
  readonly outcome: 'handled' | 'ignored' | 'fatal';
  /** Name of the alert of a fatal edge, as in its registry. */
  readonly alert?: string;
  /** Document and section. */
  readonly ref?: string;
  /** Which rule the peer broke, on a fatal edge of a chart that names its rules: `UNEXPECTED_MESSAGE`. */
  readonly reason?: string;
  readonly description?: string;
}

/** A timer of a chart: one for each state and each delay named in its `after`. */
export interface MachineTimer {
  /** Path of the state the timer belongs to: started when it is entered, cancelled when it is left. */
  readonly state: string;
  /** Name of the delay; the port knows how long it is. */
  readonly delay: string;
  /** The chart's example of a length, in milliseconds, for drawings and simulations. */
  readonly nominal: number;
}
