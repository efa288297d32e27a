import test from 'ava';
import { generate } from '../../generator/index.ts';
import { SCHEMA } from './sample-schema.ts';

test('a spec in a folder that the generator does not read is refused', async (t) => {
  const misplaced = ['spec/p/a.ksy', 'spec/a.ksy', 'spec/p/chart/a.chart.ts', 'spec/p/registries/a.yaml'];
  const { diagnostics } = await generate(misplaced.map((path) => ({ path, text: '' })));
  t.deepEqual(
    diagnostics.map(({ file }) => file),
    misplaced.toSorted(),
  );
  t.regex(diagnostics[0]?.message ?? '', /^spec\/a\.ksy:1:1: specs at this path are not read: use /);
});

for (const path of [
  'spec/../wire/a.ksy',
  'spec/p/wire/../a.ksy',
  'spec/p/wire/a#b/a.ksy',
  'spec/p\u001b/wire/a.ksy',
  'spec/p/wire/index.ts/a.ksy',
]) {
  test(`a spec at ${JSON.stringify(path)} is refused: its output would be written or loaded elsewhere`, async (t) => {
    const { files, diagnostics } = await generate([{ path, text: SCHEMA }]);
    t.is(diagnostics.length, 1);
    t.regex(diagnostics[0]?.message ?? '', /:1:1: .*no folder that ends in \.ts$/);
    t.deepEqual(files, []);
  });
}

test('folders with spaces, quotes and non-ASCII letters generate modules that import each other', async (t) => {
  const { files, diagnostics } = await generate([{ path: "spec/it's é `p`/wire/a b/a.ksy", text: SCHEMA }]);
  t.deepEqual(diagnostics, []);
  t.true(files.some(({ text }) => text.includes("export * from './a b/a.ts';")));
});
