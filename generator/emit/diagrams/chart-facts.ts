import type { Chart, ChartAction, ChartState, ChartTransition } from '../../model/chart.ts';
import { triggerText } from './notation.ts';

/**
 * The data of the chart for programs that display the diagram: states and edges, edges in the order of
 * the compiled machine's table. As JSON without any character that XML or HTML would read as markup.
 */
export function chartFacts(chart: Chart): string {
  const facts = {
    id: chart.id,
    title: chart.doc,
    events: chart.events,
    initial: chart.root.initial?.path ?? '',
    ...(chart.root.kind === 'parallel' ? { kind: 'parallel' } : {}),
    states: chart.states.map(stateFacts),
    edges: chart.edges.map(edgeFacts),
    ...(chart.delays.size > 0 ? { delays: Object.fromEntries(chart.delays) } : {}),
  };
  return JSON.stringify(facts).replace(/[<>&\u007f-\u009f\ufffe\uffff]/g, escaped);
}

function stateFacts({ path, kind, initial, deep, fallback, entry, exit, ref, description }: ChartState): object {
  // JSON omits undefined members.
  const history = kind === 'history' ? { deep, initial: fallback?.path } : {};
  const texts = (actions: readonly ChartAction[]): readonly string[] | undefined =>
    actions.length === 0 ? undefined : actions.map(({ text }) => text);
  const actions = { entry: texts(entry), exit: texts(exit) };
  return { path, kind, initial: initial?.path, ...history, ...actions, ref, description };
}

function edgeFacts(transition: ChartTransition): object {
  const { source, reenter, outcome, alert, ref, reason, description } = transition;
  const trigger = factOf(transition);
  const to = transition.targets.length === 0 ? undefined : transition.targets.map(({ path }) => path);
  const flags = reenter ? { reenter } : {};
  const guard = transition.guard?.text;
  const actions = transition.actions.map(({ text }) => text);
  return { from: source.path, trigger, guard, to, ...flags, actions, outcome, alert, ref, reason, description };
}

/** As in the compiled machine's table. */
function factOf(transition: ChartTransition): string {
  const { kind } = transition.trigger;
  if (kind === 'always') return 'always';
  return kind === 'done' ? 'onDone' : triggerText(transition);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
