import { readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { decodeAll, encodeToBytes } from '../../runtime/wire/index.ts';
import { holdsFor, mutate, seeded } from './codec-law.ts';
import { exportsOf, samplesOf, typesOf } from './subjects.ts';

const FIXTURES = 'tests/generator/fixtures';

for (const feature of readdirSync(`${FIXTURES}/arbitraries`).filter((name) => !name.endsWith('.ts'))) {
  test(`types with ${feature}: generated values are valid and round-trip, and damage causes no other error`, async (t) => {
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
      t.notThrows(() => fc.assert(property, { numRuns: 100 }), type.name);
      for (const { subject, bytes } of samplesOf(type, 8, 600)) {
        for (let length = 0; length <= bytes.length; length++) holdsFor(t, subject, bytes.subarray(0, length));
        for (let round = 0; round < 50; round++) holdsFor(t, subject, mutate(bytes, random));
      }
    }
  });
}
