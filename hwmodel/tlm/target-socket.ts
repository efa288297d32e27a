// The target socket of TLM-2.0, with blocking transport.
import { refuseUnknownOptions } from '../../runtime/errors/option-names.ts';
import { type Kernel, ModelError } from '../kernel/index.ts';
import type { GenericPayload } from './generic-payload.ts';

/**
 * Processes a transaction of a target (`b_transport`). `delayPs` is the timing annotation in picoseconds; the result is
 * the annotation at the end of the transaction and not less. The target sets `payload.responseStatus`. `initiator` is
 * the index of the binding, in the order of binding.
 */
export type BlockingTransport = (payload: GenericPayload, delayPs: number, initiator: number) => number;

/** Options of either kind of socket. */
export interface SocketOptions {
  /** Bits. Both ends of a binding have the same width. Default 32. */
  readonly busWidthBits?: number;
}

/** Options of a target socket. */
export interface TargetSocketOptions extends SocketOptions {
  /**
   * Maximum number of initiators. 1 (default) is a `simple_target_socket`, more a `multi_passthrough_target_socket`.
   */
  readonly initiators?: number;
}

/** The socket at which a module receives transactions (`tlm_target_socket`). */
export class TargetSocket {
  readonly name: string;
  readonly busWidthBits: number;
  readonly #transport: BlockingTransport;
  readonly #maxInitiators: number;
  readonly #initiators: string[] = [];

  constructor(kernel: Kernel, name: string, options: TargetSocketOptions, transport: BlockingTransport) {
    refuseUnknownOptions(options, { busWidthBits: true, initiators: true }, 'TargetSocket');
    this.name = name;
    this.busWidthBits = options.busWidthBits ?? 32;
    this.#maxInitiators = options.initiators ?? 1;
    this.#transport = transport;
    kernel.atEndOfElaboration(() => {
      if (this.#initiators.length === 0) throw this.#bindingError('is not bound to an initiator');
    });
  }

  /** Names of the initiator sockets, in the order of binding. */
  get initiators(): readonly string[] {
    return this.#initiators;
  }

  /**
   * For initiator sockets: adds a binding and returns its index, from 0.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_BINDING` when the maximum number of initiators is bound.
   */
  addInitiator(initiator: string): number {
    if (this.#initiators.length >= this.#maxInitiators) {
      const limit = this.#maxInitiators === 1 ? 'one initiator' : `${this.#maxInitiators} initiators`;
      throw this.#bindingError(
        `accepts ${limit}, and ${initiator} exceeds that (bound: ${this.#initiators.join(', ')})`,
      );
    }
    return this.#initiators.push(initiator) - 1;
  }

  /** For initiator sockets. */
  transport(payload: GenericPayload, delayPs: number, initiator: number): number {
    return this.#transport(payload, delayPs, initiator);
  }

  #bindingError(reason: string): ModelError {
    return new ModelError('ERR_WIRECHART_MODEL_BINDING', this.name, reason);
  }
}
