import { readdirSync } from 'node:fs';
import test from 'ava';
import * as arbitraries from '../../../../generated/dtls13/arbitraries/index.ts';
import * as wire from '../../../../generated/dtls13/wire/index.ts';
import { decodeAll, WireError } from '../../../../runtime/wire/index.ts';
import { bodyOf, firstFlights } from '../../../dtls13/handshake/first-flight.ts';
import { mutate, type Subject, seeded } from '../../../wire/codec-law.ts';
import { samplesOf, typesOf } from '../../../wire/subjects.ts';
import { KaitaiOracle, officialFields } from './kaitai-oracle.ts';

const oracle = new KaitaiOracle();
const WIRE = 'spec/dtls13/wire';

for (const folder of [WIRE, 'spec/dtls13/registries']) {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.ksy'))) {
    test.serial(`the official compiler accepts ${folder}/${name}`, async (t) => {
      const files = await oracle.compile(`${folder}/${name}`);
      t.true(Object.keys(files).length > 0);
    });
  }
}

/** The schema of an exported type, by our file names. */
function schemaOf(typeName: string): string {
  return `${WIRE}/${typeName.replaceAll(/(?<!^)([A-Z])/g, '_$1').toLowerCase()}.ksy`;
}

const schemas = new Set(readdirSync(WIRE).map((name) => `${WIRE}/${name}`));

const SAMPLES = 40;
const DAMAGED = 150;
/** Bytes of a sample. The official parser is slow, and longer samples cover nothing more. */
const LONGEST_SAMPLE = 4000;

for (const type of typesOf(wire, arbitraries)) {
  // Nested types are read as parts of their file.
  if (!schemas.has(schemaOf(type.name))) continue;
  test.serial(`the official parser reads the same ${type.name} as the generated codec`, async (t) => {
    const samples = samplesOf(type, SAMPLES, LONGEST_SAMPLE);
    for (const { subject, bytes } of samples) {
      const official = officialFields(await oracle.read(schemaOf(type.name), bytes, ...subject.decodeArgs));
      agree(t.deepEqual.bind(t), decodeAll(subject.codec, bytes, ...subject.decodeArgs), official, type.name);
    }
    t.true(samples.length > 4, `${samples.length} samples`);
    // Mutated bytes that the codec accepts give the same value. The official parser checks less, so it accepts them as well.
    const random = seeded(9147);
    for (let round = 0; round < DAMAGED; round++) {
      const sample = samples[round % samples.length];
      if (sample === undefined) throw new Error(`${type.name} has no short sample`);
      const damaged = mutate(sample.bytes, random);
      const ours = accepted(sample.subject, damaged);
      if (ours === undefined) continue;
      const official = officialFields(await oracle.read(schemaOf(type.name), damaged, ...sample.subject.decodeArgs));
      agree(t.deepEqual.bind(t), ours, official, `damaged ${type.name}`);
    }
  });
}

for (const flight of firstFlights()) {
  test.serial(`the official parser reads the same captured ClientHello of ${flight.name}`, async (t) => {
    const read = async (id: string, bytes: Uint8Array, ours: unknown): Promise<void> => {
      const official = officialFields(await oracle.read(`${WIRE}/${id}.ksy`, bytes));
      agree(t.deepEqual.bind(t), ours, official, id);
    };
    for (const bytes of flight.datagrams) {
      const record = decodeAll(wire.DtlsPlaintext, bytes);
      await read('dtls_plaintext', bytes, record);
      await read('handshake', record.fragment, decodeAll(wire.Handshake, record.fragment));
    }
    const body = bodyOf(flight);
    await read('client_hello', body, decodeAll(wire.ClientHello, body));
  });
}

/** The value, or undefined where our codec refuses the bytes. */
function accepted(
  { codec, decodeArgs }: Subject<unknown, readonly unknown[], readonly unknown[]>,
  bytes: Uint8Array,
): unknown {
  try {
    return decodeAll(codec, bytes, ...decodeArgs);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/**
 * Every property of our value must be in the official value under the same name. The official value has more: lengths,
 * constants, flags, list wrappers around `items`, and two halves of each 48-bit number.
 */
function agree(
  equal: (actual: unknown, expected: unknown, message: string) => void,
  ours: unknown,
  official: unknown,
  path: string,
): void {
  if (ours === undefined) {
    equal(official, undefined, path);
  } else if (ours instanceof Uint8Array) {
    equal(official, ours, path);
  } else if (Array.isArray(ours)) {
    const items = Array.isArray(official) ? official : (official as { items: unknown[] }).items;
    equal(items.length, ours.length, `${path}.length`);
    for (const [index, item] of ours.entries()) agree(equal, item, items[index], `${path}[${index}]`);
  } else if (typeof ours === 'object' && ours !== null) {
    for (const [key, value] of Object.entries(ours)) {
      // Only our value has the name of a case. It follows from the tag, which is compared.
      if (key !== 'kind') agree(equal, value, (official as Record<string, unknown>)[key], `${path}.${key}`);
    }
  } else if (typeof official === 'object' && official !== null) {
    const { high, low } = official as { high: number; low: number };
    equal(high * 2 ** 32 + low, ours, path);
  } else {
    equal(official, ours, path);
  }
}
