import { readFileSync } from 'node:fs';
import test from 'ava';
import { cage } from '../fixtures/charts/cage.chart.ts';
import { chartOf, complaintsAbout, specCharts } from './sample-charts.ts';

const path = 'tests/generator/fixtures/charts/cage.chart.ts';
const text = readFileSync(path, 'utf8');

test('a chart is read without running it, with the configuration that XState has when it runs', (t) => {
  // XState adds `schemas: undefined`, which JSON omits.
  t.is(JSON.stringify(chartOf(path, text).config), JSON.stringify(cage.config));
});

for (const chart of specCharts) {
  test(`the configuration read from the ${chart.id} chart is the one that XState runs`, async (t) => {
    const file = chart.file.path.replace(/\.ts$/, '.js');
    const module = await import(new URL(`../../../${file}`, import.meta.url).href);
    // XState adds `schemas: undefined`, which JSON omits. The order of keys must be equal.
    t.is(JSON.stringify(chart.config), JSON.stringify(module[chart.id].config));
  });
}

for (const name of ['cage', 'link', 'radio']) {
  test(`the ${name} chart has no mistakes`, (t) => {
    const file = `tests/generator/fixtures/charts/${name}.chart.ts`;
    t.deepEqual(complaintsAbout(file, readFileSync(file, 'utf8'), new Set(['access_denied', 'internal_error'])), []);
  });
}

test('names have the order of their declarations, their doc comments and their offsets', (t) => {
  const chart = chartOf(path, text);
  t.is(chart.id, 'cage');
  t.is(chart.doc, 'A cage with a lock that falls shut.');
  t.deepEqual(chart.events, ['push', 'pull', 'turnKey']);
  t.deepEqual(chart.guards, ['keyFits', 'isHeavy']);
  t.deepEqual(chart.actions, ['creak', 'click', 'ring']);
  t.deepEqual([...chart.delays], [['fallShut', 3000]]);
  const { doc, offset } = chart.names.find(({ name }) => name === 'keyFits') ?? {};
  t.is(doc, 'The key fits.');
  t.is(text.slice(offset, (offset ?? 0) + 7), 'keyFits');
});

test('states and edges have the order of the file and their offsets', (t) => {
  const chart = chartOf(path, text);
  t.deepEqual(
    chart.states.map((state) => [state.path, state.kind]),
    [
      ['SHUT', 'compound'],
      ['SHUT.LATCHED', 'atomic'],
      ['SHUT.LOCKED', 'atomic'],
      ['OPEN', 'atomic'],
      ['FAILED', 'final'],
    ],
  );
  t.deepEqual(
    chart.leaves.map((state) => state.path),
    ['SHUT.LATCHED', 'SHUT.LOCKED', 'OPEN', 'FAILED'],
  );
  t.deepEqual(
    chart.edges.map(
      ({ source, targets: [target], outcome }) => `${source.path} -> ${target?.path ?? 'stays'}, ${outcome}`,
    ),
    [
      ' -> FAILED, fatal',
      'SHUT -> stays, ignored',
      'SHUT -> OPEN, handled',
      'SHUT.LATCHED -> SHUT.LOCKED, handled',
      'SHUT.LATCHED -> FAILED, handled',
      'SHUT.LOCKED -> stays, handled',
      'SHUT.LOCKED -> SHUT.LATCHED, handled',
      'SHUT.LOCKED -> SHUT.LOCKED, handled',
      'OPEN -> SHUT, handled',
      'OPEN -> SHUT, handled',
      'OPEN -> SHUT, handled',
      'OPEN -> stays, ignored',
    ],
  );
  t.deepEqual(
    chart.edges.map(({ index }) => index),
    chart.edges.map((_, index) => index),
  );
  t.is(chart.states[0]?.ref, 'House rules section 1');
  t.is(chart.root.initial, chart.states[0]);
  t.true(text.startsWith('LOCKED: {', chart.states[2]?.offset));
});

test('events may be declared by several types, and one type may declare several names', (t) => {
  const split = text.replace(
    "type CageEvent = { type: 'push' } |",
    "type Hands = ({ type: 'push' });\ntype CageEvent = Hands |",
  );
  t.deepEqual(chartOf(path, split).events, ['push', 'pull', 'turnKey']);
  const merged = text.replace("{ type: 'push' } | { type: 'pull' }", "{ type: 'push' | 'pull' }");
  t.deepEqual(chartOf(path, merged).events, ['push', 'pull', 'turnKey']);
});

test('literals may be wrapped in parentheses, `as const` and backquotes', (t) => {
  const wrapped = text.replace("exit: 'click'", "exit: ('click' as const)").replace("'It is open.'", '`It is open.`');
  t.is(JSON.stringify(chartOf(path, wrapped).config), JSON.stringify(cage.config));
});
