// The initiator socket of TLM-2.0, with blocking transport.
import { refuseUnknownOptions } from '../../runtime/errors/option-names.ts';
import { type Kernel, ModelError } from '../kernel/index.ts';
import { checkRequest, type GenericPayload, payloadError, ResponseStatus } from './generic-payload.ts';
import type { SocketOptions, TargetSocket } from './target-socket.ts';

/** Is called for every completed transaction of an initiator socket. */
export interface TransportObserver {
  /** `payload` is valid during this call. Both times are picoseconds and include the timing annotation. */
  transported(payload: GenericPayload, beginPs: number, endPs: number): void;
}

/** The socket from which a module sends transactions (`tlm_initiator_socket`). */
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

  /**
   * Binds this socket to a target.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_BINDING` when this socket is already bound, the target accepts no further
   *   initiator, or the bus widths differ.
   */
  bind(target: TargetSocket): void {
    if (this.#target !== undefined) throw this.#bindingError(`is already bound to ${this.#target.name}`);
    if (target.busWidthBits !== this.busWidthBits) {
      throw this.#bindingError(`is ${this.busWidthBits} bits wide and ${target.name} is ${target.busWidthBits}`);
    }
    this.#index = target.addInitiator(this.name);
    this.#target = target;
  }

  /**
   * Blocking transport, loosely timed (`b_transport`). `delayPs` is the timing annotation: the picoseconds from
   * simulated time to the start of the transaction. The result is the annotation at its end; the caller waits for it or
   * passes it to the next call. The result of the target is in `payload.responseStatus`.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_PAYLOAD` when the initiator or the target breaks a rule of the generic
   *   payload, `ERR_WIRECHART_MODEL_BINDING` when the socket is not bound.
   */
  bTransport(payload: GenericPayload, delayPs: number): number {
    const target = this.#bound();
    checkRequest(payload, this.name);
    if (!Number.isSafeInteger(delayPs) || delayPs < 0) {
      throw payloadError(this.name, `delay ${delayPs} ps is not a whole number from 0`, '11.1.3');
    }
    const end = target.transport(payload, delayPs, this.#index);
    if (!Number.isSafeInteger(end) || end < delayPs) {
      throw payloadError(target.name, `the delay decreased from ${delayPs} ps to ${end} ps`, '15.2.7c');
    }
    if (payload.responseStatus === ResponseStatus.INCOMPLETE) {
      throw payloadError(target.name, 'the response status is still INCOMPLETE after the call', '14.17');
    }
    this.observer?.transported(payload, this.#kernel.now + delayPs, this.#kernel.now + end);
    return end;
  }

  #bound(): TargetSocket {
    if (this.#target === undefined) throw this.#bindingError('is not bound to a target');
    return this.#target;
  }

  #bindingError(reason: string): ModelError {
    return new ModelError('ERR_WIRECHART_MODEL_BINDING', this.name, reason);
  }
}
