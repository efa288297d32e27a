import type { Chart, ChartState, ChartTransition } from '../../model/chart.ts';
import {
  allRegionsLeft,
  isInRegion,
  isRegion,
  leavesSomething,
  placesOf,
  regionsLeft,
} from '../../model/chart-region.ts';
import { canEnd, domainOf, outwards } from '../../model/chart-walk.ts';
import { machineNames, stateWord } from '../../names/machine-names.ts';
import { actingStatements, leavingStatements, mayEndRegions } from './effects.ts';
import { enteringStatements } from './entrance.ts';
import { alternative, callStatement, conditional, docComment, signature } from './literal-text.ts';
import { placeField, placeName } from './place.ts';
import {
  type Choice,
  choiceMethods,
  choiceName,
  choosesItself,
  choosingRegions,
  chosenEdges,
  hasChoices,
  innermost,
} from './region-choice.ts';

/** Everything that chooses and takes transitions inside parallel states. Empty where a chart has none to choose. */
export function regionMethods(chart: Chart): readonly string[] {
  if (chosenEdges(chart).length === 0) return [];
  const outermost = [chart.root, ...chart.states].filter((state) => state.kind === 'parallel' && !isInRegion(state));
  return [
    ...outermost.flatMap((state) => [
      ...passMethod(chart, state, 'event'),
      ...passMethod(chart, state, 'always'),
      ...takeMethod(chart, state),
    ]),
    ...choiceMethods(chart, 'event'),
    ...choiceMethods(chart, 'always'),
    ...clashMethods(chart),
    ...phaseMethods(chart),
  ];
}

/** Constants the machine's module needs for its regions. */
export function regionConstants(chart: Chart): readonly string[] {
  return chosenEdges(chart).length === 0 ? [] : ['/** No edge: a region stays where it is. */', 'const none = -1;', ''];
}

/** Lets every region inside a parallel state choose, and takes what they chose together. */
function passMethod(chart: Chart, state: ChartState, choice: Choice): readonly string[] {
  if (!hasChoices(state, choice)) return [];
  const word = stateWord(state);
  const regions = choosingRegions(state);
  const choosing = regions.filter((region) => choosesItself(region, choice));
  const where = state.path === '' ? 'the machine' : state.path;
  const names = regions.map((region) => (choosing.includes(region) ? choiceName(region) : 'none'));
  const own = ownHandler(state, choice);
  const isNothing = choosing.map((region) => `${choiceName(region)} === none`).join(' && ');
  const taking = [`this.#take${word}`, names] as const;
  const rivals = clashesOf(chart, choosing, choice);
  const dropped = new Set(rivals.map(([, later]) => later));
  const { lines, direct } = chooseIn(chart, state, choice, regions, dropped);
  const declared = choosing.filter((region) => !direct.has(region));
  const body = [
    ...declared.map((region) => `    let ${choiceName(region)} = none;`),
    ...lines,
    ...rivals.flatMap(([earlier, later]) => {
      const [one, other] = [choiceName(earlier), choiceName(later)];
      return conditional(`this.#clash(${one}, ${other})`, `${other} = none;`, '    ');
    }),
  ];
  if (choice === 'event') {
    return [
      ...docComment(
        `Every region of ${where} sees an event; what none of them takes is left to ${where} itself.`,
        '  ',
      ),
      `  #pass${word}(event: ${machineNames(chart).upper}Event): void {`,
      ...body,
      ...(own === undefined
        ? [...conditional(isNothing, 'return;', '    '), ...callStatement(...taking, '    ')]
        : alternative(isNothing, `${own}(event);`, taking, '    ')),
      '  }',
      '',
    ];
  }
  return [
    ...docComment(
      `Every region of ${where} moves on where it can, or ${where} itself; tells whether anything did.`,
      '  ',
    ),
    `  #drive${word}(): boolean {`,
    ...body,
    ...conditional(isNothing, `return ${own === undefined ? 'false' : `${own}()`};`, '    '),
    ...callStatement(...taking, '    '),
    '    return true;',
    '  }',
    '',
  ];
}

