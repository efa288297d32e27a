// The error of the hardware model and its codes.
import { WirechartError } from '../../runtime/errors/wirechart-error.ts';

/** Errors of a model. None of them is caused by network input. */
export type ModelErrorCode =
  /** A duration is not a whole number of picoseconds from 0, or simulated time would exceed 2^53 ps (9007 s). */
  | 'ERR_WIRECHART_MODEL_TIME'
  /** An immediate notification outside the evaluation phase. */
  | 'ERR_WIRECHART_MODEL_NOTIFY'
  /** A process yields a value that is not a `Wait`, or an empty one. */
  | 'ERR_WIRECHART_MODEL_WAIT'
  /** A process threw; `cause` is the thrown value. */
  | 'ERR_WIRECHART_MODEL_PROCESS'
  /** A call that the current state does not allow: a run inside a run, a run after `stop` or a failure. */
  | 'ERR_WIRECHART_MODEL_STATE'
  /** Processes make each other runnable without end and time does not advance. */
  | 'ERR_WIRECHART_MODEL_LIVELOCK'
  /** A read from an empty fifo, a write to a full fifo, or a depth below 1. */
  | 'ERR_WIRECHART_MODEL_FIFO'
  /** A socket or port is unbound, bound twice, or bound to an incompatible one. */
  | 'ERR_WIRECHART_MODEL_BINDING'
  /** The attributes of a transaction break the rules of the generic payload (IEEE 1666-2011 section 14). */
  | 'ERR_WIRECHART_MODEL_PAYLOAD';

/** An error in the model: in its bindings, its processes or its numbers. */
export class ModelError extends WirechartError {
  declare readonly code: ModelErrorCode;
  /** Hierarchical name of the module, process, event or channel concerned: `client.record`. */
  readonly where: string;

  constructor(code: ModelErrorCode, where: string, reason: string, options?: ErrorOptions) {
    super(code, `${where}: ${reason}`, options);
    this.where = where;
  }
}
