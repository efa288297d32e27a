import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { checkBitAlignment } from '../lint/bit-groups.ts';
import { checkEndOfStream } from '../lint/end-of-stream.ts';
import { checkReferences } from '../lint/references.ts';
import { boundsOf, checkValid } from '../lint/valid.ts';
import { camelCase } from '../names/identifier.ts';
import { sentence } from '../names/sentence.ts';
import { constantInteger } from './constant-value.ts';
import { dependsOnStream, type Expression } from './expression.ts';
import { measureValue } from './measure.ts';
import type {
  BytesType,
  CaseContent,
  ChoiceCase,
  Extent,
  Field,
  FieldRole,
  IntegerType,
  Message,
  MessageType,
  Param,
  Registry,
  ValueType,
} from './message.ts';
import { primitive, scalarBits } from './resolve-type.ts';
import type {
  EnumReference,
  Schema,
  SchemaEnum,
  SchemaField,
  SchemaSwitch,
  SchemaType,
  TypeReference,
} from './schema.ts';
import type { FoundType, SymbolTable } from './symbol-table.ts';

/** Access of a field resolver to the other types of the protocol. */
export interface ResolverContext {
  readonly symbols: SymbolTable;
  readonly diagnostics: Diagnostics;
  message(found: FoundType, offset: number): Message | undefined;
  registry(schema: Schema, found: SchemaEnum): Registry;
  findMember<T extends { readonly id: string }>(
    schema: Schema,
    list: readonly T[],
    id: string,
    offset: number,
    what: string,
  ): T | undefined;
}

/** The resolved type of a name; `unique` is the `-wc-unique-by` of a list wrapper. */
interface ResolvedType {
  readonly value: IntegerType | BytesType | MessageType | { readonly kind: 'boolean' };
  readonly list: boolean;
  readonly unique?: SchemaField['uniqueBy'];
}

/** Resolves the fields of one type. */
export class FieldResolver {
  readonly #resolver: ResolverContext;
  readonly #schema: Schema;
  readonly #type: SchemaType;
  readonly #label: string;
  readonly #params: readonly Param[];
  readonly #roles: ReadonlyMap<string, FieldRole>;
  #failed = false;

  constructor(
    resolver: ResolverContext,
    schema: Schema,
    type: SchemaType,
    label: string,
    params: readonly Param[],
    roles: ReadonlyMap<string, FieldRole>,
  ) {
    this.#resolver = resolver;
    this.#schema = schema;
    this.#type = type;
    this.#label = label;
    this.#params = params;
    this.#roles = roles;
  }

