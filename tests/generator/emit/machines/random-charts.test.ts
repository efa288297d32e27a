import test from 'ava';
import type { ChartTransition } from '../../../../generator/model/chart.ts';
import { reachabilityOf } from '../../../../generator/model/chart-reachability.ts';
import { chartOf } from '../../read/sample-charts.ts';
import { loadCompiled } from './compiled-chart.ts';
import { randomChart } from './random-chart.ts';
import { compareWithXstate } from './xstate-differential.ts';

const groups = 4;
const charts = 40;

for (let group = 0; group < groups; group++) {
  test(`random charts ${group * charts} to ${(group + 1) * charts - 1} compile to machines that behave as XState`, async (t) => {
    let edges = 0;
    let taken = 0;
    for (let index = 0; index < charts; index++) {
      const seed = `chart ${group * charts + index}`;
      const chart = chartOf('random.chart.ts', randomChart(seed));
      const result = compareWithXstate(chart, await loadCompiled(chart), { seed, steps: 400 });
      if (result.difference !== undefined) t.fail(`${seed}: ${result.difference}\n${chart.file.text}`);
      const possible = reachabilityOf(chart).edges;
      for (const edge of result.taken)
        t.true(possible.has(chart.edges[edge] as ChartTransition), `${seed}, edge ${edge}`);
      edges += possible.size;
      taken += result.taken.size;
    }
    t.log(`${taken} of ${edges} reachable edges were taken`);
    t.true(taken > edges * 0.5);
  });
}
