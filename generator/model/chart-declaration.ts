import type { Chart, ChartName } from './chart.ts';

/** What the file of a chart says, without positions: enough to write it. */
export interface ChartDeclaration {
  readonly id: string;
  readonly doc: string;
  /** In the order of `setup()`. */
  readonly names: readonly Omit<ChartName, 'offset'>[];
  /** Delay names with their nominal milliseconds. */
  readonly delays: Chart['delays'];
  readonly config: Chart['config'];
}
