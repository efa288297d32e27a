import test from 'ava';
import { createActor, createMachine } from 'xstate';
import { chartOf, fixtureCharts, specCharts } from '../../read/sample-charts.ts';
import { CompiledActor } from './compiled-actor.ts';
import { loadCompiled } from './compiled-chart.ts';
import { compareWithXstate, uncovered } from './xstate-differential.ts';

const rounds = [
  ...specCharts.map((chart) => ({ chart, steps: 200_000 })),
  ...fixtureCharts.map((chart) => ({ chart, steps: 20_000 })),
];
for (const { chart, steps } of rounds) {
  test.serial(
    `the compiled ${chart.id} machine behaves as XState over ${steps} random events that cover every edge and both results of every guard`,
    async (t) => {
      const result = compareWithXstate(chart, await loadCompiled(chart), { seed: chart.id, steps });
      t.is(result.difference, undefined);
      t.is(result.steps, steps);
      t.deepEqual(uncovered(chart, result), []);
    },
  );
}

test('a comparison reports what it did not cover', async (t) => {
  const [chart] = fixtureCharts.filter(({ id }) => id === 'cage');
  if (chart === undefined) throw new Error('no cage');
  const result = compareWithXstate(chart, await loadCompiled(chart), { seed: 'short', steps: 3 });
  t.is(result.difference, undefined);
  const never = uncovered(chart, result);
  t.true(never.includes('edge 9, OPEN on fallShut to SHUT was never taken'), never.join('\n'));
  t.true(never.includes('edge 8, OPEN on always to SHUT: isHeavy was never true'), never.join('\n'));
});

/** Two regions with eventless transitions that become enabled together; the leaf of the first region was entered last. */
const pair = chartOf(
  'pair.chart.ts',
  `import { setup } from 'xstate';
export const pair = setup({
  types: { events: {} as { type: 'turn' } | { type: 'open' } },
  actions: { first: () => {}, second: () => {} },
  guards: { isOpen: () => false },
}).createMachine({
  id: 'pair',
  type: 'parallel',
  states: {
    A: {
      initial: 'A0',
      states: {
        A0: { on: { turn: 'A1' } },
        A1: { always: { guard: 'isOpen', target: 'A2', actions: 'first' } },
        A2: {},
      },
    },
    B: {
      initial: 'B0',
      states: { B0: { always: { guard: 'isOpen', target: 'B1', actions: 'second' } }, B1: {} },
    },
  },
});`,
);

test('regions with transitions enabled together act in document order, where XState uses the order of entry', async (t) => {
  let isOpen = false;
  const theirs: string[] = [];
  const note = (name: string) => [name, (): void => void theirs.push(name)];
  const machine = createMachine(pair.config as Parameters<typeof createMachine>[0], {
    actions: Object.fromEntries(pair.actions.map(note)),
    guards: { isOpen: () => isOpen },
  });
  const actor = createActor(machine);
  actor.start();
  actor.send({ type: 'turn' });
  isOpen = true;
  actor.send({ type: 'open' });
  t.deepEqual(theirs, ['second', 'first']);

  const ours = new CompiledActor(pair, await loadCompiled(pair), 'pair');
  ours.environment.guardResult = () => isOpen;
  isOpen = false;
  ours.start();
  ours.send('turn');
  isOpen = true;
  ours.send('open');
  t.deepEqual(ours.record.outputs, ['first', 'second']);
});
