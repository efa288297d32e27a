import { WirechartError } from '../../runtime/errors/wirechart-error.ts';

/** What can be wrong with a model. None of these is caused by bytes from a network. */
export type ModelErrorCode =
  /** A duration is not a whole number of picoseconds from 0, or simulated time would pass 2^53 ps (9007 s). */
  | 'ERR_WIRECHART_MODEL_TIME'
  /** An immediate notification outside the evaluation phase. */
  | 'ERR_WIRECHART_MODEL_NOTIFY'
  /** A process waits for something that cannot be waited for. */
  | 'ERR_WIRECHART_MODEL_WAIT'
  /** A process threw; `cause` is what it threw. */
  | 'ERR_WIRECHART_MODEL_PROCESS'
  /** The kernel was asked for something its state forbids: a run inside a run, a run after `stop` or a failure. */
  | 'ERR_WIRECHART_MODEL_STATE'
  /** Processes keep each other runnable and time never advances. */
  | 'ERR_WIRECHART_MODEL_LIVELOCK'
  /** Reading an empty fifo, writing a full one, or a depth below one. */
  | 'ERR_WIRECHART_MODEL_FIFO'
  /** A socket or port is unbound, bound twice, or bound to one that does not fit. */
  | 'ERR_WIRECHART_MODEL_BINDING'
  /** A transaction whose attributes break the rules of the generic payload. */
  | 'ERR_WIRECHART_MODEL_PAYLOAD';

/** The model is at fault: its wiring, its processes or its numbers. */
export class ModelError extends WirechartError {
  declare readonly code: ModelErrorCode;
  /** Hierarchical name of the module, process, event or channel concerned: `client.record`. */
  readonly where: string;

  constructor(code: ModelErrorCode, where: string, reason: string, options?: ErrorOptions) {
    super(code, `${where}: ${reason}`, options);
    this.where = where;
  }
}
