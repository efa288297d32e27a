import test from 'ava';
import {
  ackSchedulerEdges,
  clientAuthRequestEdges,
  clientAuthResponseEdges,
  clientEdges,
  connectionEdges,
  connectionIdEdges,
  flightEdges,
  keyUpdateEdges,
  pathValidationEdges,
  serverEdges,
  sessionTicketEdges,
} from '../../generated/dtls13/machines/index.ts';
import { packagedCharts } from '../../inspector/index.ts';

test('the packaged charts have the edges of the compiled machines in the same order', async (t) => {
  const charts = await packagedCharts('dtls13');
  const tables = charts.map(({ id, edges }) => [id, edges]);
  t.deepEqual(Object.fromEntries(tables), {
    ackScheduler: ackSchedulerEdges,
    client: clientEdges,
    clientAuthRequest: clientAuthRequestEdges,
    clientAuthResponse: clientAuthResponseEdges,
    connection: connectionEdges,
    connectionId: connectionIdEdges,
    server: serverEdges,
    flight: flightEdges,
    keyUpdate: keyUpdateEdges,
    pathValidation: pathValidationEdges,
    sessionTicket: sessionTicketEdges,
  });
});

test('every path of an edge or an initial state is a state of its chart', async (t) => {
  for (const chart of await packagedCharts('dtls13')) {
    const paths = new Set(chart.states.map(({ path }) => path));
    t.true(paths.has(chart.initial));
    for (const { initial } of chart.states) if (initial !== undefined) t.true(paths.has(initial), initial);
    for (const { from, to } of chart.edges) {
      t.true(from === '' || paths.has(from), from);
      for (const target of to ?? []) t.true(paths.has(target), target);
    }
  }
});

test('an unknown protocol is an error', async (t) => {
  await t.throwsAsync(packagedCharts('nowhere'), { code: 'ENOENT' });
});
