import { refuseUnknownOptions } from '../../runtime/errors/option-names.ts';
import { type Kernel, ModelError } from '../kernel/index.ts';
import { checkRequest, type GenericPayload, misuse, ResponseStatus } from './generic-payload.ts';
import type { SocketOptions, TargetSocket } from './target-socket.ts';

/** Sees every transaction that passes an initiator socket, without the model's knowledge. */
export interface TransportObserver {
  /** `payload` is valid for the call. Begin and end include the initiator's lead over simulated time. */
  transported(payload: GenericPayload, beginPs: number, endPs: number): void;
}

/** Where a module sends transactions from. */
export class InitiatorSocket {
  readonly name: string;
  readonly busWidthBits: number;
  observer: TransportObserver | undefined;
  readonly #kernel: Kernel;
  #target: TargetSocket | undefined;
  #index = 0;

  constructor(kernel: Kernel, name: string, options: SocketOptions = {}) {
    refuseUnknownOptions(options, { busWidthBits: true }, 'InitiatorSocket');
    this.#kernel = kernel;
    this.name = name;
    this.busWidthBits = options.busWidthBits ?? 32;
    kernel.atEndOfElaboration(() => this.#bound());
  }

  /** Throws ModelError when this socket is bound, the target is full, or the bus widths differ. */
  bind(target: TargetSocket): void {
    if (this.#target !== undefined) throw this.#refuse(`is already bound to ${this.#target.name}`);
    if (target.busWidthBits !== this.busWidthBits) {
      throw this.#refuse(`is ${this.busWidthBits} bits wide and ${target.name} is ${target.busWidthBits}`);
    }
    this.#index = target.admit(this.name);
    this.#target = target;
  }

  /**
   * Blocking transport, loosely timed. `delayPs`: how far the caller is ahead of simulated time; the result: how far
   * it is afterwards (to be waited for, or added up). Throws ModelError for a transaction that breaks the rules of the
   * generic payload, on either side. A refusal by the target is not an error: see `payload.responseStatus`.
   */
  bTransport(payload: GenericPayload, delayPs: number): number {
    const target = this.#bound();
    checkRequest(payload, this.name);
    if (!Number.isSafeInteger(delayPs) || delayPs < 0) {
      throw misuse(this.name, `delay ${delayPs} ps is not a whole number from 0`, '11.1.3');
    }
    const end = target.transport(payload, delayPs, this.#index);
    if (!Number.isSafeInteger(end) || end < delayPs) {
      throw misuse(target.name, `the delay went from ${delayPs} ps back to ${end} ps`, '15.2.7c');
    }
    if (payload.responseStatus === ResponseStatus.INCOMPLETE) {
      throw misuse(target.name, 'the response status is still INCOMPLETE after the call', '14.17');
    }
    this.observer?.transported(payload, this.#kernel.now + delayPs, this.#kernel.now + end);
    return end;
  }

  #bound(): TargetSocket {
    if (this.#target === undefined) throw this.#refuse('is not bound to a target');
    return this.#target;
  }

  #refuse(reason: string): ModelError {
    return new ModelError('ERR_WIRECHART_MODEL_BINDING', this.name, reason);
  }
}
