import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { generate } from '../../generator/index.ts';

/**
 * A folder a feature. Its `.ksy` files stand for `spec/fixtures/wire/of/<feature>/`, so that what is generated from them
 * imports the runtime by the very path that leads there from the folder itself: the expected files are compiled,
 * linted and used by other tests. Run with WIRECHART_UPDATE_FIXTURES=1 to write them anew, then read the difference.
 */
const FIXTURES = 'tests/generator/fixtures/wire';
const update = process.env['WIRECHART_UPDATE_FIXTURES'] === '1';

for (const feature of readdirSync(FIXTURES).toSorted()) {
  const folder = join(FIXTURES, feature);
  test(`schemas in ${folder} give exactly the files beside them`, async (t) => {
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
    for (const file of generated) {
      const target = join(folder, file.path.slice(file.path.lastIndexOf('/') + 1));
      if (update) writeFileSync(target, file.text);
      t.is(file.text, existsSync(target) ? readFileSync(target, 'utf8') : '', target);
    }
  });
}
