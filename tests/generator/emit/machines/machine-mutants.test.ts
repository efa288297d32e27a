import test from 'ava';
import type { Chart, ChartState, ChartTransition } from '../../../../generator/model/chart.ts';
import { chartOf, fixtureCharts, specCharts } from '../../read/sample-charts.ts';
import { Dice } from '../../seeded-random.ts';
import { compiledText, loadCompiled } from './compiled-chart.ts';
import { type Mutant, mutantKinds, mutantsOf } from './machine-mutant.ts';
import { randomChart } from './random-chart.ts';
import { XstateOracle } from './xstate-actor.ts';
import { duel } from './xstate-differential.ts';

/** So many mutants of each kind, drawn from all charts; all of them where there are fewer. */
const sample = 32;

for (const kind of mutantKinds) {
  test.serial(`of machines with a ${kind}, at least 95 % are told from the chart`, async (t) => {
    const dice = new Dice(kind);
    const charts = [...specCharts, ...fixtureCharts];
    const all = charts.flatMap((chart) => mutantsOf(chart, kind).map((mutant) => ({ chart, mutant })));
    while (all.length > sample) all.splice(dice.below(all.length), 1);
    const oracles = new Map<Chart, XstateOracle>();
    const survivors: string[] = [];
    for (const { chart, mutant } of all) {
      const oracle = oracles.get(chart) ?? new XstateOracle(chart);
      oracles.set(chart, oracle);
      if (!(await isNoticed(chart, mutant, oracle))) survivors.push(`${chart.id} line ${mutant.line}: ${mutant.what}`);
    }
    t.log(`${all.length - survivors.length} of ${all.length} noticed`, ...survivors);
    t.true(all.length > 0);
    t.true(survivors.length <= all.length * 0.05);
  });
}

async function isNoticed(chart: Chart, { text }: Mutant, oracle: XstateOracle): Promise<boolean> {
  const compiled = await loadCompiled(chart, text);
  return duel(chart, compiled, { seed: `mutant of ${chart.id}`, steps: 20_000, oracle }).difference !== undefined;
}

/** Ways in which a compiler could misread a chart; each changes a copy of the model. */
const misreadings: Readonly<Record<string, (chart: MutableChart) => void>> = {
  'ignores reenter': ({ edges }) => {
    for (const edge of edges) edge.reenter = false;
  },
  'always enters the first child': ({ root, states }) => {
    for (const state of [root, ...states]) if (state.kind === 'compound') state.initial = state.children[0];
  },
  'asks candidates last to first': ({ root, states }) => {
    for (const state of [root, ...states]) state.transitions.reverse();
  },
  'forgets timers': ({ edges }) => {
    for (const edge of edges) if (edge.trigger.kind === 'after') edge.trigger = { kind: 'event', event: 'never' };
  },
  'mixes up entry and exit': ({ states }) => {
    for (const state of states) [state.entry, state.exit] = [state.exit, state.entry];
  },
  'takes an end for a state like any other': ({ states }) => {
    for (const state of states) if (state.kind === 'final' && state.parent?.path !== '') state.kind = 'atomic';
  },
  'forgets onDone': ({ states }) => {
    for (const state of states) state.transitions = state.transitions.filter(({ trigger }) => trigger.kind !== 'done');
  },
  'takes deep history for shallow': ({ states }) => {
    for (const state of states) state.deep = false;
  },
  'forgets where history begins': ({ states }) => {
    for (const state of states) state.fallback = undefined;
  },
  'forgets to ask states around': ({ root, states }) => {
    for (const state of [root, ...states]) if (state.kind === 'compound') state.transitions = [];
  },
};

type MutableState = Omit<ChartState, 'kind'> & {
  -readonly [Key in 'kind' | 'entry' | 'exit']: ChartState[Key];
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
  test(`a compiler that ${title} is noticed within 60 random charts`, async (t) => {
    for (let index = 0; index < 60; index++) {
      const chart = chartOf('random.chart.ts', randomChart(`chart ${index}`));
      const copy: Chart = structuredClone(chart);
      misread(copy as unknown as MutableChart);
      const { difference } = duel(chart, await loadCompiled(chart, compiledText(copy)), {
        seed: 'misread',
        steps: 200,
      });
      if (difference === undefined) continue;
      t.log(`chart ${index}: ${difference}`);
      t.pass();
      return;
    }
    t.fail('every chart behaved as before');
  });
}

test('a machine that leaves states outermost first is noticed within 60 random charts', async (t) => {
  for (let index = 0; index < 60; index++) {
    const chart = chartOf('random.chart.ts', randomChart(`chart ${index}`));
    const text = compiledText(chart);
    const spoilt = text.replace(/^ {2}#leave\w+\(\): void \{\n[\s\S]*?\n {2}\}$/gm, (method) =>
      method.replace(
        /(?:^ {8}port\..*;\n)+/gm,
        (orders) => `${orders.trimEnd().split('\n').toReversed().join('\n')}\n`,
      ),
    );
    if (spoilt === text) continue;
    const { difference } = duel(chart, await loadCompiled(chart, spoilt), { seed: 'order', steps: 400 });
    if (difference === undefined) continue;
    t.regex(difference, /actions/);
    return;
  }
  t.fail('every chart behaved as before');
});
