import test from 'ava';
import { transformSync } from 'esbuild';
import { xstateText } from '../../../../generator/emit/xstate/emit-xstate.ts';
import { specCharts } from '../../read/sample-charts.ts';

for (const chart of specCharts) {
  test(`the XState module of the ${chart.id} chart has the same configuration`, async (t) => {
    const text = xstateText(chart).replace("'xstate'", `'${import.meta.resolve('xstate')}'`);
    const { code } = transformSync(text, { loader: 'ts' });
    const module = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
    t.is(JSON.stringify(module[chart.id].config), JSON.stringify(chart.config));
    t.deepEqual(Object.keys(module[chart.id].implementations.actions), [...chart.actions]);
    t.deepEqual(Object.keys(module[chart.id].implementations.guards), [...chart.guards]);
    t.deepEqual(module[chart.id].implementations.delays, Object.fromEntries(chart.delays));
  });
}
