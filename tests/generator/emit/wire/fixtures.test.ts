import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { generate } from '../../../../generator/index.ts';

/**
 * One folder per feature. Its `.ksy` files are mounted at `spec/fixtures/wire/of/<feature>/`, so the generated files import
 * the runtime by the path that is right for the folder itself: the expected files are compiled, linted and used by other
 * tests. Their arbitraries are in a folder of their own and import the codecs from here.
 * Run with WIRECHART_UPDATE_FIXTURES=1 to rewrite the expected files, then read the difference.
 */
const FIXTURES = 'tests/generator/fixtures/wire';
const ARBITRARIES = 'tests/generator/fixtures/arbitraries';
const update = process.env['WIRECHART_UPDATE_FIXTURES'] === '1';

for (const feature of readdirSync(FIXTURES).toSorted()) {
  const folder = join(FIXTURES, feature);
  test(`the schemas in ${folder} generate exactly the files in the folder`, async (t) => {
    const specs = readdirSync(folder).filter((name) => name.endsWith('.ksy'));
    const { files, diagnostics } = await generate(
      specs.map((name) => ({
        path: `spec/fixtures/wire/of/${feature}/${name}`,
        text: readFileSync(join(folder, name), 'utf8'),
      })),
    );
    t.deepEqual(
      diagnostics.map((each) => each.message),
      [],
    );
    const generated = files.filter((file) => !file.path.endsWith('/index.ts'));
    t.true(generated.length > 0);
    for (const { path, text } of generated) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const arbitrary = path.startsWith('generated/fixtures/arbitraries/');
      const target = join(arbitrary ? targetFolder(feature, name) : folder, name);
      const expected = arbitrary ? moved(text) : text;
      if (update) {
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, expected);
      }
      t.is(expected, existsSync(target) ? readFileSync(target, 'utf8') : '', target);
    }
  });
}

function targetFolder(feature: string, name: string): string {
  return name === 'building-blocks.ts' ? ARBITRARIES : join(ARBITRARIES, feature);
}

/** Imports relative to the folder of the arbitraries, which is one level higher than the folder of the generated file. */
function moved(text: string): string {
  return text
    .replaceAll("'../../../wire/of/", "'../../wire/")
    .replaceAll("'../../building-blocks", "'../building-blocks")
    .replaceAll(/import \{\n((?: .*,\n)+)\} from (.*;)/g, (whole, names: string, from: string) => {
      const line = `import { ${names
        .trim()
        .replaceAll(/,\n\s*/g, ', ')
        .replace(/,$/, '')} } from ${from}`;
      return line.length <= 120 ? line : whole;
    });
}
