import { ConfigError } from '../../runtime/errors/config-error.ts';

/**
 * What one operation costs: T = setup + blocks * perBlock, in whole picoseconds. One constant per operation cannot
 * come near real parts: a start-up time and a time per block fit a published DMA engine within 2 % at 1 to 100 blocks.
 */
export interface CostLaw {
  /** Once per operation. */
  readonly setupPs: number;
  /** For each begun block. */
  readonly perBlockPs: number;
  /** Bytes of a block, from 1. */
  readonly blockBytes: number;
}

/** Picoseconds for an operation on `bytes` bytes. `law` must have passed `checkCostLaw`. */
export function costPs(law: CostLaw, bytes: number): number {
  return law.setupPs + Math.ceil(bytes / law.blockBytes) * law.perBlockPs;
}

/** Throws ConfigError, with `where` as its option, when a constant is out of range. */
export function checkCostLaw(law: CostLaw, where: string): void {
  checkPs(law.setupPs, `${where}.setupPs`);
  checkPs(law.perBlockPs, `${where}.perBlockPs`);
  if (!Number.isSafeInteger(law.blockBytes) || law.blockBytes < 1) {
    throw new ConfigError(`${where}.blockBytes`, `${law.blockBytes} is not a whole number from 1`);
  }
}

/** Throws ConfigError, with `where` as its option, when `ps` is not a whole number from 0 to 2^53. */
export function checkPs(ps: number, where: string): void {
  if (Number.isSafeInteger(ps) && ps >= 0) return;
  throw new ConfigError(where, `${ps} is not a whole number of picoseconds from 0 to 2^53`);
}

/** Throws ConfigError, with `where` as its option, when `ppm` is not a whole number from 0 to a million. */
export function checkPpm(ppm: number, where: string): void {
  if (Number.isSafeInteger(ppm) && ppm >= 0 && ppm <= 1_000_000) return;
  throw new ConfigError(where, `${ppm} is not a whole number of parts per million from 0 to 1000000`);
}
