import { constantBytes, constantInteger, linearIn } from './constant-value.ts';
import { type Expression, namesIn, sameExpression } from './expression.ts';
import type { FieldRole } from './message.ts';
import type { SchemaField, SchemaType } from './schema.ts';

interface Use {
  readonly field: SchemaField;
  readonly place: 'size' | 'count' | 'condition' | 'other';
  readonly expression: Expression;
}

const VISIBLE: FieldRole = { kind: 'visible' };

/**
 * Decides which fields are properties of the generated value. Lengths, counts, presence flags and constants follow from
 * the rest of the message, so encoding derives them and decoding checks them.
 * References from value instances do not count: there the value of a hidden field is recomputed.
 */
export function fieldRoles(type: SchemaType): ReadonlyMap<string, FieldRole> {
  const uses = collectUses(type);
  const roles = new Map<string, FieldRole>();
  for (const field of type.seq) {
    roles.set(field.id, constantRole(field) ?? tagRole(field, type) ?? lengthRole(field, uses) ?? VISIBLE);
  }
  // The condition of a hidden length repeats that of its content and is not a second use of the flag.
  for (const field of type.seq) {
    if (roles.get(field.id)?.kind === 'visible') roles.set(field.id, flagRole(field, uses, roles) ?? VISIBLE);
  }
  return roles;
}

function collectUses(type: SchemaType): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>();
  const note = (field: SchemaField, place: Use['place'], expression: Expression | undefined): void => {
    if (expression === undefined) return;
    for (const name of namesIn(expression)) {
      const found = uses.get(name) ?? [];
      found.push({ field, place, expression });
      uses.set(name, found);
    }
  };
  for (const field of type.seq) {
    note(field, 'size', field.size);
    note(field, 'condition', field.condition);
    if (field.repeat?.kind === 'count') note(field, 'count', field.repeat.count);
    const { valid, type: fieldType } = field;
    for (const each of [valid?.equal, valid?.min, valid?.max, valid?.expression, ...(valid?.anyOf ?? [])]) {
      note(field, 'other', each);
    }
    if (fieldType?.kind === 'type') for (const each of fieldType.args) note(field, 'other', each);
    if (fieldType?.kind === 'switch') {
      note(field, 'other', fieldType.on);
      for (const each of fieldType.cases) for (const arg of each.type.args) note(field, 'other', arg);
    }
  }
  return uses;
}

function constantRole(field: SchemaField): FieldRole | undefined {
  if (field.repeat !== undefined) return undefined;
  if (field.contents !== undefined) return { kind: 'constant', value: field.contents, text: '' };
  const { equal } = field.valid ?? {};
  if (equal?.kind === 'boolean') return { kind: 'constant', value: equal.value ? 1n : 0n, text: String(equal.value) };
  const integer = constantInteger(equal);
  if (integer !== undefined) {
    return { kind: 'constant', value: integer, text: equal?.kind === 'integer' ? equal.text : integer.toString() };
  }
  const bytes = constantBytes(equal);
  return bytes === undefined ? undefined : { kind: 'constant', value: bytes, text: '' };
}

function tagRole(field: SchemaField, type: SchemaType): FieldRole | undefined {
  if (field.enum === undefined) return undefined;
  const decides = type.seq.some(
    ({ type: other }) => other?.kind === 'switch' && other.on.kind === 'name' && other.on.name === field.id,
  );
  return decides ? { kind: 'tag' } : undefined;
}

function lengthRole(field: SchemaField, uses: ReadonlyMap<string, readonly Use[]>): FieldRole | undefined {
  const [use, ...others] = uses.get(field.id) ?? [];
  if (use === undefined || others.length > 0 || field.repeat !== undefined || field.enum !== undefined)
    return undefined;
  if (
    field.type?.kind !== 'type' ||
    !/^(u[124]|b\d+)$/.test(field.type.path.join('::')) ||
    field.type.path[0] === 'b1'
  ) {
    return undefined;
  }
  const { valid } = field;
  if (valid !== undefined && (valid.anyOf ?? valid.expression ?? valid.equal) !== undefined) return undefined;
  if (use.place !== 'size' && use.place !== 'count') return undefined;
  if (use.place === 'size' && use.field.repeat !== undefined) return undefined;
  if (!sameExpression(field.condition, use.field.condition)) return undefined;
  const linear = linearIn(use.expression, field.id);
  return linear === undefined ? undefined : { kind: 'length', of: use.field.id, ...linear };
}

function flagRole(
  field: SchemaField,
  uses: ReadonlyMap<string, readonly Use[]>,
  roles: ReadonlyMap<string, FieldRole>,
): FieldRole | undefined {
  if (field.type?.kind !== 'type' || field.type.path.join() !== 'b1' || field.valid !== undefined) return undefined;
  if (field.condition !== undefined || field.repeat !== undefined) return undefined;
  const own = (uses.get(field.id) ?? []).filter(
    (use) => !(use.place === 'condition' && roles.get(use.field.id)?.kind === 'length'),
  );
  const [use, ...others] = own;
  if (use === undefined || others.length > 0 || use.place !== 'condition' || use.expression.kind !== 'name') {
    return undefined;
  }
  return roles.get(use.field.id)?.kind === 'visible' ? { kind: 'flag', of: use.field.id } : undefined;
}
