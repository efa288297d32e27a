import type { Chart, ChartState, ChartTransition } from '../../model/chart.ts';
import {
  activeStatesOf,
  allExitedRegions,
  exitedRegions,
  exitsFinalStates,
  isInRegion,
  isRegion,
} from '../../model/chart-region.ts';
import { candidatesFor, signalsOf, tracksTransitions } from '../../model/chart-signal.ts';
import { selfAndAncestors } from '../../model/chart-walk.ts';
import { stateIdentifier } from '../../names/machine-names.ts';
import { activeStateField, activeStateName } from './active-state.ts';
import { actionStatements, exitSetStatements, mayCompleteMachine } from './effects.ts';
import { entrySetStatements } from './entry-set.ts';
import { alternative, callStatement, conditional, docComment, signature } from './literal-text.ts';
import {
  canSelect,
  innermost,
  type SelectionTrigger,
  selectableEdges,
  selectingRegions,
  selectionMethods,
  selectionName,
  selectionTrigger,
  selectsItself,
} from './region-selection.ts';
import { signalType } from './signal-name.ts';

/** The methods that select and take transitions inside parallel states. Empty for a chart without any. */
export function regionMethods(chart: Chart): readonly string[] {
  if (selectableEdges(chart).length === 0) return [];
  const outermost = [chart.root, ...chart.states].filter((state) => state.kind === 'parallel' && !isInRegion(state));
  return [
    ...outermost.flatMap((state) => [
      ...dispatchMethod(chart, state, 'event'),
      ...dispatchMethod(chart, state, 'always'),
      ...takeMethod(chart, state),
    ]),
    ...selectionMethods(chart, 'event'),
    ...selectionMethods(chart, 'always'),
    ...conflictMethods(chart),
    ...phaseMethods(chart),
  ];
}

/** Constants the machine's module needs for its regions. */
export function regionConstants(chart: Chart): readonly string[] {
  return selectableEdges(chart).length === 0
    ? []
    : ['/** No edge: the region keeps its active state. */', 'const none = -1;', ''];
}

/** The method that selects a transition in every region of a parallel state and takes the selected ones together. */
function dispatchMethod(chart: Chart, state: ChartState, trigger: SelectionTrigger): readonly string[] {
  if (!canSelect(state, trigger)) return [];
  const word = stateIdentifier(state);
  const regions = selectingRegions(state);
  const selecting = regions.filter((region) => selectsItself(region, trigger));
  const where = state.path === '' ? 'the machine' : state.path;
  const names = regions.map((region) => (selecting.includes(region) ? selectionName(region) : 'none'));
  const own = ownHandler(state, trigger);
  const nothingSelected = selecting.map((region) => `${selectionName(region)} === none`).join(' && ');
  const taking = [`this.#take${word}`, names] as const;
  const conflicts = conflictingRegions(chart, selecting, trigger);
  const dropped = new Set(conflicts.map(([, later]) => later));
  const { lines, direct } = selectIn(chart, state, trigger, regions, dropped);
  const declared = selecting.filter((region) => !direct.has(region));
  const body = [
    ...declared.map((region) => `    let ${selectionName(region)} = none;`),
    ...lines,
    ...conflicts.flatMap(([earlier, later]) => {
      const [one, other] = [selectionName(earlier), selectionName(later)];
      return conditional(`this.#conflict(${one}, ${other})`, `${other} = none;`, '    ');
    }),
  ];
  if (trigger === 'event') {
    return [
      ...docComment(
        `Dispatches an event to every region of ${where}. If no region takes it, ${where} handles it.`,
        '  ',
      ),
      `  #dispatchEvent${word}(event: ${signalType(chart)}): void {`,
      ...body,
      ...(own === undefined
        ? [...conditional(nothingSelected, 'return;', '    '), ...callStatement(...taking, '    ')]
        : alternative(nothingSelected, `${own}(event);`, taking, '    ')),
      '  }',
      '',
    ];
  }
  return [
    ...docComment(
      `Takes the eventless transitions of the regions of ${where}, or of ${where}. Returns whether any was taken.`,
      '  ',
    ),
    `  #dispatchAlways${word}(): boolean {`,
    ...body,
    ...conditional(nothingSelected, `return ${own === undefined ? 'false' : `${own}()`};`, '    '),
    ...callStatement(...taking, '    '),
    '    return true;',
    '  }',
    '',
  ];
}

/** The method of the state or an ancestor that handles what its regions do not take. */
function ownHandler(state: ChartState, trigger: SelectionTrigger): string | undefined {
  const found = selfAndAncestors(state).find((outer) =>
    outer.transitions.some((edge) => selectionTrigger(edge) === trigger),
  );
  return found && `this.#${trigger === 'event' ? 'on' : 'always'}${stateIdentifier(found)}`;
}

