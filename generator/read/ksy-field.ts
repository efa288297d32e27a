import { didYouMean } from '../diagnostics/suggestion.ts';
import type {
  EnumReference,
  SchemaCase,
  SchemaField,
  SchemaInstance,
  SchemaParam,
  SchemaRepeat,
  SchemaSwitch,
  SchemaValid,
  TypeReference,
} from '../model/schema.ts';
import type { YamlEntry, YamlValue } from '../model/yaml-tree.ts';
import { parseExpression, parseTypeReference } from './expression.ts';
import type { YamlMapReader } from './yaml-map-reader.ts';

const FIELD_KEYS = [
  'id',
  'type',
  'enum',
  'size',
  'size-eos',
  'contents',
  'if',
  'repeat',
  'repeat-expr',
  'valid',
  'doc',
  'doc-ref',
  '-orig-id',
  '-wc-unique-by',
  '-wc-export',
];
const VALID_KEYS = ['eq', 'min', 'max', 'any-of', 'expr', 'in-enum'];
const IDENTIFIER = /^[a-z][a-z0-9_]*$/;

/** One item of `seq`. */
export function readField(keys: YamlMapReader, item: YamlValue): SchemaField | undefined {
  const found = keys.entriesByKey(item, 'a field', FIELD_KEYS);
  const idEntry = found.get('id');
  const id = keys.text(idEntry);
  if (idEntry === undefined || id === undefined) {
    keys.report(item.offset, 'a field needs an id');
    return undefined;
  }
  const { offset } = idEntry.value;
  if (!IDENTIFIER.test(id)) keys.report(offset, `"${id}" is not in snake_case`);
  const unique = found.get('-wc-unique-by');
  return {
    id,
    offset,
    originalName: keys.text(found.get('-orig-id')),
    doc: keys.text(found.get('doc')),
    reference: keys.text(found.get('doc-ref')),
    type: readFieldType(keys, found.get('type')),
    enum: readEnumReference(keys, found.get('enum')),
    size: keys.expression(found.get('size')?.value, 'size'),
    sizeEos: keys.flag(found.get('size-eos')),
    contents: readContents(keys, found.get('contents')),
    condition: keys.expression(found.get('if')?.value, 'if'),
    repeat: readRepeat(keys, found.get('repeat'), found.get('repeat-expr')),
    valid: readValid(keys, found.get('valid')),
    uniqueBy: unique === undefined ? undefined : { id: keys.text(unique) ?? '', offset: unique.value.offset },
    exported: keys.flag(found.get('-wc-export')),
  };
}

export function readParam(keys: YamlMapReader, item: YamlValue): SchemaParam | undefined {
  const found = keys.entriesByKey(item, 'a param', ['id', 'type', 'enum', 'doc', 'doc-ref']);
  const idEntry = found.get('id');
  const id = keys.text(idEntry);
  if (idEntry === undefined || id === undefined) {
    keys.report(item.offset, 'a param needs an id');
    return undefined;
  }
  const { offset } = idEntry.value;
  if (!IDENTIFIER.test(id)) keys.report(offset, `"${id}" is not in snake_case`);
  const type = keys.text(found.get('type'));
  if (type === undefined) {
    keys.report(offset, `param "${id}" needs a type`);
    return undefined;
  }
  return { id, offset, doc: keys.text(found.get('doc')), type, enum: readEnumReference(keys, found.get('enum')) };
}

export function readInstance(keys: YamlMapReader, entry: YamlEntry): SchemaInstance | undefined {
  const { key, keyOffset, value } = entry;
  if (!IDENTIFIER.test(key)) keys.report(keyOffset, `"${key}" is not in snake_case`);
  const found = keys.entriesByKey(value, `instance "${key}"`, ['value', 'doc', 'doc-ref', '-orig-id']);
  const valueEntry = found.get('value');
  if (valueEntry === undefined) {
    keys.report(keyOffset, `instance "${key}" has no value: instances elsewhere in the stream are not supported`);
    return undefined;
  }
  const expression = keys.expression(valueEntry.value, 'value');
  if (expression === undefined) return undefined;
  const doc = keys.text(found.get('doc'));
  return { id: key, offset: keyOffset, doc, reference: keys.text(found.get('doc-ref')), value: expression };
}

