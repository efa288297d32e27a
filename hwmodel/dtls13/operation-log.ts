// The log of operations and outputs of the core, which the hardware modules replay.
import type { CryptoEngineOperation } from '../../generated/dtls13/hardware/crypto-engine.ts';
import type { ApplicationRequest, ConnectionEvent } from '../../runtime/dtls13/index.ts';

/** One operation of the crypto provider, as the hardware performs it. */
export interface LoggedOperation {
  readonly kind: 'operation';
  readonly operation: CryptoEngineOperation;
  /** From 1; the hardware description says for each operation which bytes count. */
  readonly bytes: number;
  /** The module that issues the operation. */
  readonly module: 'record' | 'handshake';
}

/** One step of the core for an input: an operation, or an output to the link or to the host software. */
export type TraceStep =
  | LoggedOperation
  | { readonly kind: 'datagram'; readonly path: number; readonly data: Uint8Array }
  | { readonly kind: 'event'; readonly event: ConnectionEvent }
  | { readonly kind: 'request'; readonly request: ApplicationRequest };

/**
 * The steps of one endpoint in their order. The logging provider and the output sink write it, the modules replay it.
 */
export class OperationLog {
  #steps: TraceStep[] = [];

  /** Adds an operation on `bytes` bytes. An operation on 0 bytes is left out: a bus transfer has at least one byte. */
  operation(module: 'record' | 'handshake', operation: CryptoEngineOperation, bytes: number): void {
    if (bytes > 0) this.#steps.push({ kind: 'operation', operation, bytes, module });
  }

  add(step: TraceStep): void {
    this.#steps.push(step);
  }

  /** Returns the steps since the last call and removes them from the log. */
  take(): readonly TraceStep[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }
}
