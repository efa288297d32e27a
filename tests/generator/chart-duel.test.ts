import test from 'ava';
import { duel } from './chart-duel.ts';
import { fixtureCharts, specCharts } from './chart-fixture.ts';
import { loadCompiled } from './compiled-chart.ts';

for (const chart of [...specCharts, ...fixtureCharts]) {
  test(`the compiled ${chart.id} machine does what XState does over 100000 random events, and takes every edge`, async (t) => {
    const { difference, taken, steps } = duel(chart, await loadCompiled(chart), { seed: chart.id, steps: 100_000 });
    t.is(difference, undefined);
    t.is(steps, 100_000);
    t.deepEqual(
      chart.edges
        .filter(({ index }) => !taken.has(index))
        .map(({ index, source, trigger }) => [index, source.path, trigger]),
      [],
    );
  });
}
