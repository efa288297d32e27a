import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import * as wire from '../../generated/dtls13/wire/index.ts';
import { Dissector, readSpecs, type SourceFile } from '../../generator/dissect/index.ts';
import { encodeToBytes } from '../../runtime/wire/index.ts';
import { capturedClientHellos, messageCases } from '../wire/dtls13-messages.ts';
import { type AnyCodec, agreeOn, duel } from './dissect-duel.ts';

const dtls13 = new Dissector(readSpecs('.'), 'dtls13');
const codecs = new Map(
  Object.entries(wire)
    .filter(([, each]) => 'decode' in each)
    .map(([name, codec]) => [name, codec as unknown as AnyCodec]),
);

test('every generated codec has a type that can be dissected, and every type a codec', (t) => {
  t.deepEqual(dtls13.types.map(({ typeName }) => typeName).toSorted(), [...codecs.keys()].toSorted());
});

for (const { id, typeName } of dtls13.types) {
  test(`walking the model reads ${typeName} exactly as the generated codec does`, (t) => {
    const codec = codecs.get(typeName);
    if (codec === undefined) throw new Error(`no codec ${typeName}`);
    const seeds: Uint8Array[] = [];
    for (const { name, visit } of messageCases) {
      if (name !== typeName) continue;
      visit((subject, samples) => {
        for (const sample of samples) seeds.push(encodeToBytes(subject.codec, sample, ...subject.encodeArgs));
      });
    }
    const { accepted, refused, shapes } = duel(t, dtls13, id, codec, { rounds: 2000, seeds, seed: typeName });
    t.true(accepted > 50, `${accepted} accepted, ${refused} refused, ${shapes} shapes`);
    t.log(`${accepted} accepted, ${refused} refused, ${shapes} shapes`);
  });
}

for (const { name, bytes } of capturedClientHellos()) {
  test(`walking the model reads the record, the message and the ClientHello of ${name} as the codecs do`, (t) => {
    const record = wire.DtlsPlaintext;
    t.true(agreeOn(t, dtls13, 'dtls_plaintext', record as unknown as AnyCodec, bytes, {}).accepted);
    const message = bytes.subarray(13);
    t.true(agreeOn(t, dtls13, 'handshake', wire.Handshake as unknown as AnyCodec, message, {}).accepted);
    t.true(
      agreeOn(t, dtls13, 'client_hello', wire.ClientHello as unknown as AnyCodec, message.subarray(12), {}).accepted,
    );
  });
}

/** Where chance alone meets no valid value: one to start from. */
const samples: Readonly<Record<string, string>> = {
  Constants: '57436162fefd070102030400000000000000100009',
  Lists: '020001000200000003ffffffff0201010203fffefd010102030400000301010908ffffffffffffffff0500',
  Numbers: 'fffffffffffffffffffffe001fffffffffffffffffffffffffffff80000000000000000120800000000202e4ffffffff6364',
};

const FIXTURES = 'tests/generator/fixtures/wire';

for (const feature of readdirSync(FIXTURES).toSorted()) {
  const folder = join(FIXTURES, feature);
  const sources: SourceFile[] = readdirSync(folder)
    .filter((file) => file.endsWith('.ksy'))
    .map((file) => ({ path: `spec/fixtures/wire/${file}`, text: readFileSync(join(folder, file), 'utf8') }));
  const dissector = new Dissector(sources, 'fixtures');
  // A registry describes no bytes.
  if (dissector.types.length === 0) continue;
  test(`walking the model reads the types of ${folder} exactly as the generated codecs do`, async (t) => {
    const modules = await Promise.all(
      readdirSync(join('dist', folder))
        .filter((file) => file.endsWith('.js'))
        .map(
          async (file): Promise<Record<string, unknown>> =>
            import(new URL(`../../${folder}/${file}`, import.meta.url).href),
        ),
    );
    const found = new Map(modules.flatMap((module) => Object.entries(module)));
    for (const { id, typeName } of dissector.types) {
      const codec = found.get(typeName) as AnyCodec | undefined;
      if (codec === undefined) throw new Error(`no codec ${typeName}`);
      const sample = samples[typeName];
      const seeds = sample === undefined ? [] : [Uint8Array.from(Buffer.from(sample, 'hex'))];
      const result = duel(t, dissector, id, codec, { rounds: 3000, seeds, seed: typeName });
      t.true(result.accepted > 0, typeName);
      t.log(`${typeName}: ${result.accepted} accepted, ${result.refused} refused, ${result.shapes} shapes`);
    }
  });
}