  /** In wire order; undefined if a diagnostic was reported. */
  fields(): readonly Field[] | undefined {
    checkReferences(this.#type, (offset, reason) => this.#report(offset, reason));
    const fields = this.#type.seq.map((field) => this.#field(field)).filter((field) => field !== undefined);
    if (this.#failed) return undefined;
    checkBitAlignment(fields, (offset, reason) => this.#report(offset, reason));
    checkEndOfStream(fields, (offset, reason) => this.#report(offset, reason));
    return this.#failed ? undefined : fields;
  }

  #report(offset: number, reason: string): undefined {
    this.#failed = true;
    this.#resolver.diagnostics.report(this.#schema.file, offset, reason);
    return undefined;
  }

  #field(field: SchemaField): Field | undefined {
    const { id, offset, condition, valid } = field;
    const label = `${this.#label}.${this.#originalName(field)}`;
    const target = this.#target(field);
    if (target === undefined) return undefined;
    const { value } = target;
    const sized = this.#extent(field, value, target.list);
    if (sized === undefined) return undefined;
    const list = target.list || field.repeat?.kind === 'eos' ? { kind: 'rest' as const } : field.repeat;
    if (target.list && field.repeat !== undefined) {
      return this.#report(offset, `"${id}" repeats a list: give the inner list a type with a length of its own`);
    }
    if (list !== undefined && measureItem(value, sized) === 0) {
      return this.#report(offset, `"${id}" repeats something that may take no bytes: the list would have no end`);
    }
    if (condition !== undefined && dependsOnStream(condition)) {
      if (field !== this.#type.seq.at(-1)) {
        return this.#report(offset, `"${id}" depends on the end of the stream, which only the last field may`);
      }
      if (list === undefined && measureItem(value, sized) === 0) {
        return this.#report(offset, `"${id}" may take no bytes: its presence cannot be determined`);
      }
      if (list !== undefined) {
        return this.#report(offset, `"${id}" is a list and may be empty: leave the condition out`);
      }
    }
    const role = this.#role(field, value);
    const resolved: Field = {
      id,
      offset,
      property: camelCase(id),
      label,
      doc: sentence(field.doc, field.reference),
      condition,
      value,
      list,
      extent: sized,
      valid,
      bounds: boundsOf(field, value, (offset, reason) => this.#report(offset, reason)),
      unique: this.#unique(field.uniqueBy ?? target.unique, value, list !== undefined),
      itemContents: field.repeat === undefined ? undefined : field.contents,
      role,
      exportName: this.#exportName(field, role),
    };
    checkValid(field, resolved, (offset, reason) => this.#report(offset, reason));
    return resolved;
  }

  /** A length is named after its content: ids like `len_x` are a Kaitai convention, not the RFC's. */
  #originalName(field: SchemaField): string {
    const role = this.#roles.get(field.id);
    if (field.originalName !== undefined || role?.kind !== 'length' || !/^(len|num)_/.test(field.id)) {
      return field.originalName ?? field.id;
    }
    const measured = this.#type.seq.find((each) => each.id === role.of);
    return measured?.originalName ?? role.of;
  }

  #role(field: SchemaField, value: ValueType): FieldRole {
    const role = this.#roles.get(field.id) ?? { kind: 'visible' };
    const { equal } = field.valid ?? {};
    if (equal?.kind === 'enum' && value.kind === 'integer' && value.registry !== undefined) {
      const point = this.#point(value.registry, equal);
      if (point !== undefined) return { kind: 'constant', value: BigInt(point.value), text: point.text };
    }
    return role;
  }

  #exportName(field: SchemaField, role: FieldRole): string | undefined {
    if (!field.exported) return undefined;
    if (role.kind !== 'constant' || typeof role.value === 'bigint') {
      return this.#report(field.offset, `"${field.id}" cannot be exported (-wc-export): it has no contents`);
    }
    return `${this.#type.id}_${field.id}`.toUpperCase();
  }

  #target(
    field: SchemaField,
  ): (ResolvedType & { value: ValueType }) | (Omit<ResolvedType, 'value'> & { value: ValueType }) | undefined {
    const { type } = field;
    if (type === undefined) {
      if (field.enum !== undefined)
        return this.#report(field.enum.offset, `"${field.id}" has an enum but no number type`);
      return { value: { kind: 'bytes' }, list: false };
    }
    if (type.kind === 'switch') return this.#switched(field, type);
    const target = this.#named(type, field.enum);
    if (target === undefined) return undefined;
    return target;
  }

  #named(type: TypeReference, registry: EnumReference | undefined): ResolvedType | undefined {
    const name = type.path.join('::');
    const known = primitive(name);
    if (known !== undefined) {
      if (known.kind === 'unsupported') return this.#report(type.offset, known.reason);
      if (known.kind === 'boolean') {
        if (registry !== undefined) return this.#report(registry.offset, 'a b1 is a flag and takes no enum');
        return { value: { kind: 'boolean' }, list: false };
      }
      if (known.bits > 8 && !known.packed && !this.#schema.bigEndian) {
        return this.#report(type.offset, `${name} needs a byte order: put "endian: be" into meta`);
      }
      const codes = this.#registry(registry);
      if (registry !== undefined && codes === undefined) return undefined;
      return { value: { ...known, bigint: known.bits > 53, registry: codes }, list: false };
    }
    const found = this.#resolver.symbols.type(this.#schema, this.#type, type.path, type.offset);
    if (found === undefined) {
      this.#failed = true;
      return undefined;
    }
    if (registry !== undefined) return this.#report(registry.offset, `an enum needs a number type, "${name}" is none`);
    if (found.type.scalar) {
      const bits = scalarBits(found.type);
      if (bits === undefined) return undefined;
      return { value: { kind: 'integer', bits, packed: false, bigint: false, registry: undefined }, list: false };
    }
    if (found.type.inline) {
      const [item] = found.type.seq;
      if (item === undefined) return undefined;
      const inner = new FieldResolver(this.#resolver, found.schema, found.type, this.#label, [], new Map());
      const target = inner.#target(item);
      if (target === undefined || target.list || target.value.kind === 'width' || target.value.kind === 'choice') {
        this.#failed = true;
        return undefined;
      }
      return { value: target.value, list: true, unique: item.uniqueBy };
    }
    const message = this.#resolver.message(found, type.offset);
    if (message === undefined) {
      this.#failed = true;
      return undefined;
    }
    if (type.args.length !== message.params.length) {
      return this.#report(type.offset, `"${name}" takes ${message.params.length} arguments, not ${type.args.length}`);
    }
    return { value: { kind: 'message', message, args: type.args }, list: false };
  }