/** The method of the state, or of what is around it, that takes what its regions leave. */
function ownHandler(state: ChartState, choice: Choice): string | undefined {
  const kind = choice;
  const found = outwards(state).find((outer) => outer.transitions.some(({ trigger }) => trigger.kind === kind));
  return found && `this.#${choice === 'event' ? 'on' : 'always'}${stateWord(found)}`;
}

interface Choosing {
  readonly lines: readonly string[];
  /** Regions whose variable is declared where it gets its value. */
  readonly direct: ReadonlySet<ChartState>;
}

/** Asks the regions of a parallel state, and inside them those of the parallel states they are in. */
function chooseIn(
  chart: Chart,
  state: ChartState,
  choice: Choice,
  regions: readonly ChartState[],
  dropped: ReadonlySet<ChartState>,
): Choosing {
  const lines: string[] = [];
  const direct = new Set<ChartState>();
  for (const region of state.children) ask(region, '    ');
  return { lines, direct };

  function ask(region: ChartState, indent: string): void {
    const name = choiceName(region);
    const argument = choice === 'event' ? 'event' : '';
    const own = regions.includes(region) && choosesItself(region, choice);
    if (region.kind === 'parallel') {
      if (hasChoices(region, choice)) askInside(region, indent);
      const call = innermost(region, choice);
      if (own && call !== undefined) {
        const test = nothingInside(region);
        if (test === undefined) lines.push(`${indent}${name} = ${call};`);
        else lines.push(...conditional(test, `${name} = ${call};`, indent));
      }
      return;
    }
    const nested = region.kind === 'compound' ? placesOf(region).filter((place) => hasChoices(place, choice)) : [];
    const call =
      region.kind === 'compound'
        ? `this.#${choice === 'event' ? 'choose' : 'drive'}${stateWord(region)}(${argument})`
        : innermost(region, choice);
    if (nested.length === 0) {
      if (!own || call === undefined) return;
      const isTop = indent === '    ';
      if (isTop) direct.add(region);
      const keyword = dropped.has(region) ? 'let ' : 'const ';
      lines.push(`${indent}${isTop ? keyword : ''}${name} = ${call};`);
      return;
    }
    lines.push(`${indent}switch (${placeField(region)}) {`);
    for (const place of nested) {
      lines.push(`${indent}  case ${placeName(chart, place)}:`);
      askInside(place, `${indent}    `);
      const outer = innermost(place, choice);
      const test = nothingInside(place);
      if (outer !== undefined && test !== undefined)
        lines.push(...conditional(test, `${name} = ${outer};`, `${indent}    `));
      lines.push(`${indent}    break;`);
    }
    if (own) lines.push(`${indent}  default:`, `${indent}    ${name} = ${call};`);
    lines.push(`${indent}}`);
  }

  function askInside(parallel: ChartState, indent: string): void {
    for (const region of parallel.children) ask(region, indent);
  }

  function nothingInside(parallel: ChartState): string | undefined {
    const inside = choosingRegions(parallel).filter((region) => region !== parallel && choosesItself(region, choice));
    return inside.length === 0 ? undefined : inside.map((region) => `${choiceName(region)} === none`).join(' && ');
  }
}

/** Pairs of regions that may choose to leave the same states: then the later one stays where it is. */
function clashesOf(
  chart: Chart,
  regions: readonly ChartState[],
  choice: Choice,
): readonly (readonly [earlier: ChartState, later: ChartState])[] {
  return regions.flatMap((later, place) =>
    regions.slice(0, place).flatMap((earlier) => {
      return canClash(chart, earlier, later, choice) ? [[earlier, later] as const] : [];
    }),
  );
}

function canClash(chart: Chart, a: ChartState, b: ChartState, choice: Choice): boolean {
  const of = (region: ChartState): readonly ChartTransition[] =>
    chosenEdges(chart).filter(
      ({ source, trigger }) => trigger.kind === choice && outwards(source).find(isRegion) === region,
    );
  return of(a).some((one) =>
    of(b).some((other) => {
      if (one.trigger.kind === 'event' && other.trigger.kind === 'event' && one.trigger.event !== other.trigger.event) {
        return false;
      }
      const left = allRegionsLeft(chart, other);
      return allRegionsLeft(chart, one).some((region) => left.includes(region));
    }),
  );
}

