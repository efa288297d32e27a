import test from 'ava';
import type { Chart, ChartState, ChartTransition } from '../../../../generator/model/chart.ts';
import { chartOf, fixtureCharts, specCharts } from '../../read/sample-charts.ts';
import { SeededRandom } from '../../seeded-random.ts';
import { compiledText, loadCompiled } from './compiled-chart.ts';
import { type Mutant, mutantKinds, mutantsOf } from './machine-mutant.ts';
import { randomChart } from './random-chart.ts';
import { XstateOracle } from './xstate-actor.ts';
import { compareWithXstate } from './xstate-differential.ts';

/** Mutants of each kind to test, drawn from all charts. */
const sample = 32;
/** Random events for a mutant. As many cover every edge of the charts; a mutant that differs ends its comparison early. */
const steps = 100_000;

for (const kind of mutantKinds) {
  test.serial(`at least 95 % of machines with a ${kind} differ from XState`, async (t) => {
    const random = new SeededRandom(kind);
    const charts = [...specCharts, ...fixtureCharts];
    const all = charts.flatMap((chart) => mutantsOf(chart, kind).map((mutant) => ({ chart, mutant })));
    while (all.length > sample) all.splice(random.below(all.length), 1);
    const oracles = new Map<Chart, XstateOracle>();
    const survivors: string[] = [];
    for (const { chart, mutant } of all) {
      const oracle = oracles.get(chart) ?? new XstateOracle(chart);
      oracles.set(chart, oracle);
      if (!(await isDetected(chart, mutant, oracle))) survivors.push(`${chart.id} line ${mutant.line}: ${mutant.what}`);
    }
    t.log(`${all.length - survivors.length} of ${all.length} detected`, ...survivors);
    t.true(all.length > 0);
    t.true(survivors.length <= all.length * 0.05);
  });
}

async function isDetected(chart: Chart, { text }: Mutant, oracle: XstateOracle): Promise<boolean> {
  const compiled = await loadCompiled(chart, text);
  return compareWithXstate(chart, compiled, { seed: `mutant of ${chart.id}`, steps, oracle }).difference !== undefined;
}

/** Errors of a compiler; each changes a copy of the model. */
const misreadings: Readonly<Record<string, (chart: MutableChart) => void>> = {
  'ignores reenter': ({ edges }) => {
    for (const edge of edges) edge.reenter = false;
  },
  'always enters the first child': ({ root, states }) => {
    for (const state of [root, ...states]) if (state.kind === 'compound') state.initial = state.children[0];
  },
  'tries candidates in reverse order': ({ root, states }) => {
    for (const state of [root, ...states]) state.transitions.reverse();
  },
  'omits timers': ({ edges }) => {
    for (const edge of edges) if (edge.trigger.kind === 'after') edge.trigger = { kind: 'event', event: 'never' };
  },
  'exchanges entry and exit actions': ({ states }) => {
    for (const state of states) [state.entry, state.exit] = [state.exit, state.entry];
  },
  'treats a final state as an atomic state': ({ states }) => {
    for (const state of states) if (state.kind === 'final' && state.parent?.path !== '') state.kind = 'atomic';
  },
  'omits onDone': ({ states }) => {
    for (const state of states) state.transitions = state.transitions.filter(({ trigger }) => trigger.kind !== 'done');
  },
  'treats deep history as shallow': ({ states }) => {
    for (const state of states) state.deep = false;
  },
  'omits the default target of history': ({ states }) => {
    for (const state of states) state.fallback = undefined;
  },
  'enters the first of several targets only': ({ edges }) => {
    for (const edge of edges) edge.targets = edge.targets.slice(0, 1);
  },
  'ignores negation': ({ edges }) => {
    for (const edge of edges) if (edge.guard?.kind === 'not') edge.guard = edge.guard.guard;
  },
  'takes and for or': ({ edges }) => {
    for (const edge of edges) if (edge.guard?.kind === 'or') edge.guard = { ...edge.guard, kind: 'and' };
  },
  'does not ask for states': ({ edges }) => {
    for (const edge of edges) if (edge.guard?.kind === 'in') edge.guard = undefined;
  },
  'drops raised events': ({ states }) => {
    for (const state of states) state.entry = state.entry.filter(({ kind }) => kind === 'named');
  },
  'omits the actions of initial transitions': ({ states }) => {
    for (const state of states) state.initialActions = [];
  },
  'starts no actors': ({ states }) => {
    for (const state of states) state.invokes = [];
  },
  'omits the transitions of compound states': ({ root, states }) => {
    for (const state of [root, ...states]) if (state.kind === 'compound') state.transitions = [];
  },
};

type MutableState = Omit<ChartState, 'kind'> & {
  -readonly [Key in 'kind' | 'entry' | 'exit' | 'initialActions' | 'invokes']: ChartState[Key];
} & {
  initial: MutableState | undefined;
  fallback: MutableState | undefined;
  deep: boolean;
  parent: MutableState | undefined;
  children: MutableState[];
  transitions: ChartTransition[];
};
interface MutableChart {
  readonly root: MutableState;
  readonly states: MutableState[];
  readonly edges: { -readonly [Key in keyof ChartTransition]: ChartTransition[Key] }[];
}

for (const [title, misread] of Object.entries(misreadings)) {
  test(`a compiler that ${title} is detected within 150 random charts`, async (t) => {
    for (let index = 0; index < 150; index++) {
      const chart = chartOf('random.chart.ts', randomChart(`chart ${index}`));
      const copy: Chart = structuredClone(chart);
      misread(copy as unknown as MutableChart);
      const { difference } = compareWithXstate(chart, await loadCompiled(chart, compiledText(copy)), {
        seed: 'misread',
        steps: 200,
      });
      if (difference === undefined) continue;
      t.log(`chart ${index}: ${difference}`);
      t.pass();
      return;
    }
    t.fail('no chart behaves differently');
  });
}

test('a machine that exits states outermost first is detected within 150 random charts', async (t) => {
  for (let index = 0; index < 150; index++) {
    const chart = chartOf('random.chart.ts', randomChart(`chart ${index}`));
    const text = compiledText(chart);
    const mutated = text.replace(/^ {2}#exit\w+\(\): void \{\n[\s\S]*?\n {2}\}$/gm, (method) =>
      method.replace(
        /(?:^ {8}port\..*;\n)+/gm,
        (orders) => `${orders.trimEnd().split('\n').toReversed().join('\n')}\n`,
      ),
    );
    if (mutated === text) continue;
    const { difference } = compareWithXstate(chart, await loadCompiled(chart, mutated), { seed: 'order', steps: 400 });
    if (difference === undefined) continue;
    t.regex(difference, /actions/);
    return;
  }
  t.fail('no chart behaves differently');
});
