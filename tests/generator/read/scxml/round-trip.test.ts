import test from 'ava';
import { Diagnostics } from '../../../../generator/diagnostics/diagnostics.ts';
import { chartText } from '../../../../generator/emit/charts/chart-text.ts';
import { scxmlText } from '../../../../generator/emit/scxml/scxml-text.ts';
import type { Chart } from '../../../../generator/model/chart.ts';
import { importScxml } from '../../../../generator/read/scxml/import-scxml.ts';
import { chartOf, fixtureCharts, specCharts } from '../sample-charts.ts';

for (const chart of [...specCharts, ...fixtureCharts]) {
  test(`a chart exported as SCXML and imported again is the same chart: ${chart.id}`, (t) => {
    const diagnostics = new Diagnostics();
    const imported = importScxml({ path: 'chart.scxml', text: scxmlText(chart) }, diagnostics, { id: chart.id });
    t.deepEqual(
      diagnostics.errors.map(({ message }) => message),
      [],
    );
    if (imported === undefined) return t.fail();
    t.deepEqual(facts(chartOf('chart.chart.ts', chartText(imported.chart))), facts(chart));
  });
}

/** What a chart means: everything but offsets and the spelling of targets, and its names with their comments. */
function facts({ id, doc, names, delays, root, states, edges }: Chart): unknown {
  return {
    id,
    doc,
    delays: [...delays].toSorted(),
    names: names.map(({ offset: _, ...name }) => JSON.stringify(name)).toSorted(),
    states: [root, ...states].map((state) => ({
      ...state,
      offset: 0,
      parent: state.parent?.path,
      children: state.children.map(({ path }) => path),
      histories: state.histories.map(({ path }) => path),
      initial: state.initial?.path,
      fallback: state.fallback?.path,
      transitions: undefined,
    })),
    edges: edges
      .map(({ index: _index, offset: _offset, source, targets, guard, trigger, ...edge }) =>
        JSON.stringify({
          source: source.path,
          trigger,
          guard: guard?.text,
          targets: targets.map(({ path }) => path),
          ...edge,
        }),
      )
      .toSorted(),
  };
}
