// Units and limits of simulated time.
import { ModelError } from './model-error.ts';

// Simulated time is a whole number of picoseconds in a Number: exact up to 2^53 ps, 9007 seconds. BigInt is 1.6 to 2
// times slower in the heap without a benefit here; femtoseconds would limit simulated time to 9 seconds.

/** Picoseconds in a nanosecond. */
export const PS_PER_NS = 1_000;
/** Picoseconds in a microsecond. */
export const PS_PER_US = 1_000_000;
/** Picoseconds in a millisecond. */
export const PS_PER_MS = 1_000_000_000;
/** Picoseconds in a second. */
export const PS_PER_S = 1_000_000_000_000;

/** The latest simulated time, in picoseconds: 2^53 - 1. */
export const MAX_TIME_PS = Number.MAX_SAFE_INTEGER;

/**
 * Converts `value` units to picoseconds, rounded half up as SystemC does.
 *
 * @throws {ModelError} `ERR_WIRECHART_MODEL_TIME` when the result is outside 0 to 2^53 ps.
 */
export function toPicoseconds(value: number, psPerUnit: number): number {
  const ps = Math.trunc(value * psPerUnit + 0.5);
  if (!(value >= 0) || !(ps <= MAX_TIME_PS)) throw durationError('time', value * psPerUnit);
  return ps;
}

/**
 * The time `durationPs` after `nowPs`, both in picoseconds.
 *
 * @throws {ModelError} `ERR_WIRECHART_MODEL_TIME`, with `where` as its place, when the duration is not a whole number
 *   from 0 to 2^53, or the sum exceeds 2^53 ps.
 */
export function timeAfter(nowPs: number, durationPs: number, where: string): number {
  const sum = nowPs + durationPs;
  if (!Number.isSafeInteger(durationPs) || durationPs < 0) throw durationError(where, durationPs);
  if (!(sum <= MAX_TIME_PS)) {
    throw new ModelError('ERR_WIRECHART_MODEL_TIME', where, `${nowPs} ps + ${durationPs} ps exceeds 2^53 ps (9007 s)`);
  }
  return sum;
}

function durationError(where: string, ps: number): ModelError {
  return new ModelError('ERR_WIRECHART_MODEL_TIME', where, `${ps} ps is not a whole number from 0 to 2^53`);
}
