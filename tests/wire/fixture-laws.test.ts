import { readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { decodeAll, encodeToBytes } from '../../runtime/wire/index.ts';
import { holdsFor, mutate, seeded } from './codec-law.ts';
import { samplesOf, typesOf } from './subjects.ts';

const FIXTURES = 'tests/generator/fixtures';

/** What is exported by the built files of a folder. */
async function exportsOf(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const modules = await Promise.all(
    names.map((name) => import(new URL(`../../${folder}/${name.replace(/\.ts$/, '.js')}`, import.meta.url).href)),
  );
  return Object.assign({}, ...modules) as Readonly<Record<string, unknown>>;
}

for (const feature of readdirSync(`${FIXTURES}/arbitraries`).filter((name) => !name.endsWith('.ts'))) {
  test(`types with ${feature}: generated values are valid and come back, and damage never throws anything else`, async (t) => {
    const types = typesOf(
      await exportsOf(`${FIXTURES}/wire/${feature}`),
      await exportsOf(`${FIXTURES}/arbitraries/${feature}`),
    );
    t.true(types.length > 0);
    const random = seeded(1);
    for (const type of types) {
      const { codec, cases } = type;
      const property = fc.property(cases, ({ value, decodeArgs, encodeArgs }) => {
        codec.validate(value, ...encodeArgs);
        const bytes = encodeToBytes(codec, value, ...encodeArgs);
        const back = decodeAll(codec, bytes, ...decodeArgs);
        if (!isDeepStrictEqual(back, value)) throw new Error('the value changed on its way');
      });
      t.notThrows(() => fc.assert(property, { numRuns: 100, seed: 7 }), type.name);
      for (const { subject, bytes } of samplesOf(type, 8, 600)) {
        for (let length = 0; length <= bytes.length; length++) holdsFor(t, subject, bytes.subarray(0, length));
        for (let round = 0; round < 50; round++) holdsFor(t, subject, mutate(bytes, random));
      }
    }
  });
}
