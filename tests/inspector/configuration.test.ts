import test from 'ava';
import { chartFromSvg } from '../../inspector/index.ts';
import { Configuration } from '../../inspector/model/configuration.ts';
import { diagramOf } from '../generator/emit/diagrams/chart-diagram.ts';
import { CompiledActor } from '../generator/emit/machines/compiled-actor.ts';
import { loadCompiled } from '../generator/emit/machines/compiled-chart.ts';
import { randomChart } from '../generator/emit/machines/random-chart.ts';
import { chartOf, fixtureCharts, specCharts } from '../generator/read/sample-charts.ts';
import { SeededRandom } from '../generator/seeded-random.ts';

const charts = [
  ...specCharts,
  ...fixtureCharts,
  ...[1, 2, 3, 4].map((number) => chartOf('random.chart.ts', randomChart(`configuration ${number}`))),
];

charts.forEach((chart, place) => {
  test(`after every edge, a replay of ${chart.id} (${place}) has the active states of the machine`, async (t) => {
    const inspected = chartFromSvg(await diagramOf(chart));
    const compiled = await loadCompiled(chart);
    const random = new SeededRandom('configuration');
    let edges = 0;
    for (let round = 0; round < 20; round++) {
      const actor = new CompiledActor(chart, compiled, `configuration ${round}`);
      const configuration = new Configuration(inspected);
      const replayEdges = (): void => {
        for (const edge of actor.record.edges) configuration.takeTransition(compiled.edges[edge] ?? t.fail());
        edges += actor.record.edges.length;
        actor.clearRecord();
      };
      actor.start();
      replayEdges();
      for (let step = 0; step < 40; step++) {
        actor.environment.beginStep(random.pick([64, 128, 192]));
        if (actor.pending.length > 0 && random.oneIn(4)) actor.expire(random.pick(actor.pending));
        else actor.send(random.pick(chart.events));
        replayEdges();
        t.deepEqual(configuration.atomicStates, actor.leaves);
      }
    }
    t.true(edges > 0);
  });
});
