import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { parse } from 'yaml';

/** The keys of a type in a `.ksy` that these tests read. */
interface Described {
  readonly doc?: string;
  readonly 'doc-ref'?: string;
  readonly types?: Readonly<Record<string, Described>>;
}

interface RegistryFile extends Described {
  readonly '-wc-source'?: string;
  readonly '-wc-date'?: string | Date;
  readonly enums: Readonly<Record<string, Readonly<Record<string, { readonly 'doc-ref'?: string }>>>>;
}

const WIRE = 'spec/dtls13/wire';
const REGISTRIES = 'spec/dtls13/registries';
const ONE = String.raw`RFC \d+ (section \d+(\.\d+)*|appendix [A-Z](\.\d+)*)`;
const SECTION = new RegExp(`^${ONE}(, ${ONE})*$`);

function schemasIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.ksy'));
}

function load<T>(path: string): T {
  return parse(readFileSync(path, 'utf8')) as T;
}

/** A type and its nested types. */
function* typesOf(name: string, type: Described): Generator<readonly [name: string, type: Described]> {
  yield [name, type];
  for (const [inner, each] of Object.entries(type.types ?? {})) yield* typesOf(`${name}::${inner}`, each);
}

for (const name of schemasIn(WIRE)) {
  test(`every type of ${name} has a doc and a section of an RFC`, (t) => {
    for (const [type, { doc, 'doc-ref': reference }] of typesOf(name, load<Described>(`${WIRE}/${name}`))) {
      t.regex(doc ?? '', /\S.*[.:]\s*$/s, type);
      t.regex(reference ?? '', SECTION, type);
    }
  });
}

for (const name of schemasIn(REGISTRIES)) {
  test(`${name} has the source and the date of its numbers, and a reference for each`, (t) => {
    const registry = load<RegistryFile>(`${REGISTRIES}/${name}`);
    t.regex(registry.doc ?? '', /\S/);
    t.regex(registry['doc-ref'] ?? '', SECTION);
    t.regex(registry['-wc-source'] ?? '', /^(IANA ".+"|RFC \d+)/);
    t.regex(String(registry['-wc-date']), /^20\d\d-\d\d-\d\d/);
    for (const members of Object.values(registry.enums)) {
      for (const [number, member] of Object.entries(members)) {
        t.regex(member['doc-ref'] ?? '', /^(RFC \d+|draft-)/, `${name}: ${number}`);
      }
    }
  });
}

test('docs/schemas.md explains exactly the keys of our own that the generator reads', (t) => {
  const read = readdirSync('generator/read')
    .filter((name) => name.startsWith('ksy'))
    .flatMap((name) => readFileSync(`generator/read/${name}`, 'utf8').match(/-wc-[a-z]+(-[a-z]+)*|-orig-id/g) ?? []);
  const explained = readFileSync('docs/schemas.md', 'utf8').match(/(?<=`)(-wc-[a-z]+(-[a-z]+)*|-orig-id)/g) ?? [];
  const keys = (names: readonly string[]): readonly string[] =>
    [...new Set(names)].filter((name) => name !== '-wc-').toSorted();
  t.deepEqual(keys(explained), keys(read));
});
