import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import * as arbitraries from '../../../generated/dtls13/arbitraries/index.ts';
import * as wire from '../../../generated/dtls13/wire/index.ts';
import { Dissector, readSpecs, type SourceFile } from '../../../generator/dissect/index.ts';
import { bodyOf, firstFlights } from '../../dtls13/handshake/first-flight.ts';
import { codecsOf, exportsOf, samplesOf, typesOf } from '../../wire/subjects.ts';
import { type AnyCodec, agreeOn, compareWithCodec } from './codec-differential.ts';

const dtls13 = new Dissector(readSpecs('.'), 'dtls13');
const codecs = new Map(codecsOf(wire).map(([name, codec]) => [name, codec as AnyCodec]));
const generated = new Map(typesOf(wire, arbitraries).map((type) => [type.name, type]));

test('the dissector and the generated codecs have the same types', (t) => {
  t.deepEqual(dtls13.types.map(({ typeName }) => typeName).toSorted(), [...codecs.keys()].toSorted());
});

for (const { id, typeName } of dtls13.types) {
  test(`the dissector reads ${typeName} as the generated codec does`, (t) => {
    const codec = codecs.get(typeName);
    if (codec === undefined) throw new Error(`no codec ${typeName}`);
    const type = generated.get(typeName);
    const seeds = type === undefined ? [] : samplesOf(type, 20, 1000).map(({ bytes }) => bytes);
    const { accepted, refused, shapes } = compareWithCodec(t, dtls13, id, codec, {
      rounds: 2000,
      seeds,
      seed: typeName,
    });
    t.true(accepted > 50, `${accepted} accepted, ${refused} refused, ${shapes} shapes`);
    t.log(`${accepted} accepted, ${refused} refused, ${shapes} shapes`);
  });
}

for (const flight of firstFlights()) {
  test(`the dissector reads the records, fragments and the ClientHello of ${flight.name} as the codecs do`, (t) => {
    const read = (id: string, codec: unknown, bytes: Uint8Array): void => {
      t.true(agreeOn(t, dtls13, id, codec as AnyCodec, bytes, {}).accepted);
    };
    for (const bytes of flight.datagrams) {
      read('dtls_plaintext', wire.DtlsPlaintext, bytes);
      read('handshake', wire.Handshake, bytes.subarray(13));
    }
    read('client_hello', wire.ClientHello, bodyOf(flight));
  });
}

const FIXTURES = 'tests/generator/fixtures/wire';
const ARBITRARIES = 'tests/generator/fixtures/arbitraries';

for (const feature of readdirSync(FIXTURES).toSorted()) {
  const folder = join(FIXTURES, feature);
  const sources: SourceFile[] = readdirSync(folder)
    .filter((file) => file.endsWith('.ksy'))
    .map((file) => ({ path: `spec/fixtures/wire/${file}`, text: readFileSync(join(folder, file), 'utf8') }));
  const dissector = new Dissector(sources, 'fixtures');
  // A registry describes no bytes.
  if (dissector.types.length === 0) continue;
  test(`the dissector reads the types of ${folder} as the generated codecs do`, async (t) => {
    const types = typesOf(await exportsOf(folder), await exportsOf(join(ARBITRARIES, feature)));
    const found = new Map(types.map((type) => [type.name, type]));
    for (const { id, typeName } of dissector.types) {
      const type = found.get(typeName);
      if (type === undefined) throw new Error(`no codec ${typeName}`);
      // Random bytes are never valid for some types: start from generated values.
      const seeds = samplesOf(type, 5, 500).map(({ bytes }) => bytes);
      const codec = type.codec as AnyCodec;
      const result = compareWithCodec(t, dissector, id, codec, { rounds: 3000, seeds, seed: typeName });
      t.true(result.accepted > 0, typeName);
      t.log(`${typeName}: ${result.accepted} accepted, ${result.refused} refused, ${result.shapes} shapes`);
    }
  });
}
