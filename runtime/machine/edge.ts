/** One transition of a chart, as data for traces, tables and diagrams. */
export interface MachineEdge {
  /** Path of the state that declares the transition: `WAITING.ARMED`; empty for the machine itself. */
  readonly from: string;
  /**
   * Event name, `always`, `onDone`, `after` and the name of the delay: `after retransmit`, or `onDone` or `onError` and the id
   * of an actor: `onError download`.
   */
  readonly trigger: string;
  readonly guard?: string;
  /** Paths of the declared targets, several in different regions. Absent: the state does not change. */
  readonly to?: readonly string[];
  /** The states around the targets are exited and entered again, the source among them. */
  readonly reenter?: true;
  /** Actions of the transition itself, without the exit and entry actions of its states. */
  readonly actions: readonly string[];
  /** Handled, deliberately ignored, or fatal with an alert. */
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
  /** Path of the state the timer belongs to: started on entry, cancelled on exit. */
  readonly state: string;
  /** Name of the delay; the port determines its length. */
  readonly delay: string;
  /** The chart's example of a length, in milliseconds, for drawings and simulations. */
  readonly nominal: number;
}

/** An actor that a machine starts when a state is entered and stops when it is exited. */
export interface MachineActor {
  readonly id: string;
  /** The name of its logic in the chart. */
  readonly src: string;
  /** Path of the state that invokes it; empty for the machine itself. */
  readonly state: string;
  /** Plain data from the chart. */
  readonly input?: unknown;
}
