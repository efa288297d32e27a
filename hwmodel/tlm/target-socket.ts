import { refuseUnknownOptions } from '../../runtime/errors/option-names.ts';
import { type Kernel, ModelError } from '../kernel/index.ts';
import type { GenericPayload } from './generic-payload.ts';

/**
 * What a target does with a transaction. `delayPs` is how far the initiator already is ahead of simulated time; the
 * result is how far it is afterwards, never less. The target sets `payload.responseStatus`.
 * `initiator` is the index of the binding the call came through, in the order of binding.
 */
export type BlockingTransport = (payload: GenericPayload, delayPs: number, initiator: number) => number;

export interface SocketOptions {
  /** Both ends of a binding must agree. Default 32. */
  readonly busWidthBits?: number;
}

export interface TargetSocketOptions extends SocketOptions {
  /** How many initiators may bind: 1 (default) is a simple target socket, more a multi pass-through one. */
  readonly initiators?: number;
}

/** Where a module answers transactions. */
export class TargetSocket {
  readonly name: string;
  readonly busWidthBits: number;
  readonly #transport: BlockingTransport;
  readonly #room: number;
  readonly #initiators: string[] = [];

  constructor(kernel: Kernel, name: string, options: TargetSocketOptions, transport: BlockingTransport) {
    refuseUnknownOptions(options, { busWidthBits: true, initiators: true }, 'TargetSocket');
    this.name = name;
    this.busWidthBits = options.busWidthBits ?? 32;
    this.#room = options.initiators ?? 1;
    this.#transport = transport;
    kernel.atEndOfElaboration(() => {
      if (this.#initiators.length === 0) throw this.#refuse('is not bound to an initiator');
    });
  }

  /** Names of the initiator sockets, in the order of binding. */
  get initiators(): readonly string[] {
    return this.#initiators;
  }

  /** For initiator sockets: gives the index of the new binding. Throws ModelError when there is no room. */
  admit(initiator: string): number {
    if (this.#initiators.length >= this.#room) {
      const room = this.#room === 1 ? 'one initiator' : `${this.#room} initiators`;
      throw this.#refuse(`takes ${room} and ${initiator} is one too many (bound: ${this.#initiators.join(', ')})`);
    }
    return this.#initiators.push(initiator) - 1;
  }

  /** For initiator sockets. */
  transport(payload: GenericPayload, delayPs: number, initiator: number): number {
    return this.#transport(payload, delayPs, initiator);
  }

  #refuse(reason: string): ModelError {
    return new ModelError('ERR_WIRECHART_MODEL_BINDING', this.name, reason);
  }
}
