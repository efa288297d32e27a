import { readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { generate } from '../../generator/index.ts';
import { readMistakes, writeExpectations } from './mistake.ts';

/**
 * Every file below `mistakes/` is a spec that the generator refuses; comments in it hold the complaints.
 * Run with WIRECHART_UPDATE_FIXTURES=1 to rewrite the comments, then read the difference.
 */
const FOLDER = 'tests/generator/mistakes';
const update = process.env['WIRECHART_UPDATE_FIXTURES'] === '1';

const mistakes = readMistakes(FOLDER);

for (const { name, sources, expected, files } of mistakes) {
  test(name, async (t) => {
    const { diagnostics } = await generate(sources);
    const complaints = diagnostics.map(({ file, line, column, message }) => {
      const place = `${file}:${line}:${column}: `;
      t.true(message.startsWith(place), message);
      return { file, line, column, reason: message.slice(place.length) };
    });
    if (update) for (const [source, file] of files) writeFileSync(file, writeExpectations(source, complaints));
    t.true(expected.length > 0, 'no complaint is expected');
    t.deepEqual(complaints, expected);
    t.true(diagnostics.every(({ code }) => code === 'ERR_WIRECHART_SPEC'));
  });
}

test('the comments are in the form in which they are rewritten', (t) => {
  for (const { expected, files } of mistakes) {
    for (const [source, file] of files) t.is(writeExpectations(source, expected), readFileSync(file, 'utf8'), file);
  }
});
