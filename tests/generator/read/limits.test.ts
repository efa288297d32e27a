import test from 'ava';
import { generate } from '../../../generator/index.ts';

const HEAD = 'meta:\n  id: a\n  endian: be\ndoc: D.\ndoc-ref: R\n';
const SEQ = `${HEAD}seq:\n  - { id: x, type: u1 }\n`;

async function complaints(text: string, path = 'spec/p/wire/a.ksy'): Promise<readonly string[]> {
  const { diagnostics } = await generate([{ path, text }]);
  return diagnostics.map(({ message }) => message);
}

/** Specs that would hang the generator, overflow its stack or exhaust its memory, and the complaint that refuses them. */
const OVERSIZED: readonly (readonly [title: string, text: string, complaint: RegExp])[] = [
  ['lists nested 20,000 deep', `${HEAD}seq: ${'['.repeat(20_000)}`, /:6:\d+: maps and lists are nested deeper than 60/],
  ['lists nested 61 deep', `${HEAD}x: ${'['.repeat(70)}${']'.repeat(70)}`, /:6:\d+: maps and lists are nested deeper/],
  ['a doc of a megabyte', `${SEQ}# ${'x '.repeat(1 << 19)}`, /:1:1: the file has \d+ characters/],
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
  ['3,000 fields', `${HEAD}seq: [${'{}, '.repeat(3000)}]`, /there is more to complain about/],
  [
    'a sum of 5,000',
    `${SEQ}  - { id: y, size: "x${' + x'.repeat(5000)}" }\n`,
    /:8:\d+: an expression may have 500 words/,
  ],
  [
    'a product of 5,000',
    `${HEAD}seq: [{ id: y, size: "9${' * 9'.repeat(5000)}" }]\n`,
    /an expression may have 500 words/,
  ],
];

for (const [title, text, complaint] of OVERSIZED) {
  test(`${title} are refused with a position`, async (t) => {
    const found = await complaints(text);
    t.true(found.length <= 101, `${found.length} complaints`);
    t.true(
      found.some((each) => complaint.test(each)),
      found.slice(0, 3).join('\n'),
    );
  });
}

test('instances that double eighteen times are refused', async (t) => {
  const instances = Array.from(
    { length: 18 },
    (_, i) => `  i${i}: { value: ${i === 0 ? 'x' : `i${i - 1} + i${i - 1}`} }\n`,
  );
  t.regex((await complaints(`${SEQ}instances:\n${instances.join('')}`))[0] ?? '', /refers to others too often/);
});

/** A spec with a chain of types, each of which contains the next. */
function nestedTypes(count: number): string {
  const types = Array.from({ length: count }, (_, i) => {
    return `  t${i}: { doc: D., doc-ref: R, seq: [{ id: x, type: ${i === count - 1 ? 'u1' : `t${i + 1}`} }] }\n`;
  });
  return `${HEAD}seq: [{ id: x, type: t0 }]\ntypes:\n${types.join('')}`;
}

test('types may be nested 64 levels deep, including the type of the file', async (t) => {
  const deep = /types hold each other more than 64 levels deep/;
  for (const count of [64, 100]) t.true((await complaints(nestedTypes(count))).some((each) => deep.test(each)));
  t.deepEqual(await complaints(nestedTypes(63)), []);
});

test('a complaint is one line of limited length', async (t) => {
  const [found = ''] = await complaints(`${HEAD}seq: [{ id: "a\\n\\e[2J\\u202e${'x'.repeat(5000)}", type: u1 }]\n`);
  t.true(found.includes('\\u000a\\u001b[2J\\u202e'));
  t.true(found.length < 600);
});

for (const path of ['spec/../wire/a.ksy', 'spec/p/wire/../a.ksy', 'spec/p/wire/a#b/a.ksy', 'spec/p\u001b/wire/a.ksy']) {
  test(`a spec at ${JSON.stringify(path)} is refused: its output would be written or loaded elsewhere`, async (t) => {
    const { files, diagnostics } = await generate([{ path, text: SEQ }]);
    t.is(diagnostics.length, 1);
    t.deepEqual(files, []);
  });
}

test('folders with spaces, quotes and non-ASCII letters generate modules that import each other', async (t) => {
  const { files, diagnostics } = await generate([{ path: "spec/it's é `p`/wire/a b/a.ksy", text: SEQ }]);
  t.deepEqual(diagnostics, []);
  t.true(files.some(({ text }) => text.includes("export * from './a b/a.ts';")));
});

test('a duplicate key is refused, quoted or not', async (t) => {
  const found = await complaints(`${SEQ}types:\n  b: {}\n  "b": {}\n`);
  t.deepEqual(found, ['spec/p/wire/a.ksy:10:3: not valid YAML: Map keys must be unique']);
});

/** A chart of `count` states; each has an event to the next state and an event to another state. */
function ring(count: number): string {
  const states = Array.from({ length: count }, (_, i) => {
    return `S${i}: { on: { go: 'S${(i + 1) % count}', stop: 'S${(i * 7 + 3) % count}' } }`;
  });
  return chartText(`initial: 'S0', states: { ${states.join(', ')} }`);
}

function chartText(body: string): string {
  return `import { setup } from 'xstate';
type E = { type: 'go' } | { type: 'stop' };
export const x = setup({ types: { events: {} as E } }).createMachine({ id: 'x', ${body} });
`;
}

const CHART = 'spec/p/charts/x.chart.ts';

test('a chart of 1,500 states is refused', async (t) => {
  t.deepEqual(await complaints(ring(1500), CHART), [
    `${CHART}:3:70: a chart may have 100 states and 1000 transitions, not 1500 and 3000; make charts of their own of some`,
  ]);
});

test('a chart of 50 states is drawn in seconds', async (t) => {
  t.timeout(60_000, 'limits a layout that does not end');
  const { files, diagnostics } = await generate([{ path: CHART, text: ring(50) }]);
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
  t.regex((await complaints(text, CHART))[0] ?? '', /:3:70: \d+ arrows are more than the 200 of a picture/);
});

test('a chart file with a sum of 400,000 is refused at the limit of tokens', async (t) => {
  const found = await complaints(
    `${chartText("initial: 'S', states: { S: {} }")}\nconst x = 1${'+1'.repeat(400_000)};`,
    CHART,
  );
  t.is(found.length, 1);
  t.regex(found[0] ?? '', /: a chart may have 40000 words and signs: split it/);
});

for (const depth of [150, 10_000]) {
  test(`states nested ${depth} deep are refused at the first bracket beyond the limit`, async (t) => {
    const open = Array.from(
      { length: depth },
      (_, i) => `initial: 'S', states: { S: { ${i === 0 ? '' : 'entry: [], '}`,
    );
    const found = await complaints(chartText(`${open.join('')}${'} }'.repeat(depth)}`), CHART);
    t.is(found.length, 1);
    t.regex(found[0] ?? '', /:3:\d{4}: brackets are nested deeper than 200 levels/);
  });
}
