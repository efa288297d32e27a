import type { SourceFile } from '../diagnostics/source-file.ts';

/** A state chart as read from `*.chart.ts`: names only, every node with its place in the file. */
export interface Chart {
  readonly file: SourceFile;
  /** Machine id, camel case: `client`, `server`, `flight`. */
  readonly id: string;
  /** The doc comment above the exported constant, without its markers. */
  readonly doc: string;
  /** Declared in `setup()`, in their order there. */
  readonly events: readonly string[];
  readonly guards: readonly string[];
  readonly actions: readonly string[];
  readonly actors: readonly string[];
  /** Delay names with their nominal milliseconds. */
  readonly delays: ReadonlyMap<string, number>;
  /** Every invoked actor, in document order. */
  readonly invokes: readonly ChartInvoke[];
  /** The same names, with their doc comments and positions. */
  readonly names: readonly ChartName[];
  readonly root: ChartState;
  /**
   * Every state but the root, in document order, history states among them; `leaves` are the atomic and final ones.
   */
  readonly states: readonly ChartState[];
  readonly leaves: readonly ChartState[];
  /** Every transition of the chart in document order; a transition's `index` is its place here. */
  readonly edges: readonly ChartTransition[];
  /** The configuration object as data: must equal XState's `machine.config`. Calls of `and`, `raise` and the like are `ChartCall`s. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A name declared in `setup()`. */
export interface ChartName {
  readonly kind: 'event' | 'guard' | 'action' | 'delay' | 'actor';
  readonly name: string;
  /** The doc comment above the declaration, without its markers; empty when there is none. */
  readonly doc: string;
  /** The type of the parameters of a guard or an action, as written; undefined for one without any. */
  readonly params?: string;
  readonly offset: number;
}

/**
 * An action, as it is used. `text` is `notify`, `notify(level: 1)` or `raise stopped`: for tables and drawings, and equal
 * for equal uses.
 */
export type ChartAction = { readonly text: string } & (
  | {
      readonly kind: 'named';
      readonly name: string;
      /** The static parameters as data; undefined for an action without any. */
      readonly params: unknown;
    }
  /** The machine sends itself an event, which it handles before those from outside. */
  | { readonly kind: 'raise'; readonly event: string }
);

/** The condition of a transition. `text` is for tables and drawings, and is equal for equal conditions. */
export type ChartGuard = { readonly text: string } & (
  | { readonly kind: 'named'; readonly name: string; readonly params: unknown }
  | { readonly kind: 'not'; readonly guard: ChartGuard }
  | { readonly kind: 'and' | 'or'; readonly guards: readonly ChartGuard[] }
  /** `stateIn`: a state is active when the transition is selected. */
  | { readonly kind: 'in'; readonly state: ChartState }
);

/** An actor that runs while a state is active (SCXML's invoke). */
export interface ChartInvoke {
  readonly state: ChartState;
  /** Unique in the chart. */
  readonly id: string;
  /** The declared name of its logic. */
  readonly src: string;
  /** Plain data; undefined where there is none. */
  readonly input: unknown;
  readonly offset: number;
}

export interface ChartState {
  /** Dotted path below the machine: `WAITING.ARMED`; empty for the root. */
  readonly path: string;
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'history' | 'final';
  readonly parent: ChartState | undefined;
  /** The states inside, one of which is active (compound) or all (parallel: its regions). Without history states. */
  readonly children: readonly ChartState[];
  /** The history states inside: pseudo-states that restore the states active when this one was last exited. */
  readonly histories: readonly ChartState[];
  /** Of a compound state. */
  readonly initial: ChartState | undefined;
  /** Of the initial transition of a compound state: they run after its entry actions where it is entered by default. */
  readonly initialActions: readonly ChartAction[];
  /** Of a history state: it records the leaves inside its parent, not only the child. */
  readonly deep: boolean;
  /** Of a history state: its target while nothing is recorded. Absent: the initial state of its parent. */
  readonly fallback: ChartState | undefined;
  readonly entry: readonly ChartAction[];
  readonly exit: readonly ChartAction[];
  /** In document order. */
  readonly invokes: readonly ChartInvoke[];
  readonly tags: readonly string[];
  /** Of a final state, or of the machine: plain data; undefined where there is none. */
  readonly output: unknown;
  /** In document order: `on`, `always`, `after` and `onDone`. */
  readonly transitions: readonly ChartTransition[];
  readonly description: string | undefined;
  /** RFC and section, from the state's `meta`. */
  readonly ref: string | undefined;
  /** Offset of the state's key in the file. */
  readonly offset: number;
}

export type ChartTrigger =
  | { readonly kind: 'event'; readonly event: string }
  | { readonly kind: 'always' }
  | { readonly kind: 'after'; readonly delay: string }
  /** `onDone`: a final child was entered, or every region has come to its end. */
  | { readonly kind: 'done' }
  /** `onDone` and `onError` of an invoked actor, by its id. */
  | { readonly kind: 'actorDone' | 'actorError'; readonly actor: string };

export interface ChartTransition {
  readonly index: number;
  readonly source: ChartState;
  readonly trigger: ChartTrigger;
  readonly guard: ChartGuard | undefined;
  /**
   * Empty: the state stays. Several lie in different regions of a parallel state. A history state may be a target.
   */
  readonly targets: readonly ChartState[];
  readonly actions: readonly ChartAction[];
  readonly reenter: boolean;
  /** Ignored: no target, no actions, a description with the reason. Fatal: the target is FAILED, with an alert. */
  readonly outcome: 'handled' | 'ignored' | 'fatal';
  /** Alert name of a fatal transition, as in the registry: `unexpected_message`. */
  readonly alert: string | undefined;
  /** RFC and section. */
  readonly ref: string | undefined;
  /** Which rule a fatal transition says the peer broke: `UNEXPECTED_MESSAGE`. */
  readonly reason: string | undefined;
  readonly description: string | undefined;
  readonly offset: number;
}
