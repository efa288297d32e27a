import test from 'ava';
import type { Chart } from '../../../../generator/model/chart.ts';
import { actionsOf } from '../../../../generator/model/chart-action.ts';
import { namedGuardsIn } from '../../../../generator/model/chart-guard.ts';
import { isNumericDelay, selfAndAncestors } from '../../../../generator/model/chart-walk.ts';
import { chartOf } from '../../read/sample-charts.ts';
import { randomChart } from './random-chart.ts';

const CHARTS = 200;

/** What a chart may contain, and whether it does. */
const features: Readonly<Record<string, (chart: Chart) => boolean>> = {
  'params of an action': (chart) =>
    actionsOf(chart).some((action) => action.kind === 'named' && action.params !== undefined),
  'raised event': (chart) => actionsOf(chart).some(({ kind }) => kind === 'raise'),
  'params of a guard': ({ edges }) =>
    edges.some(({ guard }) => guard !== undefined && namedGuardsIn(guard).some(({ params }) => params !== undefined)),
  and: (chart) => hasGuard(chart, 'and'),
  or: (chart) => hasGuard(chart, 'or'),
  not: (chart) => hasGuard(chart, 'not'),
  stateIn: (chart) => hasGuard(chart, 'in'),
  'internal transition': ({ edges }) =>
    edges.some(({ targets, actions }) => targets.length === 0 && actions.length > 0),
  'external transition': ({ edges }) =>
    edges.some(({ source, targets }) => targets.some((target) => target !== source)),
  'reentering transition': ({ edges }) => edges.some(({ reenter }) => reenter),
  'several targets': ({ edges }) => edges.some(({ targets }) => targets.length > 1),
  'target in another region': ({ edges }) =>
    edges.some(({ source, targets }) =>
      targets.some((target) => {
        const around = selfAndAncestors(target).find((state) => selfAndAncestors(source).includes(state));
        return around?.kind === 'parallel' && around !== source && around !== target;
      }),
    ),
  'wildcard *': ({ edges }) => edges.some(({ trigger }) => trigger.kind === 'event' && trigger.event === '*'),
  'wildcard of dotted events': ({ edges }) =>
    edges.some(({ trigger }) => trigger.kind === 'event' && trigger.event.endsWith('.*')),
  'dotted event': ({ edges }) => edges.some(({ trigger }) => trigger.kind === 'event' && /\w\.\w/.test(trigger.event)),
  tags: ({ states }) => states.some(({ tags }) => tags.length > 0),
  output: ({ root }) => root.output !== undefined,
  'shallow history': ({ states }) => states.some(({ kind, deep }) => kind === 'history' && !deep),
  'deep history': ({ states }) => states.some(({ kind, deep }) => kind === 'history' && deep),
  'named delay': ({ edges }) => edges.some(({ trigger }) => trigger.kind === 'after' && !isNumericDelay(trigger.delay)),
  'numeric delay': ({ edges }) =>
    edges.some(({ trigger }) => trigger.kind === 'after' && isNumericDelay(trigger.delay)),
  'onDone of the machine': ({ root }) => root.transitions.some(({ trigger }) => trigger.kind === 'done'),
  'onDone of a state': ({ states }) =>
    states.some(({ transitions }) => transitions.some(({ trigger }) => trigger.kind === 'done')),
  'onDone of an actor': ({ edges }) => edges.some(({ trigger }) => trigger.kind === 'actorDone'),
  'onError of an actor': ({ edges }) => edges.some(({ trigger }) => trigger.kind === 'actorError'),
  'actions of an initial transition': ({ states }) => states.some(({ initialActions }) => initialActions.length > 0),
  'eventless transition': ({ edges }) => edges.some(({ trigger }) => trigger.kind === 'always'),
};

test('each construct of the language is in at least one random chart of a hundred', (t) => {
  const counts = new Map(Object.keys(features).map((name) => [name, 0]));
  for (let index = 0; index < CHARTS; index++) {
    const chart = chartOf('random.chart.ts', randomChart(`chart ${index}`));
    for (const [name, has] of Object.entries(features)) {
      if (has(chart)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  for (const [name, count] of counts) {
    t.log(`${name}: ${count} of ${CHARTS}`);
    t.true(count >= CHARTS / 100, name);
  }
});

function hasGuard({ edges }: Chart, kind: 'and' | 'or' | 'not' | 'in'): boolean {
  return edges.some(({ guard }) => guard?.kind === kind);
}
