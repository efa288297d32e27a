import test from 'ava';
import { CHART, chartText, ringChart } from '../ring-chart.ts';
import { complaintsAboutSpec, HEAD, SCHEMA } from '../sample-schema.ts';

/** Specs that would hang the generator, overflow its stack or exhaust its memory, and the complaint that refuses them. */
const OVERSIZED: readonly (readonly [title: string, text: string, complaint: RegExp])[] = [
  ['lists nested 20,000 deep', `${HEAD}seq: ${'['.repeat(20_000)}`, /:6:\d+: maps and lists are nested deeper than 60/],
  ['lists nested 61 deep', `${HEAD}x: ${'['.repeat(70)}${']'.repeat(70)}`, /:6:\d+: maps and lists are nested deeper/],
  ['a doc of a megabyte', `${SCHEMA}# ${'x '.repeat(1 << 19)}`, /:1:1: the file has \d+ characters/],
  ['30,000 values', `${HEAD}x: [${'1, '.repeat(30_000)}]`, /:6:\d+: a file may hold 20000 values/],
  // Without the limit, these take the parser minutes or gigabytes.
  [
    '80,000 keys',
    Array.from({ length: 80_000 }, (_, i) => `a${i}: 1`).join('\n'),
    /:\d+:1: a file may hold 20000 values: split it/,
  ],
  ['a million commas', `[${','.repeat((1 << 20) - 1)}`, /:1:\d+: a file may hold 20000 values: split it/],
  ['a million opening brackets', '['.repeat(1 << 20), /:1:61: maps and lists are nested deeper than 60 levels/],
  ['a million closing brackets', ']'.repeat(1 << 20), /:1:\d+: a file may hold 20000 values: split it/],
  [
    'a sum of 5,000',
    `${SCHEMA}  - { id: y, size: "x${' + x'.repeat(5000)}" }\n`,
    /:8:\d+: an expression may have 500 tokens/,
  ],
  [
    'a product of 5,000',
    `${HEAD}seq: [{ id: y, size: "9${' * 9'.repeat(5000)}" }]\n`,
    /an expression may have 500 tokens/,
  ],
];

for (const [title, text, complaint] of OVERSIZED) {
  test(`refused with a position: ${title}`, async (t) => {
    const found = await complaintsAboutSpec(text);
    t.true(found.length <= 101, `${found.length} complaints`);
    t.true(
      found.some((each) => complaint.test(each)),
      found.slice(0, 3).join('\n'),
    );
  });
}

test('a chart of 1,500 states is refused', async (t) => {
  t.deepEqual(await complaintsAboutSpec(ringChart(1500), CHART), [
    `${CHART}:3:70: a chart may have 100 states and 1000 transitions, not 1500 and 3000; split the chart`,
  ]);
});

test('a chart file with a sum of 400,000 is refused at the limit of tokens', async (t) => {
  const found = await complaintsAboutSpec(
    `${chartText("initial: 'S', states: { S: {} }")}\nconst x = 1${'+1'.repeat(400_000)};`,
    CHART,
  );
  t.is(found.length, 1);
  t.regex(found[0] ?? '', /: a chart may have 40000 tokens: split it/);
});

for (const depth of [150, 10_000]) {
  test(`states nested ${depth} deep are refused at the first bracket beyond the limit`, async (t) => {
    const open = Array.from(
      { length: depth },
      (_, i) => `initial: 'S', states: { S: { ${i === 0 ? '' : 'entry: [], '}`,
    );
    const found = await complaintsAboutSpec(chartText(`${open.join('')}${'} }'.repeat(depth)}`), CHART);
    t.is(found.length, 1);
    t.regex(found[0] ?? '', /:3:\d{4}: brackets are nested deeper than 200 levels/);
  });
}
