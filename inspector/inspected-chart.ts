import { ConfigError } from '../runtime/errors/config-error.ts';
import type { MachineEdge } from '../runtime/machine/index.ts';

export interface InspectedState {
  /** Dotted path: `WAITING.ARMED`. */
  readonly path: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'history' | 'final';
  /** Path of the child that is entered with a compound state, or of where a history state leads for the first time. */
  readonly initial?: string;
  /** Of a history state: it remembers leaves, not only the child. */
  readonly deep?: boolean;
  readonly description?: string;
}

/** A chart and its picture. */
export interface InspectedChart {
  /** The machine's id: `client`. */
  readonly id: string;
  readonly title: string;
  /** As `wirechart generate` draws it: `data-state` on states, `data-edge` and `data-edges` on what stands for edges. */
  readonly svg: string;
  readonly events: readonly string[];
  /** Path of the state the machine starts in; empty for a machine that is parallel itself. */
  readonly initial: string;
  /** Absent: one of the outermost states is active, not all of them. */
  readonly kind?: 'parallel';
  readonly states: readonly InspectedState[];
  /** In the order of the compiled machine's edge table. */
  readonly edges: readonly MachineEdge[];
}

/**
 * The chart that a generated picture carries in its `<metadata>`.
 *
 * @throws {ConfigError} when there is none.
 */
export function chartOfPicture(svg: string): InspectedChart {
  const [element, json] = /<metadata>([^<]*)<\/metadata>\n?/.exec(svg) ?? [];
  if (element === undefined || json === undefined) throw noChart('has no <metadata>');
  try {
    const { id, title, events, initial, kind, states, edges } = JSON.parse(json) as InspectedChart;
    const whole = typeof id === 'string' && typeof title === 'string' && typeof initial === 'string';
    if (whole && [events, states, edges].every(Array.isArray)) {
      const chart = { id, title, events, initial, states, edges, svg: svg.replace(element, '') };
      return kind === 'parallel' ? { ...chart, kind } : chart;
    }
  } catch (cause) {
    throw noChart('carries no JSON', { cause });
  }
  throw noChart('carries no chart');
}

function noChart(reason: string, options?: ErrorOptions): ConfigError {
  return new ConfigError('charts', `a picture ${reason}; make it with \`wirechart generate\``, options);
}

/** What the edge does: `→ WAIT_EE`, `stays`, `fatal: unexpected_message`, `ignored`. */
export function outcomeOf({ outcome, to, alert }: MachineEdge): string {
  switch (outcome) {
    case 'handled':
      return to === undefined ? 'stays' : `→ ${to}`;
    case 'fatal':
      return `fatal: ${alert ?? 'alert'}`;
    case 'ignored':
      return 'ignored';
  }
}

/** Guard, outcome, actions and reason in one line, without the trigger. */
export function sentenceOf(edge: MachineEdge): string {
  const parts: string[] = [];
  if (edge.guard !== undefined) parts.push(`[${edge.guard}]`);
  parts.push(outcomeOf(edge));
  if (edge.actions.length > 0) parts.push(`/ ${edge.actions.join(', ')}`);
  const why = [edge.description, edge.ref].filter((text) => text !== undefined).join(' ');
  return why === '' ? parts.join(' ') : `${parts.join(' ')} — ${why}`;
}
