import type { Chart, ChartState, ChartTransition } from '../generator/model/chart.ts';

/** What the page needs of a chart: a `Chart` of the generator together with its picture fits. */
export interface InspectedChart extends Pick<Chart, 'id' | 'doc' | 'events' | 'root' | 'states' | 'leaves' | 'edges'> {
  /** As the generator draws it: `data-state` on states, `data-edge` and `data-edges` on what stands for edges. */
  readonly svg: string;
}

/** The leaf that is active after `state` was entered. */
export function leafOf(state: ChartState): ChartState {
  let leaf = state;
  while (leaf.initial !== undefined) leaf = leaf.initial;
  return leaf;
}

/** `serverHello`, `after retransmit`, or `always`. */
export function triggerOf({ trigger }: ChartTransition): string {
  switch (trigger.kind) {
    case 'event':
      return trigger.event;
    case 'after':
      return `after ${trigger.delay}`;
    case 'always':
      return 'always';
  }
}

/** What the transition does: `→ WAIT_EE`, `stays`, `fatal: unexpected_message`, `ignored`. */
export function outcomeOf(transition: ChartTransition): string {
  switch (transition.outcome) {
    case 'handled':
      return transition.target === undefined ? 'stays' : `→ ${transition.target.path}`;
    case 'fatal':
      return `fatal: ${transition.alert ?? 'alert'}`;
    case 'ignored':
      return 'ignored';
  }
}

/** Guard, outcome, actions and reason in one line, without the trigger. */
export function sentenceOf(transition: ChartTransition): string {
  const parts: string[] = [];
  if (transition.guard !== undefined) parts.push(`[${transition.guard}]`);
  parts.push(outcomeOf(transition));
  if (transition.actions.length > 0) parts.push(`/ ${transition.actions.join(', ')}`);
  const why = [transition.description, transition.ref].filter((text) => text !== undefined).join(' ');
  return why === '' ? parts.join(' ') : `${parts.join(' ')} — ${why}`;
}
