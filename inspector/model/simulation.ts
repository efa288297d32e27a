// A chart that runs by hand: which guards an event asks, and what it would do. Nothing but the chart is needed.
import type { InspectedChart, InspectedEdge, InspectedState } from './chart.ts';
import {
  type ActiveStates,
  Configuration,
  isWithin,
  parentOf,
  selfAndAncestors,
  transitionDomain,
} from './configuration.ts';

/** One edge that was taken, with what it did, in order. */
export interface SimulatedStep {
  /** Index of the edge in the chart. */
  readonly edge: number;
  /** The event, `always`, `onDone` or `after <delay>`. */
  readonly trigger: string;
  /** Paths of the states that were left, innermost first, and of those that were entered, outermost first. */
  readonly exited: readonly string[];
  readonly entered: readonly string[];
  /** Actions in the order in which they run: exit, of the edge, entry. */
  readonly actions: readonly SimulatedAction[];
  /** Active atomic states afterwards. */
  readonly active: readonly string[];
}

export interface SimulatedAction {
  readonly when: 'exit' | 'edge' | 'entry';
  readonly name: string;
}

/** What one event leads to with the answers given so far. */
export type SimulatedResult =
  /** The answer to a guard is needed; `edge` is the index of the edge that has it, `step` the number of edges taken before. */
  | { readonly kind: 'question'; readonly guard: string; readonly edge: number; readonly step: number }
  | { readonly kind: 'done'; readonly steps: readonly SimulatedStep[]; readonly active: ActiveStates }
  /** The edges without an event lead in a circle. */
  | { readonly kind: 'endless'; readonly steps: readonly SimulatedStep[] };

/** The answer to a guard in one step of the event: `step` as in the question. */
export interface GuardAnswer {
  readonly guard: string;
  readonly step: number;
  readonly holds: boolean;
}

/** Edges that one event may take before it counts as endless. */
const MAX_STEPS = 100;

/** The states in which a chart starts, before its edges without an event are tried. */
export function initialStates(chart: InspectedChart): ActiveStates {
  return new Configuration(chart).active;
}

/** The events and delays that an active state or one of its ancestors has an edge for, in the order of the chart. */
export function possibleTriggers(chart: InspectedChart, { atomic }: ActiveStates): readonly string[] {
  const open = atomic.filter((path) => !endsMachine(chart, path));
  const isActive = (from: string): boolean => open.some((path) => isWithin(path, from));
  const found = new Set(chart.edges.filter(({ from }) => isActive(from)).map(({ trigger }) => trigger));
  const external = [...found].filter((trigger) => trigger !== 'always' && trigger !== 'onDone');
  const events = chart.events.filter((event) => external.some((trigger) => specificity(trigger, event) >= 0));
  return [...new Set([...events, ...external.filter((trigger) => !trigger.includes('*'))])];
}

/**
 * Handles one event to its end: the edge that the event selects in each region, then the edges without an event and
 * those of completed states. An empty `trigger` tries only the edges without an event, as at the start of a machine.
 */
export function simulate(
  chart: InspectedChart,
  start: ActiveStates,
  trigger: string,
  answers: readonly GuardAnswer[],
): SimulatedResult {
  const run = new Run(chart, start, answers);
  return run.handle(trigger);
}

class Run {
  readonly #chart: InspectedChart;
  readonly #states: ReadonlyMap<string, InspectedState>;
  readonly #answers: readonly GuardAnswer[];
  readonly #steps: SimulatedStep[] = [];
  /** States whose completion has not been handled. */
  readonly #completed: string[] = [];
  #active: ActiveStates;

  constructor(chart: InspectedChart, start: ActiveStates, answers: readonly GuardAnswer[]) {
    this.#chart = chart;
    this.#states = new Map(chart.states.map((state) => [state.path, state]));
    this.#answers = answers;
    this.#active = start;
  }

