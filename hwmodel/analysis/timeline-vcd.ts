import type { TimelineEntry } from './timeline.ts';
import { type VcdVariable, VcdWriter } from './vcd-writer.ts';

interface Edge {
  readonly timePs: number;
  readonly variable: VcdVariable;
  readonly step: 1 | -1;
}

/**
 * The timeline as a value change dump: for each module and operation the number in progress. The signal has one bit
 * when that number is at most one. An operation without a duration does not appear. `endPs` is the end of the waveform.
 */
export function timelineVcd(entries: readonly TimelineEntry[], endPs: number): string {
  const writer = new VcdWriter();
  const edges = groups(entries)
    .flatMap(({ module, operation, spans }) => {
      const width = Math.ceil(Math.log2(maxConcurrent(spans) + 1));
      const variable = writer.declare(module, operation, Math.max(1, width));
      return spans.flatMap(({ beginPs, endPs: end }): Edge[] => [
        { timePs: beginPs, variable, step: 1 },
        { timePs: end, variable, step: -1 },
      ]);
    })
    .toSorted((a, b) => a.timePs - b.timePs);
  const counts = new Map<VcdVariable, number>();
  // All edges of a variable at one time are written as one change, because a span that begins when another ends could
  // otherwise exceed the width for an instant.
  for (let i = 0; i < edges.length; ) {
    const at = edges[i]?.timePs ?? 0;
    const changed = new Set<VcdVariable>();
    for (let edge = edges[i]; edge !== undefined && edge.timePs === at; edge = edges[++i]) {
      counts.set(edge.variable, (counts.get(edge.variable) ?? 0) + edge.step);
      changed.add(edge.variable);
    }
    for (const variable of changed) writer.change(at, variable, counts.get(variable) ?? 0);
  }
  return writer.finish(endPs);
}

function groups(entries: readonly TimelineEntry[]): readonly {
  readonly module: string;
  readonly operation: string;
  readonly spans: readonly TimelineEntry[];
}[] {
  const byName = new Map<string, { module: string; operation: string; spans: TimelineEntry[] }>();
  for (const entry of entries) {
    const { module, operation } = entry;
    const key = `${module}\n${operation}`;
    const group = byName.get(key) ?? { module, operation, spans: [] };
    byName.set(key, group);
    if (entry.endPs > entry.beginPs) group.spans.push(entry);
  }
  return [...byName.values()].toSorted((a, b) =>
    `${a.module}\n${a.operation}` < `${b.module}\n${b.operation}` ? -1 : 1,
  );
}

function maxConcurrent(spans: readonly TimelineEntry[]): number {
  const steps = spans
    .flatMap(({ beginPs, endPs }) => [
      { timePs: beginPs, step: 1 },
      { timePs: endPs, step: -1 },
    ])
    .toSorted((a, b) => a.timePs - b.timePs || a.step - b.step);
  let count = 0;
  let max = 0;
  for (const { step } of steps) {
    count += step;
    max = Math.max(max, count);
  }
  return max;
}
