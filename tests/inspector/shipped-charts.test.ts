import test from 'ava';
import {
  ackSchedulerEdges,
  clientEdges,
  connectionEdges,
  flightEdges,
  serverEdges,
} from '../../generated/dtls13/machines/index.ts';
import { chartOfPicture, shippedCharts } from '../../inspector/index.ts';

test('the charts shipped with the pictures number their edges as the compiled machines do', async (t) => {
  const charts = await shippedCharts('dtls13');
  t.deepEqual(Object.fromEntries(charts.map(({ id, edges }) => [id, edges])), {
    ackScheduler: ackSchedulerEdges,
    client: clientEdges,
    connection: connectionEdges,
    server: serverEdges,
    flight: flightEdges,
  });
});

test('every path that an edge or an initial state names is a state of its chart', async (t) => {
  for (const chart of await shippedCharts('dtls13')) {
    const paths = new Set(chart.states.map(({ path }) => path));
    t.true(paths.has(chart.initial));
    for (const { initial } of chart.states) if (initial !== undefined) t.true(paths.has(initial), initial);
    for (const { from, to } of chart.edges) {
      t.true(from === '' || paths.has(from), from);
      if (to !== undefined) t.true(paths.has(to), to);
    }
  }
});

test('the picture is shown without the data it carries', async (t) => {
  for (const { svg } of await shippedCharts('dtls13')) t.false(svg.includes('<metadata'));
});

test('a picture without a chart in it is refused', (t) => {
  const code = 'ERR_WIRECHART_CONFIG';
  t.throws(() => chartOfPicture('<svg></svg>'), { code, message: /has no <metadata>/ });
  t.throws(() => chartOfPicture('<svg><metadata>{</metadata></svg>'), { code, message: /carries no JSON/ });
  t.throws(() => chartOfPicture('<svg><metadata>null</metadata></svg>'), { code, message: /carries no JSON/ });
  t.throws(() => chartOfPicture('<svg><metadata>{"id":"x"}</metadata></svg>'), { code, message: /carries no chart/ });
});

test('a protocol without charts is told from one whose charts are missing', async (t) => {
  await t.throwsAsync(shippedCharts('nowhere'), { code: 'ENOENT' });
});
