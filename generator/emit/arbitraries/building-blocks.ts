import { originLine } from '../comment.ts';
import type { GeneratedFile } from '../generated-file.ts';

/** The name under which generated arbitraries import their building blocks. */
export const BLOCKS = 'make';

const TEXT = `import fc from 'fast-check';

/** Consecutive values that a condition may refuse before it counts as unsatisfiable. */
const TRIES = 10_000;
/** Most values are at most this much above the minimum, so that a run of thousands is fast. */
const FEW_BYTES = 16;
const FEW_ITEMS = 3;

interface Measurable<T> {
  size(value: T): number;
}

/** Building blocks of message arbitraries. */
export const make = {
  /** Objects with the prototype of object literals. */
  record<T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
    return fc.record<T>(fields, { noNullPrototype: true });
  },

  /** Whole numbers; both ends are more frequent. */
  integer(min: number, max: number): fc.Arbitrary<number> {
    return edged(fc.integer({ min, max }), min, max);
  },

  /** As \`integer\`, beyond 2^53. */
  bigint(min: bigint, max: bigint): fc.Arbitrary<bigint> {
    return edged(fc.bigInt({ min, max }), min, max);
  },

  /** Bytes, \`min\` to \`max\` of them in steps of \`step\`: usually few, sometimes the maximum. */
  bytes(min: number, max: number, step = 1): fc.Arbitrary<Uint8Array> {
    const steps = Math.max(0, Math.floor((max - min) / step));
    const few = Math.min(steps, FEW_BYTES);
    const some =
      step === 1 ? fc.uint8Array({ minLength: min, maxLength: min + few, size: 'max' }) : filled(min, step, 0, few);
    const long = { weight: 1, arbitrary: filled(min, step, few, steps) };
    return steps === few
      ? some
      : fc.oneof({ weight: 6, arbitrary: some }, long, { weight: 1, arbitrary: filled(min, step, steps, steps) });
  },

  /** \`min\` to \`max\` elements: usually few, sometimes the maximum. \`key\`: no two have the same. */
  list<T>(item: fc.Arbitrary<T>, min: number, max: number, key?: (item: T) => unknown): fc.Arbitrary<T[]> {
    const few = Math.min(max, min + FEW_ITEMS);
    const array = (minLength: number, maxLength: number): fc.Arbitrary<T[]> =>
      key === undefined
        ? fc.array(item, { minLength, maxLength, size: 'max' })
        : fc.uniqueArray(item, { minLength: min, maxLength, selector: key, size: 'max' });
    if (few === max) return array(min, max);
    return fc.oneof({ weight: 9, arbitrary: array(min, few) }, { weight: 1, arbitrary: array(max, max) });
  },

  /** A list whose elements take \`min\` to \`max\` bytes together, in steps of \`step\`. */
  fittingList<T>(
    item: fc.Arbitrary<T>,
    codec: Measurable<T>,
    [min, max, step]: readonly [min: number, max: number, step: number],
    key?: (item: T) => unknown,
  ): fc.Arbitrary<T[]> {
    const fitting = make.list(item, 0, FEW_ITEMS + min, key).map((items) => {
      let size = 0;
      return items.filter((each) => {
        const more = codec.size(each);
        if (size + more > max) return false;
        size += more;
        return true;
      });
    });
    const sizeOf = (items: readonly T[]): number => items.reduce((sum, each) => sum + codec.size(each), 0);
    return make.where(fitting, (items) => sizeOf(items) >= min && (sizeOf(items) - min) % step === 0);
  },

  /** Values of \`min\` to \`max\` bytes, in steps of \`step\`. */
  fitting<T>(
    arbitrary: fc.Arbitrary<T>,
    codec: Measurable<T>,
    [min, max, step]: readonly [min: number, max: number, step: number],
  ): fc.Arbitrary<T> {
    return make.where(arbitrary, (value) => {
      const size = codec.size(value);
      return size >= min && size <= max && (size - min) % step === 0;
    });
  },

  /** Registered code points and any others up to \`max\`, but none of \`without\`. */
  codePoints(
    known: Readonly<Record<string, number>>,
    max: number,
    without: readonly number[] = [],
  ): fc.Arbitrary<number> {
    const named = Object.values(known).filter((each) => each <= max && !without.includes(each));
    const any = make.where(make.integer(0, max), (value) => !without.includes(value));
    return named.length === 0 ? any : fc.oneof(fc.constantFrom(...named), any);
  },

  /** Present or absent. */
  optional<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
    return fc.option(arbitrary, { nil: undefined });
  },

  /** Present exactly if the condition holds. */
  presentIf<T>(condition: boolean, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
    return condition ? arbitrary : fc.constant(undefined);
  },

  /** Fields that depend on those generated before them. */
  extended<A extends object, B extends object>(
    base: fc.Arbitrary<A>,
    more: (value: A) => { [K in keyof B]: fc.Arbitrary<B[K]> },
  ): fc.Arbitrary<A & B> {
    return make.joined(base, (value): fc.Arbitrary<B> => make.record<B>(more(value)));
  },

  /** As \`extended\`, for further fields that are no plain record. */
  joined<A extends object, B extends object>(
    base: fc.Arbitrary<A>,
    more: (value: A) => fc.Arbitrary<B>,
  ): fc.Arbitrary<A & B> {
    return base.chain((value) => more(value).map((rest) => ({ ...value, ...rest })));
  },

  /** Values that a codec's \`validate\` accepts. */
  accepted<T>(arbitrary: fc.Arbitrary<T>, codec: { validate(value: T): void }): fc.Arbitrary<T> {
    return make.where(arbitrary, (value) => {
      try {
        codec.validate(value);
        return true;
      } catch {
        return false;
      }
    });
  },

  /** Values for which a condition holds. Throws RangeError if hardly any value satisfies it. */
  where<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => boolean): fc.Arbitrary<T> {
    let misses = 0;
    return arbitrary.filter((value) => {
      misses = holds(value) ? 0 : misses + 1;
      if (misses > TRIES) throw new RangeError('hardly any value satisfies the conditions of the spec');
      return misses === 0;
    });
  },
};

function edged<T>(arbitrary: fc.Arbitrary<T>, min: T, max: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 7, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(min, max) });
}

/** Bytes that shrink as two numbers, which is fast for long ones. */
function filled(min: number, step: number, from: number, to: number): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.integer({ min: from, max: to }), fc.nat(255))
    .map(([steps, first]) => Uint8Array.from({ length: min + steps * step }, (_, at) => (first + at * 7) % 256));
}
`;

/** The file that the arbitraries of a protocol share. */
export function blocksFile(protocol: string): GeneratedFile {
  return { path: blocksPath(protocol), text: `${originLine([`spec/${protocol}/wire`])}\n${TEXT}` };
}

export function blocksPath(protocol: string): string {
  return `generated/${protocol}/arbitraries/building-blocks.ts`;
}