  #registry(reference: EnumReference | undefined): Registry | undefined {
    if (reference === undefined) return undefined;
    const found = this.#resolver.symbols.enum(this.#schema, this.#type, reference.path, reference.offset);
    if (found === undefined) {
      this.#failed = true;
      return undefined;
    }
    return this.#resolver.registry(found.schema, found.enum);
  }

  #switched(field: SchemaField, type: SchemaSwitch): { value: ValueType; list: boolean } | undefined {
    const { on } = type;
    if (field.enum !== undefined) return this.#report(field.enum.offset, 'a switched field takes no enum');
    if (field.repeat !== undefined) {
      return this.#report(field.offset, `"${field.id}" repeats a switched field: move tag and field into a type`);
    }
    if (on.kind !== 'name') {
      return this.#report(on.offset, 'switch-on must name one earlier field or param of this type');
    }
    const tag = this.#type.seq.find((each) => each.id === on.name);
    const param = this.#params.find((each) => each.id === on.name);
    const boolean = param?.value.kind === 'boolean' || (tag?.type?.kind === 'type' && tag.type.path.join() === 'b1');
    if (boolean) return this.#widths(type);
    if (field.condition !== undefined) {
      return this.#report(field.offset, `"${field.id}" is switched and optional: move tag and field into a type`);
    }
    const registry =
      param === undefined
        ? this.#registry(tag?.enum)
        : param.value.kind === 'integer'
          ? param.value.registry
          : undefined;
    if (registry === undefined) {
      return this.#report(on.offset, `"${on.name}" needs an enum: its members name the cases`);
    }
    if (tag !== undefined && (tag.condition ?? tag.repeat ?? tag.valid) !== undefined) {
      return this.#report(tag.offset, `"${tag.id}" selects the case: it can have neither if, repeat nor valid`);
    }
    const cases: ChoiceCase[] = [];
    let otherwise: CaseContent | undefined = field.size !== undefined || field.sizeEos ? OPAQUE : undefined;
    for (const each of type.cases) {
      const target = this.#named(each.type, undefined);
      if (target === undefined || target.value.kind === 'boolean') return undefined;
      const content: CaseContent = { value: target.value, list: target.list };
      if (each.match === undefined) {
        otherwise = content;
        continue;
      }
      const point = this.#point(registry, each.match);
      if (point === undefined) return undefined;
      if (point.name === 'unknown') return this.#report(each.offset, '"unknown" is the kind of unlisted cases');
      if (cases.some((other) => other.point === point))
        return this.#report(each.offset, `"${point.id}" is listed twice`);
      cases.push({ point, content });
    }
    return { value: { kind: 'choice', tag: on.name, registry, cases, otherwise }, list: false };
  }

  #widths(type: SchemaSwitch): { value: ValueType; list: boolean } | undefined {
    const found = new Map<boolean, IntegerType>();
    for (const each of type.cases) {
      const target = this.#named(each.type, undefined);
      if (target === undefined) return undefined;
      if (
        each.match?.kind !== 'boolean' ||
        target.value.kind !== 'integer' ||
        target.value.packed ||
        target.list ||
        ![8, 16, 32].includes(target.value.bits)
      ) {
        return this.#report(each.offset, 'a switch on a flag has the cases true and false, each with u1, u2 or u4');
      }
      found.set(each.match.value, target.value);
    }
    const whenTrue = found.get(true);
    const whenFalse = found.get(false);
    if (whenTrue === undefined || whenFalse === undefined) {
      return this.#report(type.offset, 'a switch on a flag needs the cases true and false');
    }
    return { value: { kind: 'width', on: type.on, whenTrue, whenFalse }, list: false };
  }

  /** The member an enum literal names, checked against the registry it must come from. */
  #point(registry: Registry, literal: Expression): Registry['members'][number] | undefined {
    if (literal.kind !== 'enum') {
      return this.#report(literal.offset, 'an enum member is needed here: enum::member');
    }
    const found = this.#resolver.symbols.enum(this.#schema, this.#type, literal.path, literal.offset);
    if (found === undefined) {
      this.#failed = true;
      return undefined;
    }
    if (this.#resolver.registry(found.schema, found.enum) !== registry) {
      return this.#report(literal.offset, `"${literal.path.join('::')}" is not the enum of the field compared with`);
    }
    const point = this.#resolver.findMember(
      this.#schema,
      registry.members,
      literal.member,
      literal.offset,
      'enum member',
    );
    if (point === undefined) this.#failed = true;
    return point;
  }

  #extent(field: SchemaField, value: ValueType, list: boolean): Extent | undefined {
    const { size, sizeEos, contents, id, offset } = field;
    const number = value.kind === 'integer' || value.kind === 'boolean' || value.kind === 'width';
    if (number && !list && (size !== undefined || sizeEos)) {
      return this.#report(offset, `"${id}" has a size of its own already: a number has no size key`);
    }
    if (size !== undefined && sizeEos) return this.#report(offset, `"${id}" has both size and size-eos`);
    if (field.repeat !== undefined && (sizeEos || (size !== undefined && field.type !== undefined))) {
      return this.#report(offset, `"${id}" repeats something with a size: give the size inside a type of its own`);
    }
    const fixed = constantInteger(size);
    if (field.repeat !== undefined && size !== undefined && fixed === undefined) {
      return this.#report(offset, `each element of "${id}" has a size of its own: move the elements into a type`);
    }
    if (size !== undefined && fixed === undefined) {
      if (contents !== undefined) return this.#report(offset, `"${id}" has contents: leave its size out`);
      return { kind: 'sized', size };
    }
    if (contents !== undefined && (sizeEos || (fixed !== undefined && fixed !== BigInt(contents.length)))) {
      return this.#report(offset, `"${id}" has ${contents.length} bytes of contents: leave its size out`);
    }
    if (fixed !== undefined) {
      if (fixed < 0n || fixed > 0xffff_ffffn) return this.#report(offset, `"${id}" cannot have ${fixed} bytes`);
      const misfit = sizeMismatch(value, list, Number(fixed));
      if (misfit !== undefined) return this.#report(offset, `"${id}" has ${fixed} bytes by its size, but ${misfit}`);
      return { kind: 'fixed', bytes: Number(fixed) };
    }
    if (sizeEos) return { kind: 'rest' };
    if (contents !== undefined) return { kind: 'fixed', bytes: contents.length };
    if (value.kind === 'bytes' && !list) {
      return this.#report(offset, `"${id}" needs a type or a size`);
    }
    return { kind: 'own' };
  }

  #unique(wanted: SchemaField['uniqueBy'], value: ValueType, list: boolean): Field | undefined {
    if (wanted === undefined) return undefined;
    if (!list || value.kind !== 'message') {
      return this.#report(wanted.offset, '-wc-unique-by belongs to a list of a user type');
    }
    const { message } = value;
    const field = this.#resolver.findMember(
      this.#schema,
      message.fields,
      wanted.id,
      wanted.offset,
      `field of ${message.label}`,
    );
    if (field === undefined) {
      this.#failed = true;
      return undefined;
    }
    const usable = field.value.kind === 'integer' && field.condition === undefined && field.list === undefined;
    if (!usable || (field.role.kind !== 'visible' && field.role.kind !== 'tag')) {
      return this.#report(
        wanted.offset,
        `-wc-unique-by needs a number that every element shows, "${wanted.id}" is none`,
      );
    }
    return field;
  }
}

const OPAQUE: CaseContent = { value: { kind: 'bytes' }, list: false };

/** The reason why content of a type can never have a fixed number of bytes; undefined: it can. */
function sizeMismatch(value: ValueType, list: boolean, bytes: number): string | undefined {
  if (value.kind === 'bytes') return undefined;
  if (value.kind === 'choice') {
    const contents = [...value.cases.map((each) => each.content), value.otherwise];
    return contents.flatMap((each) =>
      each === undefined ? [] : (sizeMismatch(each.value, each.list, bytes) ?? []),
    )[0];
  }
  const { min, max } = measureValue(value);
  const what = value.kind === 'message' ? value.message.label : `a number of ${min} bits`;
  if (list) {
    return min === max && min > 0 && (bytes * 8) % min !== 0 ? `its elements have ${min / 8} each` : undefined;
  }
  if (min === max && min !== bytes * 8) return `${what} has ${min / 8}`;
  return min > bytes * 8 ? `${what} has ${min / 8} at least` : undefined;
}

function measureItem(value: ValueType, extent: Extent): number {
  if (value.kind === 'bytes') return extent.kind === 'fixed' ? extent.bytes : 0;
  return measureValue(value).min;
}
