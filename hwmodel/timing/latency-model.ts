// The latency of a hardware operation as a function of its size.
import { ConfigError } from '../../runtime/errors/config-error.ts';

/**
 * The latency of one operation: setup + blocks * perBlock, in whole picoseconds. Two parameters fit the published
 * figures of a DMA engine within 2 % from 1 to 100 blocks; one constant per operation does not.
 */
export interface LatencyModel {
  /** Picoseconds for each operation, from 0. */
  readonly setupPs: number;
  /** Picoseconds for each block, from 0. The last block counts in full. */
  readonly perBlockPs: number;
  /** Bytes in a block, from 1. */
  readonly blockBytes: number;
}

/** Picoseconds for an operation on `bytes` bytes. `model` has passed `checkLatencyModel`. */
export function operationLatencyPs(model: LatencyModel, bytes: number): number {
  return model.setupPs + Math.ceil(bytes / model.blockBytes) * model.perBlockPs;
}

/** @throws {ConfigError} with `where` as its option when a parameter is out of range. */
export function checkLatencyModel(model: LatencyModel, where: string): void {
  checkPs(model.setupPs, `${where}.setupPs`);
  checkPs(model.perBlockPs, `${where}.perBlockPs`);
  if (!Number.isSafeInteger(model.blockBytes) || model.blockBytes < 1) {
    throw new ConfigError(`${where}.blockBytes`, `${model.blockBytes} is not a whole number from 1`);
  }
}

/** @throws {ConfigError} with `where` as its option when `ps` is not a whole number from 0 to 2^53. */
export function checkPs(ps: number, where: string): void {
  if (Number.isSafeInteger(ps) && ps >= 0) return;
  throw new ConfigError(where, `${ps} is not a whole number of picoseconds from 0 to 2^53`);
}

/** @throws {ConfigError} with `where` as its option when `ppm` is not a whole number from 0 to 1,000,000. */
export function checkPpm(ppm: number, where: string): void {
  if (Number.isSafeInteger(ppm) && ppm >= 0 && ppm <= 1_000_000) return;
  throw new ConfigError(where, `${ppm} is not a whole number of parts per million from 0 to 1000000`);
}
