import { Diagnostics } from '../../../../../generator/diagnostics/diagnostics.ts';
import { chartText } from '../../../../../generator/emit/charts/chart-text.ts';
import { readChart } from '../../../../../generator/read/chart.ts';
import { importScxml } from '../../../../../generator/read/scxml/import-scxml.ts';
import { loadCompiled } from '../../../emit/machines/compiled-chart.ts';
import { type ChartRun, CompiledRun, XstateRun } from './chart-runs.ts';
import type { ScionCase } from './scion-cases.ts';

/** What one case shows. */
export interface CaseResult {
  readonly name: string;
  /** Nothing but states, transitions and raised events. */
  readonly isTopology: boolean;
  /**
   * `passed`: compiled machine, XState and the expectation agree. `xstate`: the compiled machine agrees with XState, and SCXML
   * expects something else. `differs`: the compiled machine differs from XState. `refused`: the importer or the compiler
   * refuses the document.
   */
  readonly outcome: 'passed' | 'xstate' | 'differs' | 'refused';
  /** The reason of a refusal, or both configurations. */
  readonly reason: string;
}

/** Runs one case through the importer, the compiled machine and XState. */
export async function runCase(scion: ScionCase): Promise<CaseResult> {
  const { name, text, steps } = scion;
  const diagnostics = new Diagnostics();
  const path = `${name}.scxml`;
  const events = [...new Set(steps.map(({ event }) => event.name))];
  const imported = importScxml({ path, text }, diagnostics, { id: 'chart', events });
  const isTopology = imported !== undefined && imported.named.length === 0 && imported.data.length === 0;
  const refused = (reason: string): CaseResult => ({ name, isTopology, outcome: 'refused', reason });
  if (imported === undefined) return refused(firstOf(diagnostics));
  const chart = readChart({ path: `${name}.chart.ts`, text: chartText(imported.chart) }, diagnostics);
  if (chart === undefined) return refused(firstOf(diagnostics));
  try {
    const compiled = await loadCompiled(chart);
    const runs = { ours: new CompiledRun(chart, imported, compiled), theirs: new XstateRun(chart, imported) };
    return { name, isTopology, ...compare(scion, runs) };
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}

function compare(
  { initialConfiguration, steps }: ScionCase,
  { ours, theirs }: { readonly ours: ChartRun; readonly theirs: ChartRun },
): Pick<CaseResult, 'outcome' | 'reason'> {
  const check = (after: string, expected: readonly string[]): Pick<CaseResult, 'outcome' | 'reason'> | undefined => {
    const [compiled, xstate, scxml] = [ours.configuration, theirs.configuration, expected.toSorted()].map((ids) =>
      ids.join(' '),
    );
    if (compiled !== xstate) {
      return { outcome: 'differs', reason: `${after}: compiled ${compiled}; XState ${xstate}; SCXML ${scxml}` };
    }
    if (xstate === scxml) return undefined;
    return { outcome: 'xstate', reason: `${after}: XState ${xstate}; SCXML ${scxml}` };
  };
  ours.start();
  theirs.start();
  let found = check('at the start', initialConfiguration);
  for (const { after = 0, event, nextConfiguration } of steps) {
    if (found !== undefined) break;
    for (const run of [ours, theirs]) {
      run.pass(after);
      run.send(event);
    }
    found = check(`after ${event.name}`, nextConfiguration);
  }
  return found ?? { outcome: 'passed', reason: '' };
}

/** Without the place. */
function firstOf(diagnostics: Diagnostics): string {
  return diagnostics.errors[0]?.message.replace(/^.*?:\d+:\d+: /, '') ?? 'no reason';
}
