/** The functions of XState that a configuration may call: those that make a guard of others or of a state, and `raise`. */
export const CHART_CALLS = ['and', 'or', 'not', 'stateIn', 'raise'] as const;
export type ChartCallName = (typeof CHART_CALLS)[number];

/** A call in the data of a configuration: `and(['isOpen', not('isBusy')])`, `raise({ type: 'stopped' })`. */
export class ChartCall {
  readonly name: ChartCallName;
  /** The argument as data. */
  readonly argument: unknown;

  constructor(name: ChartCallName, argument: unknown) {
    this.name = name;
    this.argument = argument;
  }
}
