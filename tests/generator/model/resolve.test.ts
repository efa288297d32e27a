import test from 'ava';
import { complaintsAboutSpec, HEAD } from '../sample-schema.ts';

/** A spec with a chain of types, each of which contains the next. */
function nestedTypes(count: number): string {
  const types = Array.from({ length: count }, (_, i) => {
    return `  t${i}: { doc: D., doc-ref: R, seq: [{ id: x, type: ${i === count - 1 ? 'u1' : `t${i + 1}`} }] }\n`;
  });
  return `${HEAD}seq: [{ id: x, type: t0 }]\ntypes:\n${types.join('')}`;
}

test('types may be nested 64 levels deep, including the type of the file', async (t) => {
  const deep = /types are nested more than 64 levels deep/;
  for (const count of [64, 100])
    t.true((await complaintsAboutSpec(nestedTypes(count))).some((each) => deep.test(each)));
  t.deepEqual(await complaintsAboutSpec(nestedTypes(63)), []);
});
