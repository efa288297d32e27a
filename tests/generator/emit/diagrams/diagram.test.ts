import { readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { Diagnostics } from '../../../../generator/diagnostics/diagnostics.ts';
import { drawChart } from '../../../../generator/emit/diagrams/draw-chart.ts';
import { planDrawing } from '../../../../generator/emit/diagrams/drawing-plan.ts';
import { type DiagramLayout, layOut, type Rectangle } from '../../../../generator/emit/diagrams/layout.ts';
import { crosses, isFrame } from '../../../../generator/emit/diagrams/svg.ts';
import type { Chart } from '../../../../generator/model/chart.ts';
import { readChart } from '../../../../generator/read/chart.ts';
import { type ChartConfig, chartOf } from './chart-of-config.ts';

function specChart(id: string): Chart {
  const path = `spec/dtls13/charts/${id}.chart.ts`;
  const diagnostics = new Diagnostics();
  const chart = readChart({ path, text: readFileSync(path, 'utf8') }, diagnostics);
  if (chart === undefined) throw new Error(diagnostics.errors.map(({ message }) => message).join('\n'));
  return chart;
}

/** Indices of the edges in a diagram, unordered. */
function edgesIn(svg: string): Set<number> {
  const found = new Set<number>();
  for (const [, list = ''] of svg.matchAll(/ data-edges?="([\d ]+)"/g)) {
    for (const index of list.split(' ')) found.add(Number(index));
  }
  return found;
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Every overlap that is not allowed, one sentence each. */
function collisions({ boxes, arrows }: DiagramLayout): string[] {
  const found: string[] = [];
  const labels = arrows.flatMap(({ arrow, label }) => (label === undefined ? [] : [{ id: arrow.id, at: label }]));
  const solid = boxes.filter(({ box }) => !isFrame(box));
  labels.forEach((label, place) => {
    for (const other of labels.slice(place + 1)) {
      if (overlap(label.at, other.at)) found.push(`label of ${label.id} overlaps label of ${other.id}`);
    }
    for (const { box, at } of solid) if (overlap(label.at, at)) found.push(`label of ${label.id} overlaps ${box.id}`);
    for (const { arrow, route } of arrows) {
      if (crosses(route, label.at)) found.push(`${arrow.id} crosses label of ${label.id}`);
    }
  });
  for (const { arrow, route } of arrows) {
    for (const { box, at } of solid) {
      if (box.id !== arrow.from && box.id !== arrow.to && crosses(route, at)) {
        found.push(`${arrow.id} crosses ${box.id}`);
      }
    }
  }
  return found;
}

for (const id of ['client', 'server', 'flight']) {
  test(`the diagram of the ${id} chart contains every state and every edge`, async (t) => {
    const chart = specChart(id);
    const svg = await drawChart(chart);
    for (const { path } of chart.states) t.true(svg.includes(` data-state="${path}"`), path);
    t.deepEqual(
      [...edgesIn(svg)].toSorted((a, b) => a - b),
      chart.edges.map(({ index }) => index),
    );
  });

  test(`no label of the ${id} chart overlaps a label, a state or an arrow`, async (t) => {
    t.deepEqual(collisions(await layOut(planDrawing(specChart(id)))), []);
  });

  test(`two diagrams of the ${id} chart have the same bytes`, async (t) => {
    const chart = specChart(id);
    t.is(await drawChart(chart), await drawChart(chart));
  });
}

const everything: ChartConfig = {
  id: 'everything',
  initial: 'ONE',
  on: {
    reset: { target: '.ONE', actions: { type: 'clear' } },
    noise: { description: 'Noise.', meta: { ref: 'RFC 1' } },
    bad: { target: '.FAILED', meta: { alert: 'unexpected_message', ref: 'RFC 2' } },
  },
  states: {
    ONE: {
      description: 'The first state.',
      entry: { type: 'enterOne' },
      exit: [{ type: 'leaveOne' }, { type: 'andSomethingRatherLongToWrap' }],
      on: {
        go: [
          { guard: { type: 'mayGo' }, target: 'TWO', actions: { type: 'prepare' } },
          { target: 'ONE', reenter: true },
        ],
        count: { actions: { type: 'countUp' } },
        worse: { target: 'FAILED', meta: { alert: 'decode_error', ref: 'RFC 3' } },
        worst: { target: 'FAILED', meta: { alert: 'decode_error', ref: 'RFC 3' } },
      },
      after: { patience: 'FAILED' },
    },
    TWO: {
      initial: 'INNER',
      on: {
        again: '.INNER',
        back: { target: 'ONE', actions: { type: 'rewind' } },
        silence: { description: 'Ignored inside.', meta: { ref: 'RFC 4' } },
      },
      states: { INNER: { always: { guard: { type: 'ready' }, target: 'LAST' } }, LAST: { type: 'final' } },
    },
    FAILED: { type: 'final' },
  },
};

test('handled transitions are arrows or lines inside the box, fatal transitions one line per alert', (t) => {
  const plan = planDrawing(chartOf(everything));
  const arrows = plan.arrows.map(({ from, to, edges }) => `${from} ${to} ${edges.join(',')}`);
  t.deepEqual(arrows, [
    'dot: state:ONE ',
    'dot:TWO state:TWO.INNER ',
    'any: state:ONE 0',
    'state:ONE state:TWO 3',
    'state:ONE state:ONE 4',
    'state:ONE state:FAILED 8',
    'any:TWO state:TWO.INNER 9',
    'state:TWO state:ONE 10',
    'state:TWO.INNER state:TWO.LAST 12',
  ]);
  const one = plan.boxes.find(({ id }) => id === 'state:ONE');
  const words = one?.blocks.map(({ role, edges, lines }) => {
    return `${role} ${edges.join(',')} ${lines.map((line) => line.map(({ text }) => text).join('')).join('|')}`;
  });
  t.deepEqual(words, [
    'entry  entry / enterOne',
    'exit  exit / leaveOne,|       andSomethingRatherLongToWrap',
    'transition 5 count|/ countUp',
    'fatal 6,7 decode_error ×2',
  ]);
});

test('transitions of a compound state into itself start at a marker inside its frame', async (t) => {
  const layout = await layOut(planDrawing(chartOf(everything)));
  t.deepEqual(collisions(layout), []);
  const frame = layout.boxes.find(({ box }) => box.id === 'state:TWO')?.at;
  const marker = layout.boxes.find(({ box }) => box.id === 'any:TWO')?.at;
  t.truthy(frame !== undefined && marker !== undefined && overlap(frame, marker));
});

test('tooltips give the guard, the actions, the target and the reason', async (t) => {
  const svg = await drawChart(chartOf(everything));
  t.regex(svg, /<title>go \[mayGo\] \/ prepare → TWO<\/title>/);
  t.regex(svg, /<title>any state\nnoise ignored \(Noise\. — RFC 1\)<\/title>/);
  t.regex(svg, /<title>worse → fatal decode_error \(RFC 3\)\nworst → fatal decode_error \(RFC 3\)<\/title>/);
  t.regex(svg, /<title>ONE\nThe first state\.<\/title>/);
});

test('the diagram contains the chart as data that every XML parser accepts', async (t) => {
  const svg = await drawChart(chartOf({ ...everything, id: 'a<b>&]]>\u0000\ufffe' }));
  const [, json = ''] = /<metadata>([^<>&]*)<\/metadata>/.exec(svg) ?? [];
  const { id, initial, states, edges } = JSON.parse(json);
  t.is(id, 'a<b>&]]>\u0000\ufffe');
  t.is(initial, 'ONE');
  t.deepEqual(states[1], { path: 'TWO', kind: 'compound', initial: 'TWO.INNER' });
  t.deepEqual(edges[3], {
    from: 'ONE',
    trigger: 'go',
    guard: 'mayGo',
    to: ['TWO'],
    actions: ['prepare'],
    outcome: 'handled',
  });
  t.deepEqual(edges.map(({ trigger }: { trigger: string }) => trigger).slice(8), [
    'after patience',
    'again',
    'back',
    'silence',
    'always',
  ]);
});

test('names with markup, control characters and lone surrogates stay text in the diagram', async (t) => {
  const evil = `"'><script>alert(1)</script>&\u0000\uD800]]>`;
  const svg = await drawChart(
    chartOf({
      id: evil,
      initial: evil,
      states: {
        [evil]: { entry: { type: evil }, description: evil, on: { [evil]: { target: 'END', guard: evil } } },
        END: {},
      },
    }),
  );
  t.false(svg.includes('<script'));
  t.false(svg.includes('\u0000'));
  t.is(Buffer.from(svg).toString(), svg);
  t.true(svg.includes('&lt;script&gt;alert(1)&lt;/script&gt;&amp;\uFFFD\uFFFD]]&gt;'));
});

test('a chart of one state without transitions has a diagram', async (t) => {
  const svg = await drawChart(chartOf({ id: 'lonely', initial: 'ONLY', states: { ONLY: {} } }));
  t.regex(svg, /data-state="ONLY"/);
});

/** Random charts: nested up to depth three, with arrows between any two states. */
const anyChart = fc
  .record({
    sizes: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 }),
    arrows: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 40 }), fc.boolean()), { maxLength: 14 }),
  })
  .map(({ sizes, arrows }) => {
    const paths: string[] = [];
    const on: Record<string, unknown>[] = [];
    const states: Record<string, ChartConfig> = {};
    sizes.forEach((size, place) => {
      const name = `S${place}`;
      const inner: Record<string, ChartConfig> = {};
      const outer: Record<string, unknown> = {};
      paths.push(name);
      on.push(outer);
      for (let child = 0; child < size; child++) {
        const own: Record<string, unknown> = {};
        inner[`C${child}`] = { on: own };
        paths.push(`${name}.C${child}`);
        on.push(own);
      }
      states[name] = size === 0 ? { on: outer } : { initial: 'C0', on: outer, states: inner };
    });
    arrows.forEach(([from, to, length, action], place) => {
      const target = `#random.${paths[to % paths.length]}`;
      const edge = action ? { target, actions: { type: 'a'.repeat(length) } } : { target };
      const source = on[from % on.length];
      if (source !== undefined) source[`${'e'.repeat(length)}${place}`] = edge;
    });
    return { id: 'random', initial: 'S0', states } satisfies ChartConfig;
  });

test('no labels overlap and every edge is drawn in random charts', async (t) => {
  await fc.assert(
    fc.asyncProperty(anyChart, async (config) => {
      const chart = chartOf(config);
      const layout = await layOut(planDrawing(chart));
      const overlaps = collisions(layout).filter((line) => line.startsWith('label'));
      if (overlaps.length > 0) throw new Error(overlaps.join('\n'));
      const drawn = edgesIn(await drawChart(chart));
      for (const { index } of chart.edges) if (!drawn.has(index)) throw new Error(`edge ${index} is not drawn`);
    }),
    { numRuns: 25 },
  );
  t.pass();
});
