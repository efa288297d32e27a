import test from 'ava';
import type { InspectedChart, InspectedEdge } from '../../inspector/model/chart.ts';
import { type GuardAnswer, initialStates, possibleTriggers, simulate } from '../../inspector/model/simulation.ts';
import { sampleChart } from './sample-chart.ts';

function edge(from: string, trigger: string, to?: string, more: Partial<InspectedEdge> = {}): InspectedEdge {
  return { from, trigger, actions: [], outcome: 'handled', ...(to === undefined ? {} : { to: [to] }), ...more };
}

const base = { id: 'c', title: '', svg: '', events: ['go', 'go.far', 'other'], initial: 'A' } as const;

/** Two regions, each with an end, and what happens when both have come to it. */
const regions: InspectedChart = {
  ...base,
  initial: 'P',
  states: [
    { path: 'P', kind: 'parallel', exit: ['leaveP'] },
    { path: 'P.L', kind: 'compound', initial: 'P.L.ONE' },
    { path: 'P.L.ONE', kind: 'atomic', exit: ['leaveOne'] },
    { path: 'P.L.END', kind: 'final', entry: ['enterEnd'] },
    { path: 'P.R', kind: 'compound', initial: 'P.R.ONE' },
    { path: 'P.R.ONE', kind: 'atomic' },
    { path: 'P.R.END', kind: 'final' },
    { path: 'DONE', kind: 'final', entry: ['finish'] },
  ],
  edges: [
    edge('P', 'onDone', 'DONE', { actions: ['report'] }),
    edge('P.L.ONE', 'go', 'P.L.END', { actions: ['act'] }),
    edge('P.R.ONE', 'go', 'P.R.END'),
  ],
};

function run(
  chart: InspectedChart,
  trigger: string,
  answers: readonly GuardAnswer[] = [],
  start = initialStates(chart),
) {
  return simulate(chart, start, trigger, answers);
}

test('guards are asked in order until one holds', (t) => {
  const question = run(sampleChart, 'start');
  t.deepEqual(question, { kind: 'question', guard: 'mayStart', edge: 3, step: 0 });
  const yes = run(sampleChart, 'start', [{ guard: 'mayStart', step: 0, holds: true }]);
  t.deepEqual(yes.kind === 'done' && yes.active.atomic, ['BUSY.FIRST']);
  t.deepEqual(yes.kind === 'done' && yes.steps.map((step) => [step.edge, step.exited, step.entered, step.actions]), [
    [3, ['IDLE'], ['BUSY', 'BUSY.FIRST'], [{ when: 'edge', name: 'prepare' }]],
  ]);
  const no = run(sampleChart, 'start', [{ guard: 'mayStart', step: 0, holds: false }]);
  t.deepEqual(no.kind === 'done' && no.steps.map((step) => [step.edge, step.entered]), [[4, []]]);
});

test('an event without an edge does nothing', (t) => {
  t.deepEqual(run(sampleChart, 'after delay').kind === 'done' && run(sampleChart, 'after delay'), {
    kind: 'done',
    steps: [],
    active: initialStates(sampleChart),
  });
});

test('an event takes an edge in each region; their completion takes the edge of the parallel state', (t) => {
  const done = run(regions, 'go');
  if (done.kind !== 'done') return t.fail();
  t.deepEqual(done.active.atomic, ['DONE']);
  t.deepEqual(
    done.steps.map(({ edge, actions }) => [edge, actions.map(({ when, name }) => `${when} ${name}`)]),
    [
      [1, ['exit leaveOne', 'edge act', 'entry enterEnd']],
      [2, []],
      [0, ['exit leaveP', 'edge report', 'entry finish']],
    ],
  );
  t.deepEqual(done.steps[2]?.exited, ['P.R.END', 'P.R', 'P.L.END', 'P.L', 'P']);
});

test('an inner edge wins over that of an ancestor in another region that would leave it too', (t) => {
  const chart: InspectedChart = { ...regions, edges: [edge('P.L.ONE', 'go', 'P.L.END'), edge('P', 'go', 'DONE')] };
  const done = run(chart, 'go');
  t.deepEqual(done.kind === 'done' && done.steps.map((step) => step.edge), [0]);
  const later: InspectedChart = { ...regions, edges: [edge('P', 'go', 'DONE'), edge('P.R.ONE', 'go', 'P.R.END')] };
  const other = run(later, 'go');
  t.deepEqual(other.kind === 'done' && other.steps.map((step) => step.edge), [1]);
});

test('edges without an event follow, with their guards asked again in each step; a circle is reported', (t) => {
  const states = ['A', 'B', 'C'].map((path) => ({ path, kind: 'atomic' }) as const);
  const chain: InspectedChart = {
    ...base,
    states,
    edges: [
      edge('A', 'go', 'B', { guard: 'ok' }),
      edge('B', 'always', 'C', { guard: 'ok' }),
      edge('C', 'always', 'A', { guard: 'ok' }),
    ],
  };
  const first = { guard: 'ok', step: 0, holds: true };
  t.deepEqual(run(chain, 'go', [first]), { kind: 'question', guard: 'ok', edge: 1, step: 1 });
  const end = run(chain, 'go', [first, { guard: 'ok', step: 1, holds: false }]);
  t.deepEqual(end.kind === 'done' && end.active.atomic, ['B']);
  const circle = { ...base, states, edges: [edge('A', 'always', 'B'), edge('B', 'always', 'A')] };
  t.is(run(circle, '').kind, 'endless');
});

test('an exact event wins over a prefix, a prefix over the wildcard', (t) => {
  const states = ['A', 'B', 'C', 'D'].map((path) => ({ path, kind: 'atomic' }) as const);
  const edges = [edge('A', '*', 'D'), edge('A', 'go.*', 'C'), edge('A', 'go.far', 'B', { guard: 'ok' })];
  const chart: InspectedChart = { ...base, states, edges };
  const to = (trigger: string, holds: boolean): unknown => {
    const result = run(chart, trigger, [{ guard: 'ok', step: 0, holds }]);
    return result.kind === 'done' && result.active.atomic[0];
  };
  t.is(to('go.far', true), 'B');
  t.is(to('go.far', false), 'C');
  t.is(to('go', true), 'C');
  t.is(to('other', true), 'D');
  t.deepEqual(possibleTriggers(chart, initialStates(chart)), ['go', 'go.far', 'other']);
});

test('a transition to the state itself leaves and enters it only where it reenters', (t) => {
  const states = [{ path: 'A', kind: 'atomic', entry: ['in'], exit: ['out'] }] as const;
  const actions = (reenter: boolean): unknown => {
    const result = run({ ...base, states, edges: [edge('A', 'go', 'A', reenter ? { reenter } : {})] }, 'go');
    return result.kind === 'done' && result.steps[0]?.actions.map(({ name }) => name);
  };
  t.deepEqual(actions(true), ['out', 'in']);
  t.deepEqual(actions(false), []);
});

test('a machine at its end has no events', (t) => {
  t.deepEqual(possibleTriggers(regions, { atomic: ['DONE'], history: new Map() }), []);
  t.deepEqual(possibleTriggers(sampleChart, initialStates(sampleChart)), ['start', 'stop', 'noise', 'bad']);
});
