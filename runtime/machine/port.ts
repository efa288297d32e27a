/**
 * The interface of a machine to the handwritten code around it. A generated machine extends this with one method per
 * guard and per action of its chart, and with `startTimer`, `cancelTimer` and `fatal` where the chart has timers and
 * fatal edges.
 *
 * Guards must not change anything. Actions may call `send` of the same machine: the event is queued until the current
 * one is handled.
 */
export interface MachinePort {
  /**
   * An edge is taken; called before its exit, own and entry actions. `edge` is the index in the machine's table of
   * edges.
   */
  transition(edge: number): void;
}
