import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import * as arbitraries from '../../generated/dtls13/arbitraries/index.ts';
import * as wire from '../../generated/dtls13/wire/index.ts';
import { decodeAll, WireError, Writer } from '../../runtime/wire/index.ts';
import { holdsFor, mutate, seeded } from './codec-law.ts';
import { codecsOf, samplesOf, typesOf } from './subjects.ts';

const VALUES = 150;
const SAMPLES = 24;
const LONGEST_SAMPLE = 1500;
const MUTATIONS = 100_000;

const types = typesOf(wire, arbitraries);
/** How an error may begin: with the name of a message. */
const messageNames = new Set(types.map(({ codec }) => codec.name));

test('every message has an arbitrary, and nothing else has one', (t) => {
  const made = Object.keys(arbitraries).filter((name) => !name.endsWith('Params'));
  t.deepEqual(
    made.toSorted(),
    codecsOf(wire)
      .map(([name]) => `arbitrary${name}`)
      .toSorted(),
  );
  t.true(types.length >= 60, `${types.length} types`);
});

for (const { name, codec, cases } of types) {
  test(`${name}: generated values are valid and round-trip`, (t) => {
    const property = fc.property(cases, ({ value, decodeArgs, encodeArgs }) => {
      codec.validate(value, ...encodeArgs);
      const writer = new Writer(new Uint8Array(codec.size(value, ...encodeArgs)));
      codec.encode(writer, value, ...encodeArgs);
      if (writer.written.length !== codec.size(value, ...encodeArgs)) throw new Error('size is not what was written');
      const back = decodeAll(codec, writer.written, ...decodeArgs);
      if (!isDeepStrictEqual(back, value)) throw new Error('the value changed on its way');
    });
    t.notThrows(() => fc.assert(property, { numRuns: VALUES }));
  });

  test(`${name}: a smaller buffer has no room for it`, (t) => {
    for (const { value, encodeArgs } of fc.sample(cases, { numRuns: 8, seed: 9147 })) {
      const size = codec.size(value, ...encodeArgs);
      for (let room = Math.max(0, size - 40); room < size; room++) {
        const error = t.throws(() => codec.encode(new Writer(new Uint8Array(room)), value, ...encodeArgs));
        if (!(error instanceof WireError) || error.code !== 'ERR_WIRE_NO_SPACE') t.fail(`${room}: ${String(error)}`);
      }
    }
    t.pass();
  });
}

test('every prefix of a valid message is refused with a field’s name or re-encodes to itself', (t) => {
  let refused = 0;
  let accepted = 0;
  for (const type of types) {
    for (const { subject, bytes } of samplesOf(type, SAMPLES, LONGEST_SAMPLE)) {
      for (let length = 0; length <= bytes.length; length++) {
        const error = holdsFor(t, subject, bytes.subarray(0, length));
        if (error === undefined) accepted++;
        else {
          refused++;
          requireName(type.name, error);
        }
      }
    }
  }
  t.log(`${refused} truncations refused, ${accepted} prefixes are values of their own`);
  t.true(refused > 50_000);
});

test(`${MUTATIONS} damaged messages give a WireError with a field’s name or a value that re-encodes to them`, (t) => {
  const random = seeded(9147);
  const each = Math.ceil(MUTATIONS / types.length);
  let refused = 0;
  let accepted = 0;
  for (const type of types) {
    const samples = samplesOf(type, SAMPLES, LONGEST_SAMPLE);
    for (let round = 0; round < each; round++) {
      const sample = samples[round % samples.length];
      if (sample === undefined) throw new Error(`${type.name} has no short sample`);
      const error = holdsFor(t, sample.subject, mutate(sample.bytes, random));
      if (error === undefined) accepted++;
      else {
        refused++;
        requireName(type.name, error);
      }
    }
  }
  t.log(`${refused} refused, ${accepted} accepted, over ${types.length} types`);
  t.true(refused + accepted >= MUTATIONS);
  t.true(Math.min(refused, accepted) > MUTATIONS / 10);
});

function requireName(type: string, error: WireError): void {
  const [message = ''] = error.field.split('.');
  if (!messageNames.has(message)) throw new Error(`${type}: "${error.field}" is no field of any message`);
}
