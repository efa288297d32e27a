import test from 'ava';
import { generate } from '../../../../generator/index.ts';
import { CHART, chartText, ringChart } from '../../ring-chart.ts';
import { complaintsAboutSpec } from '../../sample-schema.ts';

test('a chart of 50 states is drawn in seconds', async (t) => {
  t.timeout(60_000, 'limits a layout that does not end');
  const { files, diagnostics } = await generate([{ path: CHART, text: ringChart(50) }]);
  t.deepEqual(diagnostics, []);
  t.true(files.some(({ path }) => path === 'generated/p/diagrams/x.svg'));
});

test('a chart with more arrows than the limit of a diagram is refused', async (t) => {
  const states = Array.from({ length: 60 }, (_, i) => {
    const on = ['a', 'b', 'c', 'd'].map((event, index) => `${event}: 'S${(i + index + 1) % 60}'`);
    return `S${i}: { on: { ${on.join(', ')} } }`;
  });
  const text = chartText(`initial: 'S0', states: { ${states.join(', ')} }`).replace(
    /type E = .*/,
    "type E = { type: 'a' } | { type: 'b' } | { type: 'c' } | { type: 'd' };",
  );
  t.regex((await complaintsAboutSpec(text, CHART))[0] ?? '', /:3:70: \d+ arrows are more than the 200 of a diagram/);
});
