import type { MachineEdge } from './edge.ts';

/**
 * The names of edges, by number: the state that declares the edge, a colon, the trigger, and from the second candidate
 * on its place among them, as in `WAITING.ARMED:ackComplete#2`. They are unique in a chart, and stay when other edges are
 * added.
 */
export function edgeNames(edges: readonly Pick<MachineEdge, 'from' | 'trigger'>[]): readonly string[] {
  const counts = new Map<string, number>();
  return edges.map(({ from, trigger }) => {
    const name = `${from}:${trigger}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  });
}
