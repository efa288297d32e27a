import { ConfigError } from './config-error.ts';

/** The names of all options of an object; the type requires every one. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>;

/** The reason why a name is not an option, or undefined if there is no specific one. */
export type Explanation = (name: string) => string | undefined;

/**
 * Throws ConfigError for a value that is not an object, for an option that `taker` does not have, with the closest name
 * that it has, and for an option that is null. An option that is undefined is not given. `explain` has the reasons for
 * some unknown names.
 */
export function refuseUnknownOptions<T extends object>(
  options: T,
  names: OptionNames<T>,
  taker: string,
  explain?: Explanation,
): void {
  refuseUnknown(options, names, taker, explain);
  for (const name in options) refuseNull(name, options[name]);
}

function refuseUnknown<T extends object>(
  options: T,
  names: OptionNames<T>,
  taker: string,
  explain: Explanation = () => undefined,
): void {
  if (typeof options !== 'object' || options === null || isContainer(options)) {
    throw new ConfigError('options', 'must be an object with options');
  }
  for (const name in options) {
    if (Object.hasOwn(names, name) || isInherited(options, name) || options[name] === undefined) continue;
    const reason = explain(name);
    if (reason !== undefined) throw new ConfigError(name, reason);
    const meant = closest(name, Object.keys(names));
    const hint = meant === undefined ? '' : `: did you mean ${meant}?`;
    throw new ConfigError(name, `is not an option of ${taker}${hint}`);
  }
}

/**
 * Null is not accepted as "not given": it may be the result of a failure to get a revocation list or a function that
 * verifies, which must not be ignored.
 */
function refuseNull(name: string, value: unknown): void {
  if (value === null) throw new ConfigError(name, 'must not be null; undefined means that it is not given');
}

/**
 * The same checks, and a copy of the options: each is read once, so that it cannot change or throw when it is used later.
 * Inherited options count, but not the properties of Object.prototype.
 */
export function takeOptions<T extends object>(
  options: T,
  names: OptionNames<T>,
  taker: string,
  explain?: Explanation,
): T {
  refuseUnknown(options, names, taker, explain);
  const taken = Object.create(null) as T;
  for (const name of Object.keys(names) as (keyof T & string)[]) {
    if (!(name in options) || isInherited(options, name)) continue;
    const value = options[name];
    refuseNull(name, value);
    if (value !== undefined) taken[name] = value;
  }
  return taken;
}

/** An array, a map, bytes, a date: an object that has no options and would pass as one without any. */
function isContainer(value: object): boolean {
  return Symbol.iterator in value || Symbol.toPrimitive in value;
}

/** Whether the property is inherited from Object.prototype. */
function isInherited(options: object, name: string): boolean {
  return name in Object.prototype && !Object.hasOwn(options, name);
}

/** The name that differs from `name` by a typing error or by case. */
function closest(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  // One error in four letters.
  let least = Math.floor((wanted.length + 1) / 4) + 1;
  for (const candidate of names) {
    const errors = distance(wanted, candidate.toLowerCase());
    if (errors >= least) continue;
    least = errors;
    best = candidate;
  }
  return best;
}

/** Letters to insert, delete, replace or swap with the next one (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const deleted = (above[column] as number) + 1;
      const inserted = (current[column - 1] as number) + 1;
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwap ? (before[column - 2] as number) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(replaced, deleted, inserted, swapped));
    }
    before = above;
    above = current;
  }
  return above[b.length] as number;
}
