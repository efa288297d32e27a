import type { Chart, ChartState, ChartTransition } from './chart.ts';
import { canComplete, candidatesOf, delaysOf, hasOnDone, selfAndAncestors } from './chart-walk.ts';

/**
 * What a machine dispatches to its active states. In a chart with the wildcard `*`, which XState matches with everything,
 * that includes the expiry of a timer, the completion of a state and the end of an actor; in others only the state itself handles those.
 */
export type ChartSignal =
  | { readonly kind: 'event'; readonly event: string }
  | { readonly kind: 'after'; readonly state: ChartState; readonly delay: string }
  | { readonly kind: 'done'; readonly state: ChartState }
  | { readonly kind: 'actorDone' | 'actorError'; readonly state: ChartState; readonly actor: string };

/** Every signal of a chart: events, then timers, then completions, then ends of actors, each in document order. */
export function signalsOf(chart: Chart): readonly ChartSignal[] {
  const events = chart.events.map((event): ChartSignal => ({ kind: 'event', event }));
  if (!hasWildcard(chart.root)) return events;
  const states = [chart.root, ...chart.states];
  return [
    ...events,
    ...states.flatMap((state) => delaysOf(state).map((delay): ChartSignal => ({ kind: 'after', state, delay }))),
    ...completingStates(chart).map((state): ChartSignal => ({ kind: 'done', state })),
    ...chart.invokes.flatMap(({ state, id }): readonly ChartSignal[] => [
      { kind: 'actorDone', state, actor: id },
      { kind: 'actorError', state, actor: id },
    ]),
  ];
}

/** The states whose completion a machine handles: those with `onDone`, and with wildcards all that can complete. */
export function completingStates(chart: Chart): readonly ChartState[] {
  return chart.states.filter(isCompletionHandled);
}

/** Whether a machine handles the completion of a state. That of the machine itself ends it. */
export function isCompletionHandled(state: ChartState): boolean {
  if (state.parent === undefined || state.children.length === 0) return false;
  return hasOnDone(state) || (canComplete(state) && hasWildcard(state));
}

/** The candidates that a state declares for a signal, in the order in which they are tried. */
export function candidatesFor(state: ChartState, signal: ChartSignal): readonly ChartTransition[] {
  if (signal.kind === 'event') return candidatesOf(state, signal);
  const own = signal.state === state ? candidatesOf(state, signal) : [];
  return [...own, ...state.transitions.filter(isWildcard)];
}

/** Whether a transition is selected by dispatching a signal to the active states. */
export function isDispatched({ source, trigger }: ChartTransition): boolean {
  return trigger.kind === 'event' || (trigger.kind !== 'always' && hasWildcard(source));
}

function isWildcard({ trigger }: ChartTransition): boolean {
  return trigger.kind === 'event' && trigger.event === '*';
}

/** Whether the chart of a state has a transition for `*`. */
export function hasWildcard(state: ChartState): boolean {
  return traitsOf(state).hasWildcard;
}

/** Whether a machine sends itself events. */
export function raisesEvents({ root }: Chart): boolean {
  return traitsOf(root).raises;
}

/** Whether a machine has to know if a wildcard took the failure of an actor. */
export function tracksTransitions({ invokes, root }: Chart): boolean {
  return invokes.length > 0 && hasWildcard(root);
}

/** Whether a final state can get an event between its entry and the `onDone` of its parent: a raised one, or `*`. */
export function handlesBeforeCompletion(state: ChartState): boolean {
  const { hasWildcard, raises } = traitsOf(state);
  return hasWildcard || raises;
}

interface ChartTraits {
  readonly hasWildcard: boolean;
  readonly raises: boolean;
}

function traitsOf(state: ChartState): ChartTraits {
  const root = selfAndAncestors(state).at(-1) ?? state;
  const known = traits.get(root);
  if (known !== undefined) return known;
  const some = (of: (each: ChartState) => boolean): boolean => {
    const search = (each: ChartState): boolean => of(each) || each.children.some(search);
    return search(root);
  };
  const found = {
    hasWildcard: some(({ transitions }) => transitions.some(isWildcard)),
    raises: some(({ entry, exit, initialActions, transitions }) =>
      [...entry, ...exit, ...initialActions, ...transitions.flatMap(({ actions }) => actions)].some(
        ({ kind }) => kind === 'raise',
      ),
    ),
  };
  traits.set(root, found);
  return found;
}

/** By the machine's own state: asked for every transition, and a chart does not change. */
const traits = new WeakMap<ChartState, ChartTraits>();
