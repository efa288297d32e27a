import test from 'ava';
import { importChart } from '../../../../generator/import-chart.ts';
import { chartOf } from '../sample-charts.ts';

const start = '<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="lamp">';

function complaints(text: string): readonly string[] {
  return importChart({ path: 'lamp.scxml', text }).diagnostics.map(({ message }) => message);
}

test('conditions and data become named guards and actions, which are listed', (t) => {
  const { text, named } = importChart({
    path: 'lamp.scxml',
    text: `${start}<datamodel><data id="x" expr="0"/></datamodel>
      <state id="off"><transition event="pressed" cond="x &lt; 3 &amp;&amp; !In('on')" target="on">
        <assign location="x" expr="x + 1"/><raise event="lit"/></transition></state>
      <state id="on"><onexit><script>release()</script></onexit><transition event="lit" type="internal"/></state></scxml>`,
  });
  t.deepEqual(named, [
    { kind: 'guard', name: 'xBelow3', content: 'x < 3' },
    { kind: 'action', name: 'assignX', content: '<assign location="x" expr="x + 1"/>' },
  ]);
  const { edges, states, actions } = chartOf('lamp.chart.ts', text);
  t.is(edges[0]?.guard?.text, 'xBelow3 and not in on');
  t.deepEqual(
    edges[0]?.actions.map((action) => action.text),
    ['assignX', 'raise lit'],
  );
  t.deepEqual(
    states.map(({ path, exit }) => [path, exit.map((action) => action.text)]),
    [
      ['off', []],
      ['on', ['release']],
    ],
  );
  t.deepEqual(actions.toSorted(), ['assignX', 'release']);
});

test('an external transition into its own state reenters it, an internal one does not', (t) => {
  const { text } = importChart({
    path: 'lamp.scxml',
    text: `${start}<state id="a"><transition event="out" target="b"/><transition event="in" type="internal" target="b"/>
      <state id="b"/></state></scxml>`,
  });
  t.deepEqual(
    chartOf('lamp.chart.ts', text).edges.map(({ reenter }) => reenter),
    [true, false],
  );
});

test('what a chart cannot express is refused at its place', (t) => {
  t.deepEqual(complaints(`${start}\n<state id="a">\n  <invoke src="b"/>\n</state></scxml>`), [
    'lamp.scxml:3:3: <invoke> is not supported: let an action start the service and an event report its end',
  ]);
  t.deepEqual(complaints(`${start}\n<state id="a"><transition event="e" target="c"/></state></scxml>`), [
    "lamp.scxml:2:37: no state has the id 'c'",
  ]);
  t.deepEqual(complaints(`${start}<state id="a"/>\n<state id="a"/></scxml>`), [
    "lamp.scxml:2:1: id 'a' is used twice; rename one",
  ]);
  t.regex(complaints('<svg/>')[0] ?? '', /^lamp\.scxml:1:1: the root is <svg>/);
});

test('nothing of a document is written as code: types, values and names are checked', (t) => {
  const own = 'xmlns:w="urn:wirechart:chart"';
  const head = start.replace('>', ` ${own}>`);
  const state = '<state id="a"><transition event="e"/></state></scxml>';
  t.regex(
    complaints(`${head}<w:action name="go" params="{}) =&gt; process.exit(), (_: {}"/>${state}`).join(),
    /params of action 'go' are no object type/,
  );
  t.regex(
    complaints(`${head}<w:delay name="idle" milliseconds="x"/>${state}`).join(),
    /needs a number of milliseconds/,
  );
  t.regex(complaints(`${head}<final id="z" w:output="{"/>${state}`).join(), /wirechart:output is not JSON/);
  const { id } = importChart({ path: 'a.scxml', text: start.replace('lamp', 'class') + state });
  t.is(id, 'classChart');
});

test('a hostile document gets one error: entities, depth, number of elements, size, broken XML', (t) => {
  const bomb = '<!DOCTYPE scxml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><scxml>&b;</scxml>';
  t.deepEqual(complaints(bomb), ['lamp.scxml:1:1: a document type is not read: remove it']);
  const deep = start + '<state>'.repeat(100_000);
  t.regex(complaints(deep).join(), /:1:\d+: elements are nested deeper than 60 levels: flatten the states$/);
  t.regex(complaints(`${start}${'<state/>'.repeat(30_000)}</scxml>`).join(), /more than 20000 elements/);
  t.regex(complaints(`${start}${' '.repeat(1 << 20)}</scxml>`).join(), /a spec may have/);
  t.is(complaints(`${start}<state id="a"></scxml>`).length, 1);
  t.is(complaints('').length, 1);
});
