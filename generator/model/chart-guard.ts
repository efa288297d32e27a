import type { ChartGuard, ChartState } from './chart.ts';
import { paramsText } from './chart-action.ts';

export function namedGuard(name: string, params: unknown): ChartGuard {
  return { kind: 'named', name, params, text: name + paramsText(params) };
}

export function notGuard(guard: ChartGuard): ChartGuard {
  return { kind: 'not', guard, text: `not ${grouped(guard)}` };
}

export function combinedGuard(kind: 'and' | 'or', guards: readonly ChartGuard[]): ChartGuard {
  return { kind, guards, text: guards.map(grouped).join(` ${kind} `) };
}

export function stateGuard(state: ChartState): ChartGuard {
  return { kind: 'in', state, text: `in ${state.path}` };
}

/** The named guards inside a guard, in the order in which they are written. */
export function namedGuardsIn(guard: ChartGuard): readonly (ChartGuard & { kind: 'named' })[] {
  switch (guard.kind) {
    case 'named':
      return [guard];
    case 'not':
      return namedGuardsIn(guard.guard);
    case 'and':
    case 'or':
      return guard.guards.flatMap(namedGuardsIn);
    case 'in':
      return [];
  }
}

function grouped(guard: ChartGuard): string {
  return (guard.kind === 'and' || guard.kind === 'or') && guard.guards.length > 1 ? `(${guard.text})` : guard.text;
}