  handle(trigger: string): SimulatedResult {
    let question = trigger === '' ? undefined : this.#microstep((path) => this.#candidates(path, trigger), trigger);
    while (question === undefined) {
      if (this.#steps.length > MAX_STEPS) return { kind: 'endless', steps: this.#steps };
      const before = this.#steps.length;
      question = this.#microstep((path) => this.#candidates(path, 'always'), 'always');
      if (question !== undefined || this.#steps.length > before) continue;
      const completed = this.#completed.shift();
      if (completed === undefined) return { kind: 'done', steps: this.#steps, active: this.#active };
      question = this.#microstep(
        (path) => this.#candidates(path, 'onDone').filter((index) => this.#edge(index).from === completed),
        'onDone',
      );
    }
    return question;
  }

  /** Selects an edge for each active atomic state and takes them. Returns a question where an answer is missing. */
  #microstep(candidates: (path: string) => readonly number[], trigger: string): SimulatedResult | undefined {
    const step = this.#steps.length;
    const selected: number[] = [];
    for (const path of this.#active.atomic) {
      if (endsMachine(this.#chart, path)) continue;
      for (const index of candidates(path)) {
        const { guard } = this.#edge(index);
        const answer = this.#answers.find((each) => each.guard === guard && each.step === step);
        if (guard !== undefined && answer === undefined) return { kind: 'question', guard, edge: index, step };
        if (guard !== undefined && answer?.holds === false) continue;
        this.#select(index, selected);
        break;
      }
    }
    for (const index of selected) this.#take(index, trigger);
    return undefined;
  }

  /** Adds an edge, unless it excludes one that is selected. An edge of an inner state displaces those around it. */
  #select(index: number, selected: number[]): void {
    const { from } = this.#edge(index);
    const rivals = selected.filter((other) => other === index || this.#conflict(index, other));
    if (
      !rivals.every(
        (other) => other !== index && from !== this.#edge(other).from && isWithin(from, this.#edge(other).from),
      )
    )
      return;
    for (const rival of rivals) selected.splice(selected.indexOf(rival), 1);
    selected.push(index);
  }

  /** Indices of the edges of a state and its ancestors, innermost first, the most exact event first. */
  #candidates(path: string, trigger: string): readonly number[] {
    return selfAndAncestors(path).flatMap((state) =>
      this.#chart.edges
        .map((edge, index) => ({ index, edge, rank: edge.from === state ? specificity(edge.trigger, trigger) : -1 }))
        .filter(({ rank }) => rank >= 0)
        .sort((a, b) => b.rank - a.rank)
        .map(({ index }) => index),
    );
  }

  /** Two edges that would leave the same state exclude each other. */
  #conflict(a: number, b: number): boolean {
    const exits = this.#exits(this.#edge(a));
    return this.#exits(this.#edge(b)).some((path) => exits.includes(path));
  }

  #take(index: number, trigger: string): void {
    const edge = this.#edge(index);
    const exited = this.#exits(edge);
    const configuration = new Configuration(this.#chart, this.#active);
    const atomic = configuration.takeTransition(edge);
    this.#active = configuration.active;
    const entered = edge.to === undefined ? [] : this.#inside(edge, atomic);
    this.#steps.push({
      edge: index,
      trigger,
      exited,
      entered,
      actions: [
        ...exited.flatMap((path) => this.#actions('exit', path)),
        ...edge.actions.map((name) => ({ when: 'edge', name }) as const),
        ...entered.flatMap((path) => this.#actions('entry', path)),
      ],
      active: this.#active.atomic,
    });
    for (const path of entered) if (this.#states.get(path)?.kind === 'final') this.#complete(parentOf(path));
  }

  /** Reports a completed state, and the parallel state around it when all of its regions are completed. */
  #complete(path: string): void {
    if (path === '') return;
    this.#completed.push(path);
    const parent = parentOf(path);
    if (this.#states.get(parent)?.kind !== 'parallel') return;
    const isDone = ({ path: child }: InspectedState): boolean =>
      this.#active.atomic.some((state) => parentOf(state) === child && this.#states.get(state)?.kind === 'final');
    const regions = this.#chart.states.filter((state) => parentOf(state.path) === parent && state.kind !== 'history');
    if (regions.every(isDone)) this.#complete(parent);
  }

  /** States that an edge leaves, innermost first. */
  #exits(edge: InspectedEdge): readonly string[] {
    return edge.to === undefined ? [] : this.#inside(edge, this.#active.atomic).toReversed();
  }

  /** The states below the domain of an edge that contain one of the atomic states, in document order. */
  #inside(edge: InspectedEdge, atomic: readonly string[]): readonly string[] {
    const domain = transitionDomain(edge.from, edge.to ?? [edge.from], edge.reenter === true);
    const reached = atomic.filter((path) => isWithin(path, domain));
    return this.#chart.states.flatMap(({ path }) =>
      path !== domain && isWithin(path, domain) && reached.some((state) => isWithin(state, path)) ? [path] : [],
    );
  }

  #actions(when: 'exit' | 'entry', path: string): readonly SimulatedAction[] {
    return (this.#states.get(path)?.[when] ?? []).map((name) => ({ when, name }));
  }

  #edge(index: number): InspectedEdge {
    return this.#chart.edges[index] ?? { from: '', trigger: '', actions: [], outcome: 'ignored' };
  }
}

/** A top-level final state ends the machine. */
function endsMachine(chart: InspectedChart, path: string): boolean {
  if (path.includes('.') || chart.kind === 'parallel') return false;
  return chart.states.some((state) => state.path === path && state.kind === 'final');
}

/** How exactly a trigger of a chart names an event: -1 not at all, longer prefixes before shorter ones. */
function specificity(trigger: string, event: string): number {
  if (trigger === event) return event.length + 1;
  const isInternal = event === 'always' || event === 'onDone' || event.startsWith('after ');
  if (isInternal) return -1;
  if (trigger === '*') return 0;
  if (!trigger.endsWith('.*')) return -1;
  const prefix = trigger.slice(0, -2);
  return event === prefix || event.startsWith(`${prefix}.`) ? prefix.length : -1;
}