interface Selection {
  readonly lines: readonly string[];
  /** Regions whose variable is declared at its assignment. */
  readonly direct: ReadonlySet<ChartState>;
}

/** Selects in the regions of a parallel state and in those of nested parallel states. */
function selectIn(
  chart: Chart,
  state: ChartState,
  trigger: SelectionTrigger,
  regions: readonly ChartState[],
  dropped: ReadonlySet<ChartState>,
): Selection {
  const lines: string[] = [];
  const direct = new Set<ChartState>();
  for (const region of state.children) selectRegion(region, '    ');
  return { lines, direct };

  function selectRegion(region: ChartState, indent: string): void {
    const name = selectionName(region);
    const argument = trigger === 'event' ? 'event' : '';
    const own = regions.includes(region) && selectsItself(region, trigger);
    if (region.kind === 'parallel') {
      if (canSelect(region, trigger)) selectInside(region, indent);
      const call = innermost(region, trigger);
      if (own && call !== undefined) {
        const test = nothingSelectedInside(region);
        if (test === undefined) lines.push(`${indent}${name} = ${call};`);
        else lines.push(...conditional(test, `${name} = ${call};`, indent));
      }
      return;
    }
    const nested =
      region.kind === 'compound' ? activeStatesOf(region).filter((activeState) => canSelect(activeState, trigger)) : [];
    const call =
      region.kind === 'compound'
        ? `this.#${trigger === 'event' ? 'selectEvent' : 'selectAlways'}${stateIdentifier(region)}(${argument})`
        : innermost(region, trigger);
    if (nested.length === 0) {
      if (!own || call === undefined) return;
      const isTop = indent === '    ';
      if (isTop) direct.add(region);
      const keyword = dropped.has(region) ? 'let ' : 'const ';
      lines.push(`${indent}${isTop ? keyword : ''}${name} = ${call};`);
      return;
    }
    lines.push(`${indent}switch (${activeStateField(region)}) {`);
    for (const activeState of nested) {
      lines.push(`${indent}  case ${activeStateName(chart, activeState)}:`);
      selectInside(activeState, `${indent}    `);
      const outer = innermost(activeState, trigger);
      const test = nothingSelectedInside(activeState);
      if (outer !== undefined && test !== undefined)
        lines.push(...conditional(test, `${name} = ${outer};`, `${indent}    `));
      lines.push(`${indent}    break;`);
    }
    if (own) lines.push(`${indent}  default:`, `${indent}    ${name} = ${call};`);
    lines.push(`${indent}}`);
  }

  function selectInside(parallel: ChartState, indent: string): void {
    for (const region of parallel.children) selectRegion(region, indent);
  }

  function nothingSelectedInside(parallel: ChartState): string | undefined {
    const inside = selectingRegions(parallel).filter((region) => region !== parallel && selectsItself(region, trigger));
    return inside.length === 0 ? undefined : inside.map((region) => `${selectionName(region)} === none`).join(' && ');
  }
}

/** Pairs of regions whose transitions may exit the same states; then the later region takes none. */
function conflictingRegions(
  chart: Chart,
  regions: readonly ChartState[],
  trigger: SelectionTrigger,
): readonly (readonly [earlier: ChartState, later: ChartState])[] {
  return regions.flatMap((later, index) =>
    regions.slice(0, index).flatMap((earlier) => {
      return canConflict(chart, earlier, later, trigger) ? [[earlier, later] as const] : [];
    }),
  );
}

function canConflict(chart: Chart, a: ChartState, b: ChartState, trigger: SelectionTrigger): boolean {
  const of = (region: ChartState): readonly ChartTransition[] =>
    selectableEdges(chart).filter(
      (edge) => selectionTrigger(edge) === trigger && selfAndAncestors(edge.source).find(isRegion) === region,
    );
  return of(a).some((one) =>
    of(b).some((other) => {
      if (trigger === 'event' && !shareSignal(chart, one, other)) return false;
      const exited = allExitedRegions(chart, other);
      return allExitedRegions(chart, one).some((region) => exited.includes(region));
    }),
  );
}

/** Whether two transitions may be enabled by the same signal. */
function shareSignal(chart: Chart, one: ChartTransition, other: ChartTransition): boolean {
  return signalsOf(chart).some(
    (signal) => candidatesFor(one.source, signal).includes(one) && candidatesFor(other.source, signal).includes(other),
  );
}

