import {
  CryptoEngine,
  type CryptoEngineTiming,
  cryptoEngineOperationAt,
} from '../../generated/dtls13/hardware/crypto-engine.ts';
import type { Kernel } from '../kernel/index.ts';
import { checkCostLaw, costPs, SerialResource } from '../timing/index.ts';
import { Command, type GenericPayload, ResponseStatus } from '../tlm/index.ts';

/** Serves operations one after the other and says how long each takes. The bytes themselves do not matter to it. */
export class TimedCryptoEngine extends CryptoEngine {
  readonly #resource = new SerialResource();
  readonly #windowBytes: number;

  /** Throws ConfigError when a cost law of `timing` is out of range. */
  constructor(kernel: Kernel, name: string, timing: CryptoEngineTiming) {
    super(kernel, name, timing);
    for (const [operation, law] of Object.entries(timing)) checkCostLaw(law, `${name}.timing.${operation}`);
    this.#windowBytes = this.service.busWidthBits / 8;
  }

  /** Picoseconds of service so far. */
  get busyPs(): number {
    return this.#resource.busyPs;
  }

  protected override serviceTransport(payload: GenericPayload, delayPs: number): number {
    const operation = cryptoEngineOperationAt(payload.address);
    payload.responseStatus = this.#refusal(payload, operation === undefined);
    if (operation === undefined || !payload.isResponseOk) return delayPs;
    const now = this.kernel.now;
    return this.#resource.occupy(now + delayPs, costPs(this.timing[operation], payload.dataLength)) - now;
  }

  #refusal(payload: GenericPayload, unknownAddress: boolean): ResponseStatus {
    if (payload.command !== Command.WRITE) return ResponseStatus.COMMAND_ERROR;
    if (unknownAddress) return ResponseStatus.ADDRESS_ERROR;
    if (payload.byteEnables !== undefined) return ResponseStatus.BYTE_ENABLE_ERROR;
    // Without streaming, data wider than the window would run into the next one.
    if (Math.min(payload.streamingWidth, payload.dataLength) > this.#windowBytes) return ResponseStatus.BURST_ERROR;
    return ResponseStatus.OK;
  }
}
