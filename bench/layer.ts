import type { Result } from './result.ts';

/** How a layer is to be measured. */
export interface Run {
  /** Prints progress. */
  readonly log: (text: string) => void;
  /** Seconds of measurement for each contender in a round; undefined: the default of the layer. */
  readonly seconds?: number | undefined;
  /** Rounds; only for layers that start processes of their own. */
  readonly rounds: number;
  /** The checkout of another commit, where a layer compares builds. */
  readonly against?: string | undefined;
  /** Connections, in the layers `games` and `connections`; undefined: the default of the layer. */
  readonly connections?: number | undefined;
  /** Keys of the contenders to measure, besides ours; undefined: all. */
  readonly only?: readonly string[] | undefined;
}

/** One layer of the product, from a codec to bulk data over sockets. */
export interface Layer {
  /** One line for the help. */
  readonly summary: string;
  /**
   * How rounds are made. `processes`: the layer runs once and starts processes for each contender in each round. `runs`: it
   * measures in this process, and each round is a process of its own.
   */
  readonly rounds: 'processes' | 'runs';
  readonly defaultRounds: number;
  measure(run: Run): Promise<readonly Result[]>;
}

/** The option of `measure()` for a run. */
export function measureOptions({ seconds }: Pick<Run, 'seconds'>): { readonly measuredMs?: number } {
  return seconds === undefined ? {} : { measuredMs: seconds * 1000 };
}
