import test from 'ava';
import {
  ackSchedulerEdges,
  clientEdges,
  connectionEdges,
  flightEdges,
  serverEdges,
} from '../../generated/dtls13/machines/index.ts';
import { chartFromSvg, packagedCharts } from '../../inspector/index.ts';

test('the packaged charts have the edges of the compiled machines in the same order', async (t) => {
  const charts = await packagedCharts('dtls13');
  t.deepEqual(Object.fromEntries(charts.map(({ id, edges }) => [id, edges])), {
    ackScheduler: ackSchedulerEdges,
    client: clientEdges,
    connection: connectionEdges,
    server: serverEdges,
    flight: flightEdges,
  });
});

test('every path of an edge or an initial state is a state of its chart', async (t) => {
  for (const chart of await packagedCharts('dtls13')) {
    const paths = new Set(chart.states.map(({ path }) => path));
    t.true(paths.has(chart.initial));
    for (const { initial } of chart.states) if (initial !== undefined) t.true(paths.has(initial), initial);
    for (const { from, to } of chart.edges) {
      t.true(from === '' || paths.has(from), from);
      if (to !== undefined) t.true(paths.has(to), to);
    }
  }
});

test('the diagram does not contain the metadata', async (t) => {
  for (const { svg } of await packagedCharts('dtls13')) t.false(svg.includes('<metadata'));
});

test('a diagram without a chart is refused', (t) => {
  const code = 'ERR_WIRECHART_CONFIG';
  t.throws(() => chartFromSvg('<svg></svg>'), { code, message: /has no <metadata>/ });
  t.throws(() => chartFromSvg('<svg><metadata>{</metadata></svg>'), { code, message: /has metadata that is not JSON/ });
  t.throws(() => chartFromSvg('<svg><metadata>null</metadata></svg>'), {
    code,
    message: /has metadata that is not JSON/,
  });
  t.throws(() => chartFromSvg('<svg><metadata>{"id":"x"}</metadata></svg>'), {
    code,
    message: /has metadata without a chart/,
  });
});

test('an unknown protocol is an error', async (t) => {
  await t.throwsAsync(packagedCharts('nowhere'), { code: 'ENOENT' });
});
