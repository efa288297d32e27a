import {
  CryptoEngine,
  type CryptoEngineTiming,
  cryptoEngineOperationAt,
} from '../../generated/dtls13/hardware/crypto-engine.ts';
import type { Kernel } from '../kernel/index.ts';
import { checkLatencyModel, operationLatencyPs, SerialResource } from '../timing/index.ts';
import { Command, type GenericPayload, ResponseStatus } from '../tlm/index.ts';

/**
 * The crypto engine, loosely timed: serves one operation at a time and returns its delay. It models timing only and
 * does not read the data.
 */
export class TimedCryptoEngine extends CryptoEngine {
  readonly #resource = new SerialResource();
  readonly #windowBytes: number;

  /** @throws {ConfigError} when a latency model of `timing` is out of range. */
  constructor(kernel: Kernel, name: string, timing: CryptoEngineTiming) {
    super(kernel, name, timing);
    for (const [operation, model] of Object.entries(timing)) checkLatencyModel(model, `${name}.timing.${operation}`);
    this.#windowBytes = this.service.busWidthBits / 8;
  }

  /** Total service time so far, in picoseconds. */
  get busyPs(): number {
    return this.#resource.busyPs;
  }

  protected override serviceTransport(payload: GenericPayload, delayPs: number): number {
    const operation = cryptoEngineOperationAt(payload.address);
    payload.responseStatus = this.#responseStatus(payload, operation === undefined);
    if (operation === undefined || !payload.isResponseOk) return delayPs;
    const now = this.kernel.now;
    return this.#resource.occupy(now + delayPs, operationLatencyPs(this.timing[operation], payload.dataLength)) - now;
  }

  #responseStatus(payload: GenericPayload, unknownAddress: boolean): ResponseStatus {
    if (payload.command !== Command.WRITE) return ResponseStatus.COMMAND_ERROR;
    if (unknownAddress) return ResponseStatus.ADDRESS_ERROR;
    if (payload.byteEnables !== undefined) return ResponseStatus.BYTE_ENABLE_ERROR;
    // Without streaming, data wider than the window would extend into the next window.
    if (Math.min(payload.streamingWidth, payload.dataLength) > this.#windowBytes) return ResponseStatus.BURST_ERROR;
    return ResponseStatus.OK;
  }
}
