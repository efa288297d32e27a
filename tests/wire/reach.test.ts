import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import * as arbitraries from '../../generated/dtls13/arbitraries/index.ts';
import { CipherSuite } from '../../generated/dtls13/registries/index.ts';
import * as wire from '../../generated/dtls13/wire/index.ts';
import { typesOf } from './subjects.ts';

const SEED = 9846;
const types = typesOf(wire, arbitraries);

function many<T>(arbitrary: fc.Arbitrary<T>, numRuns = 600): readonly T[] {
  return fc.sample(arbitrary, { numRuns, seed: SEED });
}

function extremes(numbers: readonly number[]): readonly [least: number, most: number] {
  return [Math.min(...numbers), Math.max(...numbers)];
}

test('generated lengths reach both ends of the range of a length', (t) => {
  const hellos = many(arbitraries.arbitraryClientHello(), 400);
  t.deepEqual(extremes(hellos.map((hello) => hello.legacySessionId.length)), [0, 32]);
  t.deepEqual(extremes(hellos.map((hello) => hello.legacyCookie.length)), [0, 255]);
  t.deepEqual(extremes(hellos.map((hello) => hello.random.length)), [32, 32]);
  const versions = many(arbitraries.arbitrarySupportedVersionsList());
  t.deepEqual(extremes(versions.map((list) => list.versions.length)), [1, 127]);
  const names = many(arbitraries.arbitraryProtocolName());
  t.deepEqual(extremes(names.map(({ name }) => name.length)), [1, 255]);
});

test('generated numbers reach both ends of their range, and never leave it', (t) => {
  const limits = many(arbitraries.arbitraryRecordSizeLimit()).map((each) => each.recordSizeLimit);
  t.deepEqual(extremes(limits), [64, 65535]);
  const records = many(arbitraries.arbitraryRecordNumber());
  t.deepEqual(extremes(records.map((each) => each.sequenceNumber)), [0, 2 ** 48 - 1]);
  const lifetimes = many(arbitraries.arbitraryNewSessionTicket()).map((each) => each.ticketLifetime);
  t.deepEqual(extremes(lifetimes), [0, 2 ** 32 - 1]);
});

test('known and unknown code points are generated where both are allowed', (t) => {
  const suites = many(arbitraries.arbitraryServerHello()).map((each) => each.cipherSuite);
  const known = new Set<number>(Object.values(CipherSuite));
  t.true(suites.some((suite) => known.has(suite)));
  t.true(suites.some((suite) => !known.has(suite)));
  const requests = many(arbitraries.arbitraryKeyUpdate(), 100).map((each) => each.requestUpdate);
  t.deepEqual([...new Set(requests)].toSorted(), [0, 1]);
});

test('optional fields are present and absent, with all fields that depend on them', (t) => {
  const headers = many(arbitraries.arbitraryUnifiedHeader(5));
  for (const field of ['connectionId', 'length', 'sequenceNumber8', 'sequenceNumber16'] as const) {
    t.deepEqual(new Set(headers.map((header) => header[field] === undefined)).size, 2, field);
  }
  t.true(headers.every((header) => header.connectionId === undefined || header.connectionId.length === 5));
  const records = many(arbitraries.arbitraryDtlsCiphertext(0), 100);
  t.true(records.some(({ unifiedHdr }) => unifiedHdr.length !== undefined));
  t.true(
    records.every((each) => (each.unifiedHdr.length ?? each.encryptedRecord.length) === each.encryptedRecord.length),
  );
});

for (const file of readdirSync('spec/dtls13/wire')) {
  const cases = [...readFileSync(`spec/dtls13/wire/${file}`, 'utf8').matchAll(/^ {8}\w+::\w+::(\w+): /gm)];
  if (cases.length === 0) continue;
  const name = file.replace(/\.ksy$/, '').replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  test(`every kind of ${name} is generated, and unknown kinds`, (t) => {
    const type = types.find((each) => each.name === name);
    if (type === undefined) throw new Error(`nothing generates values of ${name}`);
    const kinds = many(type.cases).map(({ value }) => (value as { kind: string }).kind);
    t.deepEqual([...new Set(kinds)].toSorted(), [...cases.map((each) => each[1] ?? ''), 'unknown'].toSorted());
  });
}

test('generated values are small enough to be made by the thousand', (t) => {
  for (const { name, codec, cases } of types) {
    const sizes = many(cases, 200).map(({ value, encodeArgs }) => codec.size(value, ...encodeArgs));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    // A protected record has its length in two bytes of its header, and must have this length.
    const [meanLimit, limit] = name === 'DtlsCiphertext' ? [30_000, 70_000] : [1500, 20_000];
    t.true(mean < meanLimit && Math.max(...sizes) < limit, `${name}: mean ${mean}, most ${Math.max(...sizes)}`);
  }
});