/** `#conflict`, where transitions of two regions may exit the same states. */
function conflictMethods(chart: Chart): readonly string[] {
  const regions = [chart.root, ...chart.states].filter(isRegion);
  const groups = new Map<number, number[]>();
  for (const edge of selectableEdges(chart)) {
    const bits = allExitedRegions(chart, edge).reduce((sum, region) => sum | (1 << regions.indexOf(region)), 0);
    if (bits !== 0) groups.set(bits, [...(groups.get(bits) ?? []), edge.index]);
  }
  const all = [...new Set(regions)].filter((region) => region.parent !== undefined);
  const isNeeded = (['event', 'always'] as const).some((trigger) =>
    all.some((later, index) => all.slice(0, index).some((earlier) => canConflict(chart, earlier, later, trigger))),
  );
  if (!isNeeded) return [];
  return [
    '  /** Two edges conflict when they exit the same states; then the one of the earlier region is taken. */',
    '  #conflict(one: number, other: number): boolean {',
    '    return (this.#exitedRegions(one) & this.#exitedRegions(other)) !== 0;',
    '  }',
    '',
    '  /** The regions whose states an edge exits, as a bit mask. */',
    '  #exitedRegions(edge: number): number {',
    '    switch (edge) {',
    ...[...groups].flatMap(([bits, edges]) => [
      ...edges.map((edge) => `      case ${edge}:`),
      `        return 0b${bits.toString(2)};`,
    ]),
    '      default:',
    '        return 0;',
    '    }',
    '  }',
    '',
  ];
}

/** The method that takes the selected transitions in SCXML's order: exits, actions, entries. */
function takeMethod(chart: Chart, state: ChartState): readonly string[] {
  const regions = selectingRegions(state);
  if (regions.length === 0) return [];
  const names = regions.map(selectionName);
  const where = state.path === '' ? 'the machine' : state.path;
  const calls = (phase: Phase): readonly string[] => {
    const sources = [...phaseOf(chart, phase).keys()].map(({ source }) => selfAndAncestors(source).find(isRegion));
    const moved = regions.filter((region) => sources.includes(region)).map(selectionName);
    return (phase === 'exit' ? moved.toReversed() : moved).map((name) => `    this.#${phase}(${name});`);
  };
  const ends = chart.root === state && selectableEdges(chart).some((edge) => mayCompleteMachine(chart, edge));
  return [
    ...docComment(
      `Takes the transitions that the regions of ${where} selected: exits, last region first, then actions, then entries.`,
      '  ',
    ),
    ...signature(
      `#take${stateIdentifier(state)}`,
      names.map((name) => `${name}: number`),
      ': void {',
      '  ',
    ),
    ...(tracksTransitions(chart) ? ['    this.#isTaken = true;'] : []),
    ...names.flatMap((name) => conditional(`${name} !== none`, `this.#port.transition(${name});`, '    ')),
    ...calls('exit'),
    ...calls('act'),
    ...calls('enter'),
    ...(ends ? ['    if (this.done) this.#end();'] : []),
    '  }',
    '',
  ];
}

type Phase = 'exit' | 'act' | 'enter';

/** The statements of each selectable edge in a phase; edges without statements are omitted. */
function phaseOf(chart: Chart, phase: Phase): ReadonlyMap<ChartTransition, readonly string[]> {
  const indent = '        ';
  const statements = (edge: ChartTransition): readonly string[] => {
    if (phase === 'act') return actionStatements(chart, edge, indent);
    if (phase === 'enter') return entrySetStatements(chart, edge, indent);
    return [...exitSetStatements(chart, edge, indent), ...clearingStatements(chart, edge, indent)];
  };
  const all = selectableEdges(chart).map((edge) => [edge, statements(edge)] as const);
  return new Map(all.filter(([, lines]) => lines.length > 0));
}

function titleOf({ source, trigger }: ChartTransition): string {
  return trigger.kind === 'event' ? `${source.path} on ${trigger.event}` : source.path;
}

/** A region that exits its final state must not count as complete while other regions enter theirs. */
function clearingStatements(chart: Chart, edge: ChartTransition, indent: string): readonly string[] {
  if (!exitsFinalStates(edge)) return [];
  return exitedRegions(chart, edge).map((region) => `${indent}${activeStateField(region)} = undefined;`);
}

function phaseMethods(chart: Chart): readonly string[] {
  const method = (phase: Phase, doc: string): readonly string[] => {
    const edges = [...phaseOf(chart, phase)];
    if (edges.length === 0) return [];
    const cases = edges.flatMap(([edge, lines]) => [
      `      case ${edge.index}: // ${titleOf(edge)}`,
      ...lines,
      '        break;',
    ]);
    return [
      ...docComment(doc, '  '),
      `  #${phase}(edge: number): void {`,
      ...(cases.some((line) => line.includes(' port.')) ? ['    const port = this.#port;'] : []),
      '    switch (edge) {',
      ...cases,
      '    }',
      '  }',
      '',
    ];
  };
  return [
    ...method('exit', 'Exits the exit set of a selected edge.'),
    ...method('act', 'Runs the actions of a selected edge.'),
    ...method('enter', 'Enters the entry set of a selected edge.'),
  ];
}
