import test from 'ava';
import type { Chart, ChartState, ChartTransition } from '../../generator/model/chart.ts';
import { duel } from './chart-duel.ts';
import { chartOf, specCharts } from './chart-fixture.ts';
import { compiledText, loadCompiled } from './compiled-chart.ts';
import { randomChart } from './random-chart.ts';
import { XstateOracle } from './xstate-actor.ts';

/** One way to spoil one line of a compiled machine; undefined where the line offers no hold. */
type Spoiler = (line: string, next: string, states: readonly string[]) => readonly string[] | undefined;

const spoilers: Readonly<Record<string, Spoiler>> = {
  'without an order': (line, next) => (/^ +port\.\w+\(.*\);$/.test(line) ? [next] : undefined),
  'with two orders swapped': (line, next) =>
    /^ +port\.\w+\(.*\);$/.test(line) && /^ +port\.\w+\(.*\);$/.test(next) && line !== next ? [next, line] : undefined,
  'with an edge led elsewhere': (line, next, states) => {
    const [, start, target] = /^( +this\.#state = )(.*);$/.exec(line) ?? [];
    if (start === undefined || target === undefined) return undefined;
    return [`${start}${states[(states.indexOf(target) + 1) % states.length]};`, next];
  },
  'with a guard turned round': (line, next) =>
    /^ +if \(port\.\w+\(\)\) \{$/.test(line) ? [line.replace('(port', '(!port'), next] : undefined,
  'with a guard dropped': (line, next) =>
    /^ +if \(port\.\w+\(\)\) \{$/.test(line) ? [line.replace(/port\.\w+\(\)/, 'true'), next] : undefined,
  'without a call to a state around': (line, next) =>
    /^ +this\.#(on|leave)\w+\((event)?\);$/.test(line) ? [next] : undefined,
};

for (const chart of specCharts) {
  for (const [title, spoil] of Object.entries(spoilers)) {
    test(`a ${chart.id} machine ${title} is noticed, whichever line it is`, async (t) => {
      const oracle = new XstateOracle(chart);
      const lines = compiledText(chart).split('\n');
      const prefix = `${chart.id.charAt(0).toUpperCase()}${chart.id.slice(1)}State`;
      const states = chart.leaves.map(({ path }) =>
        path.includes('.') ? `${prefix}['${path}']` : `${prefix}.${path}`,
      );
      const survivors: string[] = [];
      let mutants = 0;
      for (const [index, line] of lines.entries()) {
        const spoilt = spoil(line, lines[index + 1] ?? '', states);
        if (spoilt === undefined) continue;
        mutants += 1;
        const compiled = await loadCompiled(chart, lines.toSpliced(index, 2, ...spoilt).join('\n'));
        const { difference } = duel(chart, compiled, { seed: `mutant of ${chart.id}`, steps: 100_000, oracle });
        if (difference === undefined) survivors.push(`line ${index + 1}: ${line.trim()}`);
      }
      t.log(`${mutants} mutants`);
      t.deepEqual(survivors, []);
    });
  }
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
  'takes a nested end for the end of the machine': ({ root, states }) => {
    for (const state of states) if (state.kind === 'final') state.parent = root;
  },
  'forgets to ask states around': ({ root, states }) => {
    for (const state of [root, ...states]) if (state.kind === 'compound') state.transitions = [];
  },
};

type MutableState = Omit<ChartState, 'kind'> & {
  -readonly [Key in 'kind' | 'entry' | 'exit']: ChartState[Key];
} & {
  initial: MutableState | undefined;
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
