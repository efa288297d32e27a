import { WireError } from '../errors/wire-error.ts';

/** ERR_WIRE_RANGE: a number or a length that the field cannot hold. Bounds are inclusive. */
export function outOfRange(
  field: string,
  actual: number | bigint,
  min: number | bigint,
  max: number | bigint,
): WireError {
  return new WireError('ERR_WIRE_RANGE', field, `${actual} is not in ${min}..${max}`);
}

/** ERR_WIRE_RANGE: a length that contradicts another field or the sizes of a list's elements. */
export function wrongLength(field: string, actual: number, expected: number): WireError {
  return new WireError('ERR_WIRE_RANGE', field, `${actual} bytes long, must be ${expected}`);
}

/** ERR_WIRE_ILLEGAL_VALUE: the field can hold the value, but the protocol forbids it. */
export function illegalValue(field: string, reason: string): WireError {
  return new WireError('ERR_WIRE_ILLEGAL_VALUE', field, reason);
}
