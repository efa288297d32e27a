import test from 'ava';
import { complaintsAboutSpec, HEAD } from '../sample-schema.ts';

test('a complaint is one line of limited length', async (t) => {
  const [found = ''] = await complaintsAboutSpec(
    `${HEAD}seq: [{ id: "a\\n\\e[2J\\u202e${'x'.repeat(5000)}", type: u1 }]\n`,
  );
  t.true(found.includes('\\u000a\\u001b[2J\\u202e'));
  t.true(found.length < 600);
});

test('a file has at most 100 complaints and a note that there are more', async (t) => {
  const found = await complaintsAboutSpec(`${HEAD}seq: [${'{}, '.repeat(3000)}]`);
  t.is(found.length, 101);
  t.regex(found.at(-1) ?? '', /more diagnostics are omitted/);
});
