import type { ChartAction, ChartGuard, ChartState } from './chart.ts';

/** The functions of XState that make a guard of others, or of a state. */
export const GUARD_CALLS = ['and', 'or', 'not', 'stateIn'] as const;
export type GuardCallName = (typeof GUARD_CALLS)[number];

/** A call of such a function in the data of a configuration: `and(['isOpen', not('isBusy')])`. */
export class GuardCall {
  readonly name: GuardCallName;
  /** The argument as data. */
  readonly argument: unknown;

  constructor(name: GuardCallName, argument: unknown) {
    this.name = name;
    this.argument = argument;
  }
}

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

/** A use of an action with static parameters, or with none. */
export function chartAction(name: string, params: unknown): ChartAction {
  return { name, params, text: name + paramsText(params) };
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

/** `(level: 1, name: "x")`. */
function paramsText(params: unknown): string {
  if (params === undefined) return '';
  const fields = Object.entries(params as object).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `(${fields.join(', ')})`;
}
