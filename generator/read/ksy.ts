import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import type { Schema, SchemaImport, SchemaType } from '../model/schema.ts';
import type { YamlEntry } from '../model/yaml-tree.ts';
import { readEnums } from './ksy-enum.ts';
import { readField, readInstance, readParam } from './ksy-field.ts';
import { MAX_FIELDS } from './limits.ts';
import { YamlMapReader } from './yaml-map-reader.ts';
import { readYaml } from './yaml-tree.ts';

const TYPE_KEYS = [
  'seq',
  'types',
  'instances',
  'enums',
  'params',
  'doc',
  'doc-ref',
  '-orig-id',
  '-wc-enum-docs',
  '-wc-inline',
  '-wc-scalar',
  '-wc-reuse',
];
const FILE_KEYS = [...TYPE_KEYS, 'meta', '-wc-source', '-wc-date'];
const META_KEYS = [
  'id',
  'title',
  'imports',
  'endian',
  'bit-endian',
  'license',
  'xref',
  'tags',
  'ks-version',
  '-orig-id',
];
const IDENTIFIER = /^[a-z][a-z0-9_]*$/;

/** Reads one `.ksy`. Mistakes are reported to `diagnostics`; undefined if the file cannot be used. */
export function readKsy(file: SourceFile, diagnostics: Diagnostics): Schema | undefined {
  const tree = readYaml(file, diagnostics);
  if (tree === undefined) return undefined;
  const keys = new YamlMapReader(file, diagnostics);
  const top = keys.entriesByKey(tree, 'a .ksy file', FILE_KEYS);
  const metaEntry = top.get('meta');
  if (metaEntry === undefined) {
    keys.report(tree.offset, 'meta/id is missing: every file has an id equal to its name');
    return undefined;
  }
  const meta = keys.entriesByKey(metaEntry.value, 'meta', META_KEYS);
  const id = readFileId(keys, metaEntry, meta.get('id'));
  readEndian(keys, meta.get('endian'));
  readEndian(keys, meta.get('bit-endian'));
  const offset = meta.get('id')?.value.offset ?? metaEntry.keyOffset;
  const root = readType(keys, id, offset, top, undefined, keys.text(meta.get('-orig-id')));
  const describesBytes = ['seq', 'types', 'instances', 'params'].some((key) => top.has(key));
  return {
    file,
    id,
    imports: readImports(keys, meta.get('imports')),
    root,
    bigEndian: meta.has('endian'),
    registry: !describesBytes && root.enums.length > 0,
    source: keys.text(top.get('-wc-source')),
    date: keys.text(top.get('-wc-date')),
  };
}

function readFileId(keys: YamlMapReader, meta: YamlEntry, entry: YamlEntry | undefined): string {
  const expected = (/([^/]+)\.ksy$/.exec(keys.file.path) ?? [])[1] ?? '';
  const id = keys.text(entry);
  if (id === undefined) {
    keys.report(meta.keyOffset, `meta/id is missing: it must be "${expected}"`);
    return expected;
  }
  const offset = entry?.value.offset ?? 0;
  if (!IDENTIFIER.test(id)) keys.report(offset, `"${id}" is not in snake_case`);
  else if (id !== expected) keys.report(offset, `meta/id is "${id}", the file name requires "${expected}"`);
  return expected;
}

function readEndian(keys: YamlMapReader, entry: YamlEntry | undefined): void {
  if (entry === undefined || keys.text(entry) === 'be') return;
  keys.report(entry.value.offset, `${entry.key} must be "be": only network byte order is supported`);
}

function readImports(keys: YamlMapReader, entry: YamlEntry | undefined): readonly SchemaImport[] {
  if (entry === undefined) return [];
  const imports: SchemaImport[] = [];
  for (const item of keys.list(entry.value, 'meta/imports')) {
    const scalar = keys.scalar(item, 'an import');
    if (scalar === undefined) continue;
    const path = resolvePath(keys.file.path, scalar.text);
    const name = path.slice(path.lastIndexOf('/') + 1);
    imports.push({ path, name, offset: scalar.offset });
  }
  return imports;
}

/** Relative to the importing file; a leading slash means the folder of that file too, as the spec has no other root. */
function resolvePath(from: string, target: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function readType(
  keys: YamlMapReader,
  id: string,
  offset: number,
  found: ReadonlyMap<string, YamlEntry>,
  parent: SchemaType | undefined,
  originalName?: string,
): SchemaType {
  const doc = keys.text(found.get('doc'));
  const reference = keys.text(found.get('doc-ref'));
  const what = parent === undefined ? 'the file' : `type "${id}"`;
  if (doc === undefined) keys.report(offset, `${what} has no doc: describe it`);
  if (reference === undefined) keys.report(offset, `${what} has no doc-ref: name the RFC and its section`);
  const types: SchemaType[] = [];
  const type: SchemaType = {
    id,
    offset,
    originalName: keys.text(found.get('-orig-id')) ?? originalName,
    doc,
    reference,
    parent,
    params: listOf(keys, found.get('params'))
      .map((item) => readParam(keys, item))
      .filter(isPresent),
    seq: listOf(keys, found.get('seq'))
      .map((item) => readField(keys, item))
      .filter(isPresent),
    instances: entriesOf(keys, found.get('instances'))
      .map((entry) => readInstance(keys, entry))
      .filter(isPresent),
    types,
    enums: readEnums(keys, found.get('enums'), found.get('-wc-enum-docs')),
    inline: keys.flag(found.get('-wc-inline')),
    scalar: keys.flag(found.get('-wc-scalar')),
    reuse: keys.flag(found.get('-wc-reuse')),
  };
  if (type.seq.length + type.instances.length > MAX_FIELDS) {
    keys.report(offset, `${what} has more than ${MAX_FIELDS} fields and instances: split it into types`);
  }
  for (const entry of entriesOf(keys, found.get('types'))) {
    if (!IDENTIFIER.test(entry.key)) keys.report(entry.keyOffset, `"${entry.key}" is not in snake_case`);
    const inner = keys.entriesByKey(entry.value, `type "${entry.key}"`, TYPE_KEYS);
    types.push(readType(keys, entry.key, entry.keyOffset, inner, type));
  }
  return type;
}

function listOf(keys: YamlMapReader, entry: YamlEntry | undefined) {
  return entry === undefined ? [] : keys.list(entry.value, entry.key);
}

function entriesOf(keys: YamlMapReader, entry: YamlEntry | undefined): readonly YamlEntry[] {
  return entry === undefined ? [] : (keys.map(entry.value, entry.key)?.entries ?? []);
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
