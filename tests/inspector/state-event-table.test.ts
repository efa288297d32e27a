import test from 'ava';
import { stateEventTable } from '../../inspector/model/state-event-table.ts';
import { sampleChart } from './sample-chart.ts';

test('the table lists the edges of a state before those of its ancestors, up to the first without a guard', (t) => {
  const table = stateEventTable(sampleChart);
  t.deepEqual(table.triggers, ['start', 'stop', 'noise', 'bad', 'after delay']);
  const edges = table.rows.map(({ state, cells }) => [state, ...cells.map((cell) => cell.edges.join(' '))]);
  t.deepEqual(edges, [
    ['IDLE', '3 4', '0', '1', '2', ''],
    ['BUSY.FIRST', '', '0', '1', '5 2', '6'],
    ['BUSY.SECOND', '', '0', '1', '2', ''],
    ['DONE', '', '', '', '', ''],
  ]);
  t.deepEqual([table.cells, table.handled, table.fatal, table.ignored], [20, 6, 3, 3]);
  t.deepEqual(table.rows[1]?.cells[3]?.outcomes, ['handled', 'fatal']);
  t.deepEqual(table.rows[1]?.cells[3]?.sentences, ['[isTolerated] → BUSY.SECOND', 'fatal: unexpected_message — RFC 2']);
});
