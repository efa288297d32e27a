import test from 'ava';
import { generate } from '../../generator/index.ts';

const HEAD = 'meta:\n  id: a\n  endian: be\ndoc: D.\ndoc-ref: R\n';
const SEQ = `${HEAD}seq:\n  - { id: x, type: u1 }\n`;

async function complaints(text: string, path = 'spec/p/wire/a.ksy'): Promise<readonly string[]> {
  const { diagnostics } = await generate([{ path, text }]);
  return diagnostics.map(({ message }) => message);
}

/** What would hang, overflow the stack or fill the memory, and the one complaint that comes of it instead. */
const BOMBS: readonly (readonly [title: string, text: string, complaint: RegExp])[] = [
  ['lists nested 20,000 deep', `${HEAD}seq: ${'['.repeat(20_000)}`, /:6:\d+: maps and lists are nested deeper than 60/],
  ['lists nested 61 deep', `${HEAD}x: ${'['.repeat(70)}${']'.repeat(70)}`, /:6:\d+: maps and lists are nested deeper/],
  ['a doc of a megabyte', `${SEQ}# ${'x '.repeat(1 << 19)}`, /:1:1: the file has \d+ characters/],
  ['30,000 values', `${HEAD}x: [${'1, '.repeat(30_000)}]`, /:6:\d+: a file may hold 20000 values/],
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

for (const [title, text, complaint] of BOMBS) {
  test(`${title} are one complaint with a place, no hang and no stack trace`, async (t) => {
    const found = await complaints(text);
    t.true(found.length <= 101, `${found.length} complaints`);
    t.true(
      found.some((each) => complaint.test(each)),
      found.slice(0, 3).join('\n'),
    );
  });
}

test('instances that double eighteen times are refused, not written out', async (t) => {
  const instances = Array.from(
    { length: 18 },
    (_, i) => `  i${i}: { value: ${i === 0 ? 'x' : `i${i - 1} + i${i - 1}`} }\n`,
  );
  t.regex((await complaints(`${SEQ}instances:\n${instances.join('')}`))[0] ?? '', /refers to others too often/);
});

test('types that hold each other 100 levels deep are refused', async (t) => {
  const types = Array.from({ length: 100 }, (_, i) => {
    return `  t${i}: { doc: D., doc-ref: R, seq: [{ id: x, type: ${i === 99 ? 'u1' : `t${i + 1}`} }] }\n`;
  });
  const found = await complaints(`${HEAD}seq: [{ id: x, type: t0 }]\ntypes:\n${types.join('')}`);
  t.true(found.some((each) => /types hold each other more than 64 levels deep/.test(each)));
});

test('a complaint shows what it quotes on one line, and not all of a long one', async (t) => {
  const [found = ''] = await complaints(`${HEAD}seq: [{ id: "a\\n\\e[2J${'x'.repeat(5000)}", type: u1 }]\n`);
  t.true(found.includes('\\u000a\\u001b[2J'));
  t.true(found.length < 600);
});

for (const path of ['spec/../wire/a.ksy', 'spec/p/wire/../a.ksy', 'spec/p/wire/a#b/a.ksy', 'spec/p\u001b/wire/a.ksy']) {
  test(`specs at ${JSON.stringify(path)} are refused: what is emitted would lie or load elsewhere`, async (t) => {
    const { files, diagnostics } = await generate([{ path, text: SEQ }]);
    t.is(diagnostics.length, 1);
    t.deepEqual(files, []);
  });
}

test('folders with spaces, quotes and letters of any script give modules that import each other', async (t) => {
  const { files, diagnostics } = await generate([{ path: "spec/it's é `p`/wire/a b/a.ksy", text: SEQ }]);
  t.deepEqual(diagnostics, []);
  t.true(files.some(({ text }) => text.includes("export * from './a b/a.ts';")));
});
