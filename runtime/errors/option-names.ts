import { ConfigError } from './config-error.ts';

/** Every name of an options object, once each: the type lets none be forgotten. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>;

/** What is known about a name that is no option, or undefined. */
export type Explanation = (name: string) => string | undefined;

/**
 * Throws ConfigError for what is no object, for an option that `taker` does not have, with the closest name it has, and
 * for one that is null. An option that is undefined is one that was not given. `explain` knows better for some names.
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
  if (typeof options !== 'object' || options === null || isValue(options)) {
    throw new ConfigError('options', 'is not an object with options');
  }
  for (const name in options) {
    if (Object.hasOwn(names, name) || isEverywhere(options, name) || options[name] === undefined) continue;
    const reason = explain(name);
    if (reason !== undefined) throw new ConfigError(name, reason);
    const meant = closest(name, Object.keys(names));
    const hint = meant === undefined ? '' : `: did you mean ${meant}?`;
    throw new ConfigError(name, `is no option of ${taker}${hint}`);
  }
}

/**
 * Null is no way to say that there is none: where a list of revoked certificates or a function that verifies could not be
 * had, the caller has to hear of it.
 */
function refuseNull(name: string, value: unknown): void {
  if (value === null) throw new ConfigError(name, 'is null: leave it out, or make it undefined, where there is none');
}

/**
 * The same, and a copy of the options that were given: each is read once, so that it cannot change, or throw, when it is
 * read again out of an event. Inherited ones count, but not what was put on every object.
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
    if (!(name in options) || isEverywhere(options, name)) continue;
    const value = options[name];
    refuseNull(name, value);
    if (value !== undefined) taken[name] = value;
  }
  return taken;
}

/** A list, a map, bytes, a date: what has no options, and would pass for an object in which none is given. */
function isValue(value: object): boolean {
  return Symbol.iterator in value || Symbol.toPrimitive in value;
}

/** On Object.prototype, so that every object seems to have it. */
function isEverywhere(options: object, name: string): boolean {
  return name in Object.prototype && !Object.hasOwn(options, name);
}

/** The name that a slip of the finger, or another case, turns into `name`. */
function closest(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  // One slip in four letters.
  let least = Math.floor((wanted.length + 1) / 4) + 1;
  for (const candidate of names) {
    const slips = distance(wanted, candidate.toLowerCase());
    if (slips >= least) continue;
    least = slips;
    best = candidate;
  }
  return best;
}

/** Letters to insert, drop, replace or swap with the next one (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const dropped = (above[column] as number) + 1;
      const inserted = (current[column - 1] as number) + 1;
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwap ? (before[column - 2] as number) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(replaced, dropped, inserted, swapped));
    }
    before = above;
    above = current;
  }
  return above[b.length] as number;
}
