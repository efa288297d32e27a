// A chart as the inspector reads it from a generated SVG diagram, and the text of its edges.

import type { MachineEdge } from 'wirechart/runtime';
import { ConfigError } from 'wirechart/runtime';

/** A state of a chart. */
export interface InspectedState {
  /** Dotted path: `WAITING.ARMED`. */
  readonly path: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'history' | 'final';
  /** Path of the initial child of a compound state, or of the default target of a history state. */
  readonly initial?: string;
  /** Deep history: restores atomic states, not only the child. */
  readonly deep?: boolean;
  readonly description?: string;
}

/** A chart and its SVG diagram. */
export interface InspectedChart {
  /** The machine's id: `client`. */
  readonly id: string;
  readonly title: string;
  /** The diagram from `wirechart generate`: states have `data-state`, edges have `data-edge` or `data-edges`. */
  readonly svg: string;
  readonly events: readonly string[];
  /** Path of the initial state; empty for a parallel machine. */
  readonly initial: string;
  /** Parallel: all top-level states are active. Absent: one of them. */
  readonly kind?: 'parallel';
  readonly states: readonly InspectedState[];
  /** In the order of the compiled machine's edge table. */
  readonly edges: readonly MachineEdge[];
}

/**
 * Reads the chart in the `<metadata>` of a generated SVG diagram.
 *
 * @throws {ConfigError} when the diagram has no chart.
 */
export function chartFromSvg(svg: string): InspectedChart {
  const [element, json] = /<metadata>([^<]*)<\/metadata>\n?/.exec(svg) ?? [];
  if (element === undefined || json === undefined) throw chartError('has no <metadata>');
  try {
    const { id, title, events, initial, kind, states, edges } = JSON.parse(json) as InspectedChart;
    const isComplete = typeof id === 'string' && typeof title === 'string' && typeof initial === 'string';
    if (isComplete && [events, states, edges].every(Array.isArray)) {
      const chart = { id, title, events, initial, states, edges, svg: svg.replace(element, '') };
      return kind === 'parallel' ? { ...chart, kind } : chart;
    }
  } catch (cause) {
    throw chartError('has metadata that is not JSON', { cause });
  }
  throw chartError('has metadata without a chart');
}

function chartError(reason: string, options?: ErrorOptions): ConfigError {
  return new ConfigError('charts', `a diagram ${reason}; generate it with \`wirechart generate\``, options);
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