function readFieldType(keys: YamlMapReader, entry: YamlEntry | undefined): TypeReference | SchemaSwitch | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  if (value.kind === 'scalar') return readTypeReference(keys, value);
  const found = keys.entriesByKey(value, 'type', ['switch-on', 'cases']);
  const on = keys.expression(found.get('switch-on')?.value, 'switch-on');
  const casesEntry = found.get('cases');
  if (on === undefined || casesEntry === undefined) {
    keys.report(value.offset, 'a switched type needs switch-on and cases');
    return undefined;
  }
  const cases: SchemaCase[] = [];
  for (const { key, keyOffset, value: target } of keys.map(casesEntry.value, 'cases')?.entries ?? []) {
    const type = readTypeReference(keys, target);
    const match = key === '_' ? undefined : keys.attempt(() => parseExpression(key, keyOffset));
    if (type !== undefined && (key === '_' || match !== undefined)) cases.push({ match, offset: keyOffset, type });
  }
  return { kind: 'switch', offset: value.offset, on, cases };
}

function readTypeReference(keys: YamlMapReader, value: YamlValue): TypeReference | undefined {
  const scalar = keys.scalar(value, 'a type');
  if (scalar === undefined) return undefined;
  const parsed = keys.attempt(() => parseTypeReference(scalar.text, scalar.offset));
  return parsed === undefined ? undefined : { kind: 'type', offset: scalar.offset, ...parsed };
}

function readEnumReference(keys: YamlMapReader, entry: YamlEntry | undefined): EnumReference | undefined {
  const text = keys.text(entry);
  if (entry === undefined || text === undefined) return undefined;
  return { offset: entry.value.offset, path: text.split('::') };
}

function readContents(keys: YamlMapReader, entry: YamlEntry | undefined): readonly number[] | undefined {
  if (entry === undefined) return undefined;
  if (entry.value.kind === 'scalar' && typeof entry.value.value === 'string') {
    return [...new TextEncoder().encode(entry.value.value)];
  }
  const bytes: number[] = [];
  for (const item of keys.list(entry.value, 'contents')) {
    const scalar = keys.scalar(item, 'an element of contents');
    if (typeof scalar?.value === 'string') bytes.push(...new TextEncoder().encode(scalar.value));
    else if (Number.isInteger(scalar?.value) && Number(scalar?.value) >= 0 && Number(scalar?.value) <= 255) {
      bytes.push(Number(scalar?.value));
    } else keys.report(item.offset, 'contents holds bytes (0 to 255) and strings');
  }
  return bytes;
}

function readRepeat(
  keys: YamlMapReader,
  entry: YamlEntry | undefined,
  countEntry: YamlEntry | undefined,
): SchemaRepeat | undefined {
  const text = keys.text(entry);
  if (entry === undefined) {
    if (countEntry !== undefined) keys.report(countEntry.keyOffset, 'repeat-expr needs "repeat: expr" beside it');
    return undefined;
  }
  if (text === 'eos') return { kind: 'eos' };
  if (text !== 'expr') {
    const hint = text === undefined ? '' : didYouMean(text, ['eos', 'expr']);
    keys.report(entry.value.offset, `repeat must be "eos" or "expr"${hint}`);
    return undefined;
  }
  const count = keys.expression(countEntry?.value, 'repeat-expr');
  if (count === undefined) {
    if (countEntry === undefined) keys.report(entry.keyOffset, '"repeat: expr" needs repeat-expr beside it');
    return undefined;
  }
  return { kind: 'count', count };
}

function readValid(keys: YamlMapReader, entry: YamlEntry | undefined): SchemaValid | undefined {
  if (entry === undefined) return undefined;
  const offset = entry.keyOffset;
  const nothing = { offset, equal: undefined, min: undefined, max: undefined, anyOf: undefined };
  if (entry.value.kind !== 'map') {
    const equal = keys.expression(entry.value, 'valid');
    return equal === undefined ? undefined : { ...nothing, equal, expression: undefined, inEnum: false };
  }
  const found = keys.entriesByKey(entry.value, 'valid', VALID_KEYS);
  const anyOf = found.get('any-of');
  return {
    offset,
    equal: keys.expression(found.get('eq')?.value, 'eq'),
    min: keys.expression(found.get('min')?.value, 'min'),
    max: keys.expression(found.get('max')?.value, 'max'),
    anyOf:
      anyOf === undefined
        ? undefined
        : keys
            .list(anyOf.value, 'any-of')
            .map((item) => keys.expression(item, 'any-of'))
            .filter((item) => item !== undefined),
    expression: keys.expression(found.get('expr')?.value, 'expr'),
    inEnum: keys.flag(found.get('in-enum')),
  };
}
