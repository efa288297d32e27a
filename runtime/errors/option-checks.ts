import { ConfigError } from './config-error.ts';
import { valueText } from './value-text.ts';

/**
 * The checks of option values, with one form of message. Each throws ConfigError for a value of the wrong kind.
 * An option that is undefined is not given, so undefined passes every check but `checkGiven`.
 */

/** The values that a numeric option accepts, both limits included. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/** A numeric option: its range, and its value when it is not given. */
export interface NumberOption extends NumberRange {
  readonly default: number;
}

/** Throws ConfigError for a required option that is undefined. */
export function checkGiven(option: string, value: unknown): void {
  if (value === undefined) throw new ConfigError(option, 'is missing');
}

export function checkInteger(option: string, value: unknown, range: NumberRange): asserts value is number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && isInRange(value, range))) return;
  throw mustBe(option, `an integer from ${range.min} to ${range.max}`, value);
}

/** Fractions and, where `max` is Infinity, Infinity are numbers too; NaN is not. */
export function checkNumber(option: string, value: unknown, range: NumberRange): asserts value is number | undefined {
  if (value === undefined || isInRange(value, range)) return;
  throw mustBe(option, `a number from ${range.min} to ${range.max}`, value);
}

/** The value of an integer option, or its default. */
export function integerOption(option: string, value: unknown, range: NumberOption): number {
  checkInteger(option, value, range);
  return value ?? range.default;
}

/** The value of a numeric option that may be a fraction, or its default. */
export function numberOption(option: string, value: unknown, range: NumberOption): number {
  checkNumber(option, value, range);
  return value ?? range.default;
}

/** Only true and false: `0` or `''` must not turn verification off. */
export function checkBoolean(option: string, value: unknown): asserts value is boolean | undefined {
  if (value !== undefined && typeof value !== 'boolean') throw mustBe(option, 'true or false', value);
}

export function checkFunction(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw new ConfigError(option, 'must be a function');
}

export function checkString(option: string, value: unknown): asserts value is string | undefined {
  if (value !== undefined && typeof value !== 'string') throw new ConfigError(option, 'must be a string');
}

export function checkStringArray(option: string, value: unknown): asserts value is readonly string[] | undefined {
  if (value === undefined) return;
  // A copy, because `every` skips holes.
  const isStringArray = Array.isArray(value) && [...value].every((entry) => typeof entry === 'string');
  if (!isStringArray) throw new ConfigError(option, 'must be an array of strings');
}

/** Throws ConfigError where a name occurs twice. */
export function checkDistinct(option: string, names: readonly string[]): void {
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) throw new ConfigError(option, `duplicate name ${valueText(duplicate)}`);
}

export function checkChoice<T>(option: string, value: unknown, choices: readonly T[]): asserts value is T | undefined {
  if (value === undefined || choices.includes(value as T)) return;
  const texts = choices.map(valueText);
  throw mustBe(option, `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`, value);
}

/** Checks the shape only: a CryptoProvider may come from another copy of this library. */
export function checkProvider(option: string, value: unknown): void {
  if (value === undefined) return;
  const isProvider = isObject(value) && isObject(value['capabilities']);
  if (!isProvider) throw new ConfigError(option, 'must be a CryptoProvider');
}

/** Whether it is a Uint8Array that can be read: not a proxy of one, nor one whose memory was transferred or shrank. */
export function isBytes(value: unknown): value is Uint8Array {
  if (!ArrayBuffer.isView(value) || !(value instanceof Uint8Array)) return false;
  if (value.length > 0) return true;
  try {
    // Node 20 has no `ArrayBuffer.detached`.
    new Uint8Array(value);
    return true;
  } catch {
    return false;
  }
}

/** Whether properties of the value can be read as those of an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isInRange(value: unknown, { min, max }: NumberRange): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}

function mustBe(option: string, expected: string, value: unknown): ConfigError {
  const given = typeof value === 'string' ? `the string ${valueText(value)}` : valueText(value);
  return new ConfigError(option, `must be ${expected}, not ${given}`);
}
