// A chart as the page knows it, and the text of its edges. Nothing here needs a browser or Node.
import type { MachineEdge } from 'wirechart/runtime';

/** A state of a chart. */
export interface InspectedState {
  /** Dotted path: `WAITING.ARMED`. */
  readonly path: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'history' | 'final';
  /** Path of the initial child of a compound state, or of the default target of a history state. */
  readonly initial?: string;
  /** Deep history: restores atomic states, not only the child. */
  readonly deep?: boolean;
  /** Names of the actions on entry and on exit. */
  readonly entry?: readonly string[];
  readonly exit?: readonly string[];
  /** Document and section. */
  readonly ref?: string;
  readonly description?: string;
}

/** An edge of a chart. */
export interface InspectedEdge extends MachineEdge {
  /** Unique in the chart: `WAITING.ARMED:ackComplete#2`. Absent in older charts: `edgeNames` derives it. */
  readonly name?: string;
}

/** A chart and its SVG diagram. */
export interface InspectedChart {
  /** The machine's id: `client`. */
  readonly id: string;
  readonly title: string;
  /** The diagram from `wirechart generate`: states have `data-state`, edges have `data-edge` or `data-edges`. May be empty. */
  readonly svg: string;
  readonly events: readonly string[];
  /** Path of the initial state; empty for a parallel machine. */
  readonly initial: string;
  /** Parallel: all top-level states are active. Absent: one of them. */
  readonly kind?: 'parallel';
  readonly states: readonly InspectedState[];
  /** In the order of the compiled machine's edge table. */
  readonly edges: readonly InspectedEdge[];
  /** Nominal lengths of the delays in milliseconds, by name. */
  readonly delays?: Readonly<Record<string, number>>;
}

/** The charts of one protocol. */
export interface InspectedProtocol {
  readonly name: string;
  readonly charts: readonly InspectedChart[];
}

/** The name of each edge, in the order of the chart: those that the chart gives, otherwise state, trigger and place. */
export function edgeNames(chart: InspectedChart): readonly string[] {
  const counts = new Map<string, number>();
  return chart.edges.map(({ name, from, trigger }) => {
    const base = `${from}:${trigger}`;
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    return name ?? (count === 1 ? base : `${base}#${count}`);
  });
}

/** The result of an edge: `→ WAIT_EE`, `stays`, `fatal: unexpected_message`, `ignored`. */
export function outcomeOf({ outcome, to, alert }: MachineEdge): string {
  switch (outcome) {
    case 'handled':
      return to === undefined ? 'stays' : `→ ${to.join(', ')}`;
    case 'fatal':
      return `fatal: ${alert ?? 'alert'}`;
    case 'ignored':
      return 'ignored';
  }
}

/** Guard, outcome, actions, description and reference in one line, without the trigger. */
export function sentenceOf(edge: MachineEdge): string {
  const parts: string[] = [];
  if (edge.guard !== undefined) parts.push(`[${edge.guard}]`);
  parts.push(outcomeOf(edge));
  if (edge.actions.length > 0) parts.push(`/ ${edge.actions.join(', ')}`);
  const why = [edge.description, edge.ref].filter((text) => text !== undefined).join(' ');
  return why === '' ? parts.join(' ') : `${parts.join(' ')} — ${why}`;
}