/** `#clash`, where any two transitions of different regions may leave the same states. */
function clashMethods(chart: Chart): readonly string[] {
  const regions = [chart.root, ...chart.states].filter(isRegion);
  const groups = new Map<number, number[]>();
  for (const edge of chosenEdges(chart)) {
    const bits = allRegionsLeft(chart, edge).reduce((sum, region) => sum | (1 << regions.indexOf(region)), 0);
    if (bits !== 0) groups.set(bits, [...(groups.get(bits) ?? []), edge.index]);
  }
  const all = [...new Set(regions)].filter((region) => region.parent !== undefined);
  const isNeeded = (['event', 'always'] as const).some((choice) =>
    all.some((later, place) => all.slice(0, place).some((earlier) => canClash(chart, earlier, later, choice))),
  );
  if (!isNeeded) return [];
  return [
    '  /** Two edges clash when they leave the same states; then the one of the earlier region is taken. */',
    '  #clash(one: number, other: number): boolean {',
    '    return (this.#left(one) & this.#left(other)) !== 0;',
    '  }',
    '',
    '  /** The regions whose states an edge leaves, a bit for each. */',
    '  #left(edge: number): number {',
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

/** Takes what the regions of a parallel state chose: tells of it, leaves, acts and enters, all in the order of the chart. */
function takeMethod(chart: Chart, state: ChartState): readonly string[] {
  const regions = choosingRegions(state);
  if (regions.length === 0) return [];
  const names = regions.map(choiceName);
  const where = state.path === '' ? 'the machine' : state.path;
  const calls = (phase: Phase): readonly string[] => {
    const sources = [...phaseOf(chart, phase).keys()].map(({ source }) => outwards(source).find(isRegion));
    const moved = regions.filter((region) => sources.includes(region)).map(choiceName);
    return (phase === 'leave' ? moved.toReversed() : moved).map((name) => `    this.#${phase}(${name});`);
  };
  const ends = chart.root === state && chosenEdges(chart).some((edge) => mayEndRegions(chart, edge));
  return [
    ...docComment(
      `Takes what the regions of ${where} chose: all leave, last region first, then all act, then all enter.`,
      '  ',
    ),
    ...signature(
      `#take${stateWord(state)}`,
      names.map((name) => `${name}: number`),
      ': void {',
      '  ',
    ),
    ...names.flatMap((name) => conditional(`${name} !== none`, `this.#port.transition(${name});`, '    ')),
    ...calls('leave'),
    ...calls('act'),
    ...calls('enter'),
    ...(ends ? ['    if (this.done) this.#end();'] : []),
    '  }',
    '',
  ];
}

type Phase = 'leave' | 'act' | 'enter';

/** The statements of each chosen edge in a phase; edges with nothing to do are left out. */
function phaseOf(chart: Chart, phase: Phase): ReadonlyMap<ChartTransition, readonly string[]> {
  const indent = '        ';
  const statements = (edge: ChartTransition): readonly string[] => {
    if (phase === 'act') return actingStatements(edge, indent);
    if (phase === 'enter') return enteringStatements(chart, edge, indent);
    return [...leavingStatements(chart, edge, indent), ...departure(chart, edge, indent)];
  };
  const all = chosenEdges(chart).map((edge) => [edge, statements(edge)] as const);
  return new Map(all.filter(([, lines]) => lines.length > 0));
}

function titleOf({ source, trigger }: ChartTransition): string {
  return trigger.kind === 'event' ? `${source.path} on ${trigger.event}` : source.path;
}

/** A region that moves on from its end must not count as ended while other regions arrive at theirs. */
function departure(chart: Chart, edge: ChartTransition, indent: string): readonly string[] {
  const { source } = edge;
  if (!leavesSomething(edge) || !isRegion(source) || source.children.length === 0 || !canEnd(source)) return [];
  if (domainOf(edge) !== source) return [];
  return regionsLeft(chart, edge).map((region) => `${indent}${placeField(region)} = undefined;`);
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
    ...method('leave', 'Leaves what a chosen edge leaves.'),
    ...method('act', 'The actions of a chosen edge itself.'),
    ...method('enter', 'Enters what a chosen edge leads to.'),
  ];
}
