import { ModelError } from './model-error.ts';

/**
 * Simulated time is a whole number of picoseconds in a Number: exact up to 2^53 ps, 9007 seconds.
 * BigInt would be 1.6 to 2 times slower in the heap and gain nothing here; femtoseconds would leave 9 seconds.
 */
export const PS_PER_NS = 1_000;
export const PS_PER_US = 1_000_000;
export const PS_PER_MS = 1_000_000_000;
export const PS_PER_S = 1_000_000_000_000;

/** The last instant that is exact. */
export const MAX_TIME_PS = Number.MAX_SAFE_INTEGER;

/** Rounds a fractional number of units to picoseconds as SystemC does: half up. Throws ModelError outside 0 to 2^53 ps. */
export function toPicoseconds(value: number, psPerUnit: number): number {
  const ps = Math.trunc(value * psPerUnit + 0.5);
  if (!(value >= 0) || !(ps <= MAX_TIME_PS)) throw badDuration('time', value * psPerUnit);
  return ps;
}

/** The instant `durationPs` after `nowPs`. Throws ModelError for a bad duration and past 2^53 ps. */
export function later(nowPs: number, durationPs: number, where: string): number {
  const at = nowPs + durationPs;
  if (!Number.isSafeInteger(durationPs) || durationPs < 0) throw badDuration(where, durationPs);
  if (!(at <= MAX_TIME_PS)) {
    throw new ModelError('ERR_WIRECHART_MODEL_TIME', where, `${nowPs} ps + ${durationPs} ps passes 2^53 ps (9007 s)`);
  }
  return at;
}

function badDuration(where: string, ps: number): ModelError {
  return new ModelError('ERR_WIRECHART_MODEL_TIME', where, `${ps} ps is not a whole number from 0 to 2^53`);
}
