import type { Chart, ChartState } from '../../model/chart.ts';
import { activeStatesOf, isRegion, regionsOf } from '../../model/chart-region.ts';
import { selfAndAncestors, timersOf } from '../../model/chart-walk.ts';
import { quote } from '../../names/identifier.ts';
import { machineNames, regionField, regionNames, regionType } from '../../names/machine-names.ts';
import { activeStateField, activeStateName, enclosingRegion } from './active-state.ts';
import { historyField, historyRegions } from './history.ts';
import { assignment, lineWidth } from './literal-text.ts';

/** A field that holds the number of a state. */
interface Register {
  readonly field: string;
  readonly region: ChartState;
  /** Recorded for a history state; otherwise the active state. */
  readonly isHistory: boolean;
}

function registersOf(chart: Chart): readonly Register[] {
  const active = regionsOf(chart).map((region) => ({ field: activeStateField(region), region, isHistory: false }));
  const recorded = [chart.root, ...chart.states].flatMap((state) =>
    historyRegions(chart, state).map((region) => ({ field: historyField(state, region), region, isHistory: true })),
  );
  return [...active, ...recorded];
}

/** The tables for snapshots of the machine. */
export function snapshotTables(chart: Chart): readonly string[] {
  const { lower } = machineNames(chart);
  const registers = registersOf(chart).map(({ field, region, isHistory }) => {
    const name = isHistory ? field.slice('this.#'.length) : regionField(region);
    return `{ name: ${quote(name)}, states: ${regionNames(chart, region)} }`;
  });
  return [
    '/** For `takeSnapshot` and `restoreSnapshot`. */',
    `export const ${lower}Tables: MachineTables = {`,
    `  chart: ${quote(chart.id)},`,
    ...listLines('registers', registers),
    `  timers: ${timersOf(chart).length === 0 ? '[]' : `${lower}Timers`},`,
    `  actors: ${chart.invokes.length === 0 ? '[]' : `${lower}Actors`},`,
    '};',
    '',
  ];
}

/** Biome keeps a single item on the line of its brackets. */
function listLines(key: string, items: readonly string[]): readonly string[] {
  const line = `  ${key}: [${items.join(', ')}],`;
  if (items.length === 1 && line.length <= lineWidth) return [line];
  return [`  ${key}: [`, ...items.map((item) => `    ${item},`), '  ],'];
}

/** `save` and `restore`. */
export function snapshotMethods(chart: Chart): readonly string[] {
  const registers = registersOf(chart);
  const values = registers.map(({ field, region, isHistory }) =>
    region === chart.root && !isHistory ? field : `${field} ?? -1`,
  );
  const line = `    return [${values.join(', ')}];`;
  return [
    '  override save(): readonly number[] {',
    ...(line.length <= lineWidth ? [line] : ['    return [', ...values.map((value) => `      ${value},`), '    ];']),
    '  }',
    '',
    '  protected override restore(values: readonly number[]): boolean {',
    ...registers.flatMap((register, index) => checks(chart, registers, register, index)),
    ...registers.flatMap(({ field, region, isHistory }, index) => {
      const value = `values[${index}] as ${regionType(chart, region)}`;
      if (region === chart.root && !isHistory) return assignment(field, value, '    ');
      return assignment(field, `values[${index}] === -1 ? undefined : (${value})`, '    ');
    }),
    '    return true;',
    '  }',
    '',
  ];
}

/** A region has a state exactly if the state around it is active. */
function checks(
  chart: Chart,
  registers: readonly Register[],
  { region, isHistory }: Register,
  index: number,
): readonly string[] {
  if (isHistory) return [];
  const parallel = selfAndAncestors(region).find((state) => state.kind === 'parallel' && !isRegion(state));
  if (parallel?.parent === undefined) return [`    if (values[${index}] === -1) return false;`];
  const around = enclosingRegion(parallel);
  const outer = registers.findIndex((register) => register.region === around && !register.isHistory);
  if (!activeStatesOf(around).includes(parallel)) return [];
  const isActive = `values[${outer}] === ${activeStateName(chart, parallel)}`;
  return [`    if ((values[${index}] === -1) === (${isActive})) return false;`];
}
