import type { ExecutionContext } from 'ava';
import {
  type Dissector,
  generatedValue,
  problemsIn,
  type RawValue,
  type SpecNode,
} from '../../../generator/dissect/index.ts';
import { type Codec, Reader, WireError } from '../../../runtime/wire/index.ts';
import { Dice } from '../seeded-random.ts';

export type AnyCodec = Codec<unknown, readonly RawValue[], readonly RawValue[]>;

/** What a duel saw, so that a test can demand that it saw enough. */
export interface Duel {
  readonly accepted: number;
  readonly refused: number;
  /** Different trees: names, lengths of lists aside, and problems. */
  readonly shapes: number;
}

/**
 * Has the interpreter and a generated codec read the same bytes. They must accept the same, with the same value and the
 * same end; where the codec throws, its complaint is among those in the tree.
 */
export function agreeOn(
  t: ExecutionContext,
  dissector: Dissector,
  id: string,
  codec: AnyCodec,
  bytes: Uint8Array,
  params: Readonly<Record<string, RawValue>>,
): { readonly tree: SpecNode; readonly accepted: boolean } {
  const tree = dissector.dissect(id, bytes, { params, toEnd: false });
  const problems = problemsIn(tree);
  const told = (): string => `${id} ${JSON.stringify(params)} ${Buffer.from(bytes).toString('hex')}`;
  const reader = new Reader(bytes);
  try {
    const value = codec.decode(reader, ...Object.values(params));
    if (problems.length > 0) t.deepEqual(problems, [], `only the codec accepts ${told()}`);
    if (tree.end !== reader.position) t.is(tree.end, reader.position, told());
    const ours = generatedValue(tree);
    if (!same(ours, value)) t.deepEqual(ours, value, told());
    return { tree, accepted: true };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const { code, field } = error;
    if (
      !problems.some((problem) => problem.code === code && (problem.field === field || code === 'ERR_WIRE_TRUNCATED'))
    ) {
      t.fail(`the codec refuses ${told()}: ${error.message}; the tree says ${JSON.stringify(problems)}`);
    }
    return { tree, accepted: false };
  }
}

/**
 * Both read bytes grown from `seeds`: what gives a tree of a new shape is kept and damaged further, so that rounds go
 * deeper into the type than chance alone would.
 */
export function duel(
  t: ExecutionContext,
  dissector: Dissector,
  id: string,
  codec: AnyCodec,
  { rounds, seeds, seed }: { readonly rounds: number; readonly seeds: readonly Uint8Array[]; readonly seed: string },
): Duel {
  const dice = new Dice(seed);
  const { params: wanted } = dissector.type(id);
  const pool: (readonly number[])[] = seeds.map((each) => [...each]);
  // What is accepted is rare in some types and worth more damage.
  const whole: (readonly number[])[] = [];
  const shapes = new Set<string>();
  let accepted = 0;
  for (let round = 0; round < rounds; round++) {
    const bytes = Uint8Array.from(
      round < seeds.length ? (pool[round] ?? []) : grow(dice, whole.length > 0 && dice.once(2) ? whole : pool),
    );
    const params = Object.fromEntries(wanted.map((param) => [param.id, roll(dice, param.kind)]));
    const result = agreeOn(t, dissector, id, codec, bytes, params);
    if (result.accepted) {
      accepted += 1;
      if (whole.length < 400) whole.push([...bytes]);
    }
    const shape = shapeOf(result.tree);
    if (!shapes.has(shape) && pool.length < 400) {
      shapes.add(shape);
      pool.push([...bytes]);
    }
  }
  return { accepted, refused: rounds - accepted, shapes: shapes.size };
}

function grow(dice: Dice, pool: readonly (readonly number[])[]): number[] {
  // Small numbers are lengths that can be met, and what counts them.
  const byte = (): number => (dice.below(3) > 0 ? dice.below(8) : dice.below(256));
  const parent = pool[dice.below(pool.length + 1)];
  if (parent === undefined) return Array.from({ length: dice.below(40) }, byte);
  const bytes = [...parent];
  for (let change = 0; change <= dice.below(3); change++) {
    const at = dice.below(bytes.length + 1);
    switch (dice.below(5)) {
      case 0:
        bytes.splice(at, 1 + dice.below(3));
        break;
      case 1:
        bytes.splice(at, 0, byte());
        break;
      case 2:
        bytes.push(...Array.from({ length: dice.below(12) }, byte));
        break;
      case 3:
        if (at < bytes.length) bytes[at] = byte();
        break;
      default:
        if (at < bytes.length) bytes[at] = ((bytes[at] ?? 0) + (dice.below(2) === 0 ? 1 : 255)) & 255;
    }
  }
  return bytes.slice(0, 600);
}

function roll(dice: Dice, kind: 'number' | 'boolean' | 'bytes'): RawValue {
  if (kind === 'boolean') return dice.below(2) === 0;
  return kind === 'number' ? dice.below(5) : Uint8Array.from({ length: dice.below(4) }, () => dice.below(256));
}

function shapeOf({ name, kind, children, problems }: SpecNode): string {
  const inner = children.slice(0, kind === 'list' ? 2 : undefined).map(shapeOf);
  return `${name}(${inner.join()})${problems.map(({ code }) => code.slice(9, 12)).join('')}`;
}

/** Equal values, absent and undefined properties alike. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  }
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...left.keys(), ...right.keys()])].every((key) => same(left.get(key), right.get(key)));
}
