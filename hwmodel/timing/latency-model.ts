// The latency of a hardware operation as a function of its size.
import { checkGiven, checkInteger } from '../../runtime/errors/option-checks.ts';

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

/**
 * Checks the parameters of a model; `where` names the model.
 *
 * @throws {ConfigError} with `where` and the parameter as its option when a parameter is out of range.
 */
export function checkLatencyModel(model: LatencyModel, where: string): void {
  checkPs(model.setupPs, `${where}.setupPs`);
  checkPs(model.perBlockPs, `${where}.perBlockPs`);
  checkWhole(model.blockBytes, `${where}.blockBytes`, 1, Number.MAX_SAFE_INTEGER);
}

/**
 * Checks a time in picoseconds.
 *
 * @throws {ConfigError} with `where` as its option when `ps` is not an integer from 0 to 2^53 - 1.
 */
export function checkPs(ps: number, where: string): void {
  checkWhole(ps, where, 0, Number.MAX_SAFE_INTEGER);
}

/**
 * Checks a probability in parts per million.
 *
 * @throws {ConfigError} with `where` as its option when `ppm` is not an integer from 0 to 1,000,000.
 */
export function checkPpm(ppm: number, where: string): void {
  checkWhole(ppm, where, 0, 1_000_000);
}

function checkWhole(value: number, option: string, min: number, max: number): void {
  checkGiven(option, value);
  checkInteger(option, value, { min, max });
}
