import { didYouMean } from '../diagnostics/suggestion.ts';
import type { SchemaEnum, SchemaEnumMember } from '../model/schema.ts';
import type { YamlEntry, YamlValue } from '../model/yaml-tree.ts';
import type { YamlMapReader } from './yaml-map-reader.ts';

const MEMBER_KEYS = ['id', 'doc', 'doc-ref', '-orig-id', '-wc-attributes'];
const IDENTIFIER = /^[a-z][a-z0-9_]*$/;

/** What `-wc-enum-docs` says about one enum. */
type EnumDoc = Pick<SchemaEnum, 'doc' | 'reference'>;

/** The `enums` of a file or type. `docsEntry`: `-wc-enum-docs`, a map from their names to what they are. */
export function readEnums(
  keys: YamlMapReader,
  entry: YamlEntry | undefined,
  docsEntry: YamlEntry | undefined,
): readonly SchemaEnum[] {
  const docs = readDocs(keys, docsEntry);
  const enums: SchemaEnum[] = entry === undefined ? [] : readMembers(keys, entry, docs);
  const known = enums.map(({ id }) => id);
  for (const [id, { offset }] of docs) {
    if (!known.includes(id)) keys.report(offset, `there is no enum "${id}" here${didYouMean(id, known)}`);
  }
  return enums;
}

/** A doc, or a map with doc and doc-ref, for each name. */
function readDocs(
  keys: YamlMapReader,
  entry: YamlEntry | undefined,
): ReadonlyMap<string, EnumDoc & { readonly offset: number }> {
  const docs = new Map<string, EnumDoc & { readonly offset: number }>();
  if (entry === undefined) return docs;
  for (const each of keys.map(entry.value, entry.key)?.entries ?? []) {
    const { key, keyOffset: offset, value } = each;
    if (value.kind === 'scalar') {
      docs.set(key, { doc: keys.text(each), reference: undefined, offset });
      continue;
    }
    const found = keys.entriesByKey(value, `the doc of enum "${key}"`, ['doc', 'doc-ref']);
    docs.set(key, { doc: keys.text(found.get('doc')), reference: keys.text(found.get('doc-ref')), offset });
  }
  return docs;
}

function readMembers(keys: YamlMapReader, entry: YamlEntry, docs: ReadonlyMap<string, EnumDoc>): SchemaEnum[] {
  const enums: SchemaEnum[] = [];
  for (const { key, keyOffset, value } of keys.map(entry.value, 'enums')?.entries ?? []) {
    if (!IDENTIFIER.test(key)) keys.report(keyOffset, `"${key}" is not in snake_case`);
    const members: SchemaEnumMember[] = [];
    for (const each of keys.map(value, `enum "${key}"`)?.entries ?? []) {
      const member = readMember(keys, each);
      if (member === undefined) continue;
      const name = member.originalName ?? member.id;
      const duplicate = members.find(
        (other) => other.value === member.value || other.id === member.id || (other.originalName ?? other.id) === name,
      );
      if (duplicate !== undefined)
        keys.report(member.offset, `"${member.id}" repeats the name or the number of "${duplicate.id}"`);
      members.push(member);
    }
    if (members.length === 0) keys.report(keyOffset, `enum "${key}" has no members`);
    const { doc, reference } = docs.get(key) ?? {};
    enums.push({ id: key, offset: keyOffset, doc, reference, members });
  }
  return enums;
}

/** A leading zero is refused: some YAML readers take what follows for octal. */
function readMember(keys: YamlMapReader, { key, keyOffset, value }: YamlEntry): SchemaEnumMember | undefined {
  const number = /^(0x[0-9a-f]+|0|[1-9][0-9]*)$/i.test(key) ? Number(key) : Number.NaN;
  if (!Number.isSafeInteger(number)) {
    keys.report(keyOffset, `"${key}" is not an unsigned number: an enum maps numbers to names`);
    return undefined;
  }
  const base = { offset: keyOffset, value: number, text: key.toLowerCase() };
  if (value.kind === 'scalar') {
    const id = memberId(keys, value);
    const bare = { originalName: undefined, doc: undefined, reference: undefined, attributes: new Map() };
    return id === undefined ? undefined : { ...base, ...bare, id };
  }
  const found = keys.entriesByKey(value, 'an enum member', MEMBER_KEYS);
  const idEntry = found.get('id');
  if (idEntry === undefined) {
    keys.report(value.offset, 'an enum member needs an id');
    return undefined;
  }
  const id = memberId(keys, idEntry.value);
  if (id === undefined) return undefined;
  return {
    ...base,
    id,
    originalName: keys.text(found.get('-orig-id')),
    doc: keys.text(found.get('doc')),
    reference: keys.text(found.get('doc-ref')),
    attributes: readAttributes(keys, found.get('-wc-attributes')),
  };
}

function memberId(keys: YamlMapReader, value: YamlValue): string | undefined {
  const id = keys.scalar(value, 'the id of an enum member')?.text;
  if (id !== undefined && !IDENTIFIER.test(id)) keys.report(value.offset, `"${id}" is not in snake_case`);
  return id;
}

function readAttributes(
  keys: YamlMapReader,
  entry: YamlEntry | undefined,
): ReadonlyMap<string, string | number | boolean> {
  const attributes = new Map<string, string | number | boolean>();
  if (entry === undefined) return attributes;
  for (const { key, keyOffset, value } of keys.map(entry.value, '-wc-attributes')?.entries ?? []) {
    if (!IDENTIFIER.test(key)) keys.report(keyOffset, `"${key}" is not in snake_case`);
    const scalar = keys.scalar(value, `attribute "${key}"`);
    if (scalar !== undefined && scalar.value !== null) attributes.set(key, scalar.value);
  }
  return attributes;
}
