import type { ExecutionContext } from 'ava';
import {
  type Dissector,
  generatedValue,
  problemsIn,
  type RawValue,
  type SpecNode,
} from '../../../generator/dissect/index.ts';
import { type Codec, Reader, WireError } from '../../../runtime/wire/index.ts';
import { SeededRandom } from '../seeded-random.ts';

export type AnyCodec = Codec<unknown, readonly RawValue[], readonly RawValue[]>;

/** Counts of one comparison, so that a test can require enough of each. */
export interface CodecComparison {
  readonly accepted: number;
  readonly refused: number;
  /** Distinct trees, by names and problems; the lengths of lists do not count. */
  readonly shapes: number;
}

/**
 * The dissector and a generated codec read the same bytes. Both must accept them, with the same value and the same end, or
 * both must refuse them: the error of the codec is then one of the problems in the tree.
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
  const describe = (): string => `${id} ${JSON.stringify(params)} ${Buffer.from(bytes).toString('hex')}`;
  const reader = new Reader(bytes);
  try {
    const value = codec.decode(reader, ...Object.values(params));
    if (problems.length > 0) t.deepEqual(problems, [], `only the codec accepts ${describe()}`);
    if (tree.end !== reader.position) t.is(tree.end, reader.position, describe());
    const ours = generatedValue(tree);
    if (!same(ours, value)) t.deepEqual(ours, value, describe());
    return { tree, accepted: true };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const { code, field } = error;
    if (
      !problems.some((problem) => problem.code === code && (problem.field === field || code === 'ERR_WIRE_TRUNCATED'))
    ) {
      t.fail(`the codec refuses ${describe()}: ${error.message}; the tree says ${JSON.stringify(problems)}`);
    }
    return { tree, accepted: false };
  }
}

/**
 * Both read mutations of `seeds`. Bytes that give a tree of a new shape are kept and mutated further, so that later rounds
 * reach deeper into the type than random bytes.
 */
export function compareWithCodec(
  t: ExecutionContext,
  dissector: Dissector,
  id: string,
  codec: AnyCodec,
  { rounds, seeds, seed }: { readonly rounds: number; readonly seeds: readonly Uint8Array[]; readonly seed: string },
): CodecComparison {
  const random = new SeededRandom(seed);
  const { params: wanted } = dissector.type(id);
  const pool: (readonly number[])[] = seeds.map((each) => [...each]);
  // Accepted bytes are rare for some types, so they are mutated more often.
  const acceptedPool: (readonly number[])[] = [];
  const shapes = new Set<string>();
  let accepted = 0;
  for (let round = 0; round < rounds; round++) {
    const bytes = Uint8Array.from(
      round < seeds.length
        ? (pool[round] ?? [])
        : mutatedBytes(random, acceptedPool.length > 0 && random.oneIn(2) ? acceptedPool : pool),
    );
    const params = Object.fromEntries(wanted.map((param) => [param.id, randomParam(random, param.kind)]));
    const result = agreeOn(t, dissector, id, codec, bytes, params);
    if (result.accepted) {
      accepted += 1;
      if (acceptedPool.length < 400) acceptedPool.push([...bytes]);
    }
    const shape = shapeOf(result.tree);
    if (!shapes.has(shape) && pool.length < 400) {
      shapes.add(shape);
      pool.push([...bytes]);
    }
  }
  return { accepted, refused: rounds - accepted, shapes: shapes.size };
}

function mutatedBytes(random: SeededRandom, pool: readonly (readonly number[])[]): number[] {
  // Small numbers are plausible lengths and counts.
  const byte = (): number => (random.below(3) > 0 ? random.below(8) : random.below(256));
  const parent = pool[random.below(pool.length + 1)];
  if (parent === undefined) return Array.from({ length: random.below(40) }, byte);
  const bytes = [...parent];
  for (let change = 0; change <= random.below(3); change++) {
    const at = random.below(bytes.length + 1);
    switch (random.below(5)) {
      case 0:
        bytes.splice(at, 1 + random.below(3));
        break;
      case 1:
        bytes.splice(at, 0, byte());
        break;
      case 2:
        bytes.push(...Array.from({ length: random.below(12) }, byte));
        break;
      case 3:
        if (at < bytes.length) bytes[at] = byte();
        break;
      default:
        if (at < bytes.length) bytes[at] = ((bytes[at] ?? 0) + (random.below(2) === 0 ? 1 : 255)) & 255;
    }
  }
  return bytes.slice(0, 600);
}

function randomParam(random: SeededRandom, kind: 'number' | 'boolean' | 'bytes'): RawValue {
  if (kind === 'boolean') return random.below(2) === 0;
  return kind === 'number' ? random.below(5) : Uint8Array.from({ length: random.below(4) }, () => random.below(256));
}

function shapeOf({ name, kind, children, problems }: SpecNode): string {
  const inner = children.slice(0, kind === 'list' ? 2 : undefined).map(shapeOf);
  return `${name}(${inner.join()})${problems.map(({ code }) => code.slice(9, 12)).join('')}`;
}

/** Deep equality; an absent property equals an undefined one. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  }
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...left.keys(), ...right.keys()])].every((key) => same(left.get(key), right.get(key)));
}
