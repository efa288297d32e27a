import test from 'ava';
import { createActor, createMachine } from 'xstate';
import { chartOf, fixtureCharts, specCharts } from '../../read/sample-charts.ts';
import { CompiledActor } from './compiled-actor.ts';
import { loadCompiled } from './compiled-chart.ts';
import { duel, neverSeen } from './xstate-differential.ts';

const rounds = [
  ...specCharts.map((chart) => ({ chart, steps: 100_000 })),
  ...fixtureCharts.map((chart) => ({ chart, steps: 20_000 })),
];
for (const { chart, steps } of rounds) {
  test.serial(
    `the compiled ${chart.id} machine does what XState does over ${steps} random events, on every edge and both answers of every guard`,
    async (t) => {
      const result = duel(chart, await loadCompiled(chart), { seed: chart.id, steps });
      t.is(result.difference, undefined);
      t.is(result.steps, steps);
      t.deepEqual(neverSeen(chart, result), []);
    },
  );
}

test('a duel says what did not happen in it', async (t) => {
  const [chart] = fixtureCharts.filter(({ id }) => id === 'door');
  if (chart === undefined) throw new Error('no door');
  const result = duel(chart, await loadCompiled(chart), { seed: 'short', steps: 3 });
  t.is(result.difference, undefined);
  const never = neverSeen(chart, result);
  t.true(never.includes('edge 9, OPEN on fallShut to SHUT was never taken'), never.join('\n'));
  t.true(never.includes('edge 8, OPEN on always to SHUT: isHeavy never said yes'), never.join('\n'));
});

/** Two regions whose eventless transitions open at once, the first region's leaf having been entered last. */
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

test('regions that move on at once act in document order, where XState goes by the order in which they were entered', async (t) => {
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
  ours.world.agrees = () => isOpen;
  isOpen = false;
  ours.start();
  ours.send('turn');
  isOpen = true;
  ours.send('open');
  t.deepEqual(ours.record.deeds, ['first', 'second']);
});
