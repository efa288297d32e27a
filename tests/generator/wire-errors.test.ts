import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { generate } from '../../generator/index.ts';

/**
 * A folder a mistake: `.ksy` files, and in `error.txt` what is said about them, each with line and column.
 * Run with WIRECHART_UPDATE_FIXTURES=1 to write the texts anew, then read the difference.
 */
const FIXTURES = 'tests/generator/fixtures/wire-errors';
const update = process.env['WIRECHART_UPDATE_FIXTURES'] === '1';

for (const mistake of readdirSync(FIXTURES).toSorted()) {
  test(`the mistake of ${mistake} is told with its place`, async (t) => {
    const folder = join(FIXTURES, mistake);
    const names = readdirSync(folder).filter((name) => /\.(ksy|yaml)$/.test(name));
    const sources = names.map((name) => ({
      path: `spec/p/${name === 'constants.yaml' ? 'registries' : 'wire'}/${name}`,
      text: readFileSync(join(folder, name), 'utf8'),
    }));
    const { diagnostics } = await generate(sources);
    t.true(diagnostics.length > 0, 'nothing was found wrong');
    t.true(diagnostics.every((each) => each.code === 'ERR_WIRECHART_SPEC'));
    const text = diagnostics.map((each) => `${each.message.replace(/^spec\/p\/\w+\//, '')}\n`).join('');
    const target = join(folder, 'error.txt');
    if (update) writeFileSync(target, text);
    t.is(text, existsSync(target) ? readFileSync(target, 'utf8') : '');
  });
}
