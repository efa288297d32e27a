import type { CryptoEngineOperation } from '../../generated/dtls13/hardware/crypto-engine.ts';
import type { ApplicationRequest, ConnectionEvent } from '../../runtime/dtls13/index.ts';

/** One operation of the provider, as the hardware would carry it out. */
export interface LoggedOperation {
  readonly kind: 'operation';
  readonly operation: CryptoEngineOperation;
  /** From 1, by the measure of the hardware description. */
  readonly bytes: number;
  /** Which module would ask for it. */
  readonly by: 'record' | 'handshake';
}

/** What one input made the core do, in its order: operations, and what leaves the core between them. */
export type Step =
  | LoggedOperation
  | { readonly kind: 'datagram'; readonly data: Uint8Array }
  | { readonly kind: 'event'; readonly event: ConnectionEvent }
  | { readonly kind: 'request'; readonly request: ApplicationRequest };

/** Written by the logging provider and the output sink, played by the modules. */
export class OperationLog {
  #steps: Step[] = [];

  operation(by: 'record' | 'handshake', operation: CryptoEngineOperation, bytes: number): void {
    // Nothing to do is nothing to ask for; a bus transfer has at least one byte.
    if (bytes > 0) this.#steps.push({ kind: 'operation', operation, bytes, by });
  }

  add(step: Step): void {
    this.#steps.push(step);
  }

  /** The steps since the last call. */
  take(): readonly Step[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }
}
