import test from 'ava';

import { Configuration } from '../../inspector/configuration.ts';
import { chartFromSvg } from '../../inspector/index.ts';
import { pictureOf } from '../generator/emit/diagrams/chart-diagram.ts';
import { CompiledActor } from '../generator/emit/machines/compiled-actor.ts';
import { loadCompiled } from '../generator/emit/machines/compiled-chart.ts';
import { randomChart } from '../generator/emit/machines/random-chart.ts';
import { chartOf, fixtureCharts, specCharts } from '../generator/read/sample-charts.ts';
import { Dice } from '../generator/seeded-random.ts';

const charts = [
  ...specCharts,
  ...fixtureCharts,
  ...[1, 2, 3, 4].map((number) => chartOf('random.chart.ts', randomChart(`configuration ${number}`))),
];

charts.forEach((chart, index) => {
  test(`after each edge a replay of ${chart.id} (${index}) has the configuration of the machine`, async (t) => {
    const inspected = chartFromSvg(await pictureOf(chart));
    const compiled = await loadCompiled(chart);
    const dice = new Dice('configuration');
    let edges = 0;
    for (let round = 0; round < 20; round++) {
      const actor = new CompiledActor(chart, compiled, `configuration ${round}`);
      const configuration = new Configuration(inspected);
      const replayEdges = (): void => {
        for (const edge of actor.record.edges) configuration.takeTransition(compiled.edges[edge] ?? t.fail());
        edges += actor.record.edges.length;
        actor.forget();
      };
      actor.start();
      replayEdges();
      for (let step = 0; step < 40; step++) {
        actor.world.begin(dice.pick([64, 128, 192]));
        if (actor.pending.length > 0 && dice.once(4)) actor.expire(dice.pick(actor.pending));
        else actor.send(dice.pick(chart.events));
        replayEdges();
        t.deepEqual(configuration.atomicStates, actor.leaves);
      }
    }
    t.true(edges > 0);
  });
});
