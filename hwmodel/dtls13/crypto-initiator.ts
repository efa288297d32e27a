import { CryptoEngineAddress } from '../../generated/dtls13/hardware/crypto-engine.ts';
import { ModelError } from '../kernel/index.ts';
import { Command, GenericPayload, type InitiatorSocket } from '../tlm/index.ts';
import type { LoggedOperation } from './operation-log.ts';

/** Sends logged operations to the crypto engine, as transactions of one initiator socket. */
export class CryptoInitiator {
  readonly #socket: InitiatorSocket;
  readonly #payload = new GenericPayload();
  /** Takes the place of the operands, whose values do not affect the timing. */
  #operands = new Uint8Array(2048);

  constructor(socket: InitiatorSocket) {
    this.#socket = socket;
  }

  /**
   * Issues the operation at the current simulated time. Returns the picoseconds until it is done, for which the caller
   * waits.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_PAYLOAD` when the crypto engine refuses the transaction.
   */
  issue({ operation, bytes }: LoggedOperation): number {
    if (bytes > this.#operands.length) this.#operands = new Uint8Array(2 ** Math.ceil(Math.log2(bytes)));
    const payload = this.#payload.set(Command.WRITE, CryptoEngineAddress[operation], this.#operands, bytes);
    payload.streamingWidth = this.#socket.busWidthBits / 8;
    const delayPs = this.#socket.bTransport(payload, 0);
    if (!payload.isResponseOk) {
      const reason = `${operation} of ${bytes} bytes was refused with status ${payload.responseStatus}`;
      throw new ModelError('ERR_WIRECHART_MODEL_PAYLOAD', this.#socket.name, reason);
    }
    return delayPs;
  }
}
