import type { CodePoint, Registry } from '../model/message.ts';
import type { Meaning, RawValue } from './node.ts';

const indexes = new WeakMap<Registry, ReadonlyMap<number, CodePoint>>();

/** What a registry says about a number of so many bits. */
export function meaningOf(registry: Registry | undefined, value: RawValue, bits: number): Meaning | undefined {
  if (registry === undefined || typeof value !== 'number') return undefined;
  let index = indexes.get(registry);
  if (index === undefined) {
    index = new Map(registry.members.map((member) => [member.value, member]));
    indexes.set(registry, index);
  }
  const point = index.get(value);
  if (point !== undefined) return { text: point.text, name: point.name, doc: point.doc };
  // Written as its neighbours are.
  const hex = registry.members.some(({ text }) => text.startsWith('0x'));
  const text = hex ? `0x${value.toString(16).padStart(bits / 4, '0')}` : String(value);
  return { text, name: undefined, doc: undefined };
}
