import { GeneratorError } from '../../diagnostics/generator-error.ts';
import { type Expression, namesIn } from '../../model/expression.ts';
import {
  type CaseContent,
  type ChoiceType,
  type Field,
  isVisible,
  type MessageType,
  type ValueType,
} from '../../model/message.ts';
import { freshName, localName, quote } from '../../names/identifier.ts';
import { block, call, controlStatement, group, hardline, type Layout, line, list, nest } from '../layout.ts';
import { checkValid, refuse } from './check.ts';
import type { CodecContext } from './codec-context.ts';
import { extractBits, isListed, isSingle, literal, plus, readInteger } from './integer.ts';
import { LEVEL, type Operand, operand } from './operand.ts';
import { referredIds } from './referred-ids.ts';
import { countUses, DecodeScope, isBigint } from './scope.ts';
import { type Part, type Segment, segmentsOf, shifts } from './segment.ts';
import { type Assumptions, NO_ASSUMPTIONS, parenthesize, requireType, translate } from './translate.ts';
import { elementType, fieldType } from './value-type.ts';

/** The target of decoded fields: a new literal, or an object that the caller owns. */
export type DecodeTarget = 'literal' | 'target';

/** The statements of `decode` (or `decodeInto`) up to the end. */
export function decodeBody(context: CodecContext, into: DecodeTarget): readonly Layout[] {
  return new Decoder(context, into).body();
}

class Decoder {
  readonly #context: CodecContext;
  readonly #into: DecodeTarget;
  readonly #scope: DecodeScope;
  readonly #locals: ReadonlySet<string>;
  readonly #statements: Layout[] = [];
  /** Ids that expressions of the type refer to: such fields need a variable even if they are not visible. */
  readonly #referred: ReadonlySet<string>;
  #runs = 0;
  #packed = 0;

  constructor(context: CodecContext, into: DecodeTarget) {
    this.#context = context;
    this.#into = into;
    const { fields, params } = context.message;
    this.#locals = new Set([
      ...fields.map((each) => localName(each.property)),
      ...params.map((each) => localName(each.name)),
    ]);
    this.#scope = new DecodeScope(context);
    this.#referred = referredIds(context);
  }

  body(): readonly Layout[] {
    const { message } = this.#context;
    const segments = segmentsOf(message.fields);
    for (const [index, segment] of segments.entries()) {
      if (this.#isOpaque(segments[index - 1], segment)) continue;
      if (this.#isOpaque(segment, segments[index + 1])) this.#opaque(segment, segments[index + 1]);
      else if (segment.kind === 'run') this.#run(segment.bytes, segment.parts);
      else if (segment.field.value.kind === 'choice') this.#choice(segment.field, segment.field.value);
      else this.#single(segment.field);
    }
    const visible = message.fields.filter(isVisible);
    if (message.choice !== undefined) this.#statements.push('return value;');
    else if (this.#into === 'target') {
      for (const { property } of visible) this.#statements.push(`target.${property} = ${localName(property)};`);
    } else {
      this.#statements.push(['return ', list('{', visible.map(shorthand), '}', true), ';']);
    }
    return this.#statements;
  }

  /** A variable that no field or param needs. */
  #fresh(name: string): string {
    return freshName(name, this.#locals);
  }

  #use(name: string): string {
    return this.#context.file.use(name);
  }

  /** Whether two segments are a length that means nothing else and the bytes it counts: `opaque name<min..max>`. */
  #isOpaque(first: Segment | undefined, second: Segment | undefined): boolean {
    const length = lengthAlone(first);
    if (length === undefined || second?.kind !== 'single' || length.role.kind !== 'length') return false;
    const { field } = second;
    const { message } = this.#context;
    const plain = field.value.kind === 'bytes' && field.list === undefined && field.condition === undefined;
    const sized = field.extent.kind === 'sized' && field.extent.size.kind === 'name';
    const own = length.role.of === field.id && length.role.scale === 1 && length.role.add === 0;
    const elsewhere = message.functions.some(({ value }) => namesIn(value).includes(length.id));
    const { valid } = length;
    const bounded =
      valid === undefined || [valid.equal, valid.anyOf, valid.expression].every((each) => each === undefined);
    return (
      plain &&
      sized &&
      own &&
      bounded &&
      !elsewhere &&
      countUses(message, length.id) === 1 &&
      this.#check(field, operand('x', 'bytes')).length === 0
    );
  }

  #opaque(first: Segment, second: Segment | undefined): void {
    const length = lengthAlone(first);
    if (length?.value.kind !== 'integer' || second?.kind !== 'single') return;
    const { bits } = length.value;
    const { min, max } = length.bounds ?? { min: 0n, max: 2n ** BigInt(bits) - 1n };
    const read = call(`reader.opaque${bits}`, quote(second.field.label), String(min), literal(max));
    this.#statements.push(group(`const ${localName(second.field.property)} = `, read, ';'));
  }

  #run(bytes: number, parts: readonly Part[]): void {
    const [first] = parts;
    if (first === undefined) return;
    const alone = parts.length === 1 && first.fields.length === 1 ? first.fields[0] : undefined;
    const label = quote(alone?.label ?? this.#context.message.label);
    const reserve = `reader.reserve(${bytes}, ${label})`;
    if (alone?.value.kind === 'integer' && isSingle(alone.value.bits)) {
      this.#readPart(first, reserve);
      return;
    }
    if (alone?.value.kind === 'bytes') {
      this.#declare(alone, operand(`reader.slice(${bytes}, ${label})`, 'bytes'));
      return;
    }
    this.#runs += 1;
    const at = this.#runs === 1 ? 'at' : `at${this.#runs}`;
    this.#statements.push(`const ${at} = ${reserve};`);
    for (const part of parts) this.#readPart(part, at);
  }

  #readPart(part: Part, at: string): void {
    const [field] = part.fields;
    if (field === undefined) return;
    if (field.value.kind === 'bytes') {
      this.#declare(field, operand(`reader.view(${plus(at, part.offset)}, ${part.bytes})`, 'bytes'));
    } else if (part.fields.length === 1 && field.value.kind === 'integer') {
      this.#declare(field, integerAt(field, field.value.bits, at, part.offset));
    } else {
      this.#packed += 1;
      const name = this.#packed === 1 ? 'bits' : `bits${this.#packed}`;
      this.#statements.push(`const ${name} = ${readInteger(part.bytes * 8, at, part.offset).code};`);
      for (const { field: each, bits, shift } of shifts(part))
        this.#declare(each, extractBits(each, name, bits, shift, part.bytes * 8));
    }
  }

  /** Declares a variable for a field if needed, and checks the value. */
  #declare(field: Field, read: Operand): void {
    const { role, property } = field;
    if (role.kind === 'constant') {
      this.#statements.push(this.#checkConstant(field, read));
      return;
    }
    const name = localName(property);
    const needed = isVisible(field) || role.kind === 'tag' || this.#referred.has(field.id);
    if (needed || this.#checks(field)) {
      const direct = read.level === LEVEL.primary;
      this.#statements.push(
        direct ? `const ${name} = ${read.code};` : group(`const ${name} =`, nest(line, read.code), ';'),
      );
    }
    const self = { ...read, code: name, level: LEVEL.primary };
    this.#statements.push(...this.#check(field, self));
  }

  #checks(field: Field): boolean {
    return this.#check(field, operand('x', 'number')).length > 0;
  }

  #check(field: Field, self: Operand): readonly Layout[] {
    const typed = withType(field, self);
    this.#context.file.constantName = field.property;
    const scope = new DecodeScope(this.#context, typed);
    const statements = [...checkValid(this.#context, field, typed, scope)];
    const { role, bounds, valid, label } = field;
    if (role.kind === 'length' && bounds !== undefined && valid !== undefined) {
      const conditions: string[] = [];
      if (valid.min !== undefined && bounds.min > 0n) conditions.push(`${self.code} < ${bounds.min}`);
      if (valid.max !== undefined) conditions.push(`${self.code} > ${literal(bounds.max)}`);
      const refusal = call(this.#use('outOfRange'), quote(label), self.code, `${bounds.min}`, literal(bounds.max));
      if (conditions.length > 0) statements.push(refuse(conditions, refusal));
    }
    return statements;
  }

  #checkConstant(field: Field, read: Operand): Layout {
    const { role, label, property } = field;
    this.#context.file.constantName = property;
    if (role.kind !== 'constant') throw new GeneratorError(`${label} is not constant`);
    if (typeof role.value !== 'bigint') {
      const condition = `!${this.#use('equalBytes')}(${read.code}, ${this.#context.file.bytes(role.value)})`;
      return refuse(
        [condition],
        call(this.#use('illegalValue'), quote(label), quote('is not the constant it must be')),
      );
    }
    const expected = read.type === 'boolean' ? String(role.value !== 0n) : role.text;
    const refusal = call(this.#use('illegalValue'), quote(label), quote(`must be ${role.text}`));
    return refuse(
      [`${parenthesize(read, LEVEL.relation)} !== ${expected}${read.type === 'bigint' ? 'n' : ''}`],
      refusal,
    );
  }

  /** A field of variable size, or one that may be absent, or a list. */
  #single(field: Field): void {
    const { condition, property } = field;
    const name = localName(property);
    if (condition === undefined) {
      this.#read(field, `const ${name} = `, NO_ASSUMPTIONS, this.#statements);
    } else {
      const test = translate(condition, this.#scope);
      requireType(test, 'boolean', condition.offset);
      const assumptions: Assumptions = { conditions: [condition], present: test.proves ?? [] };
      const expression = this.#expression(field, assumptions);
      if (expression === undefined) {
        this.#statements.push(`let ${name}: ${fieldType(this.#context.file, field)} | undefined;`);
        const inner: Layout[] = [];
        this.#read(field, `${name} = `, assumptions, inner);
        this.#statements.push(block(`if (${test.code})`, inner));
      } else {
        const outcomes = nest(line, '? ', expression, line, ': undefined');
        this.#statements.push(group(`const ${name} = `, parenthesize(test, LEVEL.or), outcomes, ';'));
      }
    }
    const self = withType(field, operand(name, 'number'));
    const checks = this.#check(field, self);
    if (condition === undefined) this.#statements.push(...checks);
    else if (checks.length > 0) this.#statements.push(block(`if (${name} !== undefined)`, checks));
  }

  /** The content of a field, if one expression reads it. */
  #expression(field: Field, assumptions: Assumptions): Layout | undefined {
    const { value, label, extent, list: kind } = field;
    if (kind !== undefined) return kind.kind === 'rest' ? this.#integerList(field, assumptions) : undefined;
    if (value.kind === 'bytes') return this.#readBytes(field, assumptions);
    if (value.kind === 'integer' && (isBigint(field) || isSingle(value.bits))) {
      return integerAt(field, value.bits, `reader.reserve(${value.bits / 8}, ${quote(label)})`, 0).code;
    }
    if (value.kind === 'message' && extent.kind === 'own') return this.#decodeCall(value, assumptions);
    if (value.kind !== 'width') return undefined;
    const test = translate(value.on, this.#scope, assumptions);
    const read = ({ bits }: { bits: number }): string =>
      readInteger(bits, `reader.reserve(${bits / 8}, ${quote(label)})`).code;
    return [parenthesize(test, LEVEL.or), nest(line, '? ', read(value.whenTrue), line, ': ', read(value.whenFalse))];
  }

  /** Numbers up to the end of a list, if one call reads them all. */
  #integerList({ value, label, extent }: Field, assumptions: Assumptions): Layout | undefined {
    if (value.kind !== 'integer' || !isListed(value)) return undefined;
    const size =
      extent.kind === 'sized'
        ? this.#size(extent.size, assumptions)
        : extent.kind === 'fixed'
          ? String(extent.bytes)
          : 'reader.remaining';
    return call(`reader.uint${value.bits}List`, size, quote(label));
  }

  /** Statements that assign the content of a field with `assign` (`const x = `, `x = `). */
  #read(field: Field, assign: string, assumptions: Assumptions, out: Layout[]): void {
    const { value, label, extent } = field;
    const name = localName(field.property);
    const expression = this.#expression(field, assumptions);
    if (expression !== undefined) {
      out.push(group(assign, expression, ';'));
      return;
    }
    if (value.kind === 'integer' && field.list === undefined) {
      const at = this.#fresh(`${name}At`);
      out.push(`const ${at} = reader.reserve(${value.bits / 8}, ${quote(label)});`);
      out.push(`${assign}${integerAt(field, value.bits, at, 0).code};`);
      return;
    }
    const narrow =
      extent.kind === 'sized' || (extent.kind === 'fixed' && (field.list === undefined || value.kind !== 'bytes'));
    const end = this.#fresh(`${name}End`);
    if (narrow) {
      const size = extent.kind === 'sized' ? this.#size(extent.size, assumptions) : String(extent.bytes);
      out.push([`const ${end} = `, call('reader.enter', size, quote(label)), ';']);
    }
    let distinct: Layout = [];
    if (field.list !== undefined) distinct = this.#readList(field, assign, assumptions, out);
    else out.push(...this.#readElement(value, label, (code) => `${assign}${code};`, assumptions));
    if (narrow) out.push(`reader.leave(${end}, ${quote(label)});`);
    else if (extent.kind === 'rest' && value.kind === 'message') out.push(`reader.finish(${quote(label)});`);
    if (field.unique !== undefined) out.push(distinct);
  }

  #readBytes(field: Field, assumptions: Assumptions): Layout {
    const { extent, label } = field;
    if (extent.kind === 'rest') return 'reader.rest()';
    if (extent.kind === 'fixed') return `reader.slice(${extent.bytes}, ${quote(label)})`;
    if (extent.kind !== 'sized') throw new GeneratorError(`${label} has no extent`);
    const size = this.#size(extent.size, assumptions);
    if (size === 'reader.remaining') return 'reader.rest()';
    if (this.#into === 'target') return call('reader.sliceAs', `target.${field.property}`, size, quote(label));
    return call('reader.slice', size, quote(label));
  }

  #size(expression: Expression, assumptions: Assumptions): string {
    const size = translate(expression, this.#scope, assumptions);
    requireType(size, 'number', expression.offset);
    return size.code;
  }

  /** Returns the check for distinct tags, which follows the list. */
  #readList(field: Field, assign: string, assumptions: Assumptions, out: Layout[]): Layout {
    const { list: kind, value, label, extent, unique } = field;
    const name = localName(field.property);
    const constant = assign.startsWith('const');
    const items = constant ? name : this.#fresh(`${name}Items`);
    out.push(`const ${items}: ${elementType(this.#context.file, value)}[] = [];`);
    const element: Layout[] =
      value.kind === 'bytes' && extent.kind === 'fixed'
        ? [`${items}.push(reader.slice(${extent.bytes}, ${quote(label)}));`]
        : [...this.#readElement(value, label, (code) => `${items}.push(${code});`, assumptions)];
    let distinct: Layout = [];
    const tag = unique === undefined ? undefined : tagPlace(field, unique);
    if (unique !== undefined && tag !== undefined) {
      const tags = this.#fresh(`${localName(unique.property)}s`);
      out.push(`const ${tags}: number[] = [];`);
      element.unshift('const itemAt = reader.position;');
      element.push(`${tags}.push(${readInteger(tag.bits, 'itemAt', tag.offset).code});`);
      distinct = [call(this.#use('requireDistinctTags'), tags, quote(label)), ';'];
    } else if (unique !== undefined) distinct = [distinctCall(this.#context, field, items, unique), ';'];
    let head = 'while (reader.remaining > 0)';
    if (kind?.kind === 'count') {
      const count = translate(kind.count, this.#scope, assumptions);
      requireType(count, 'number', kind.count.offset);
      head = `for (let i = 0; i < ${parenthesize(count, LEVEL.shift)}; i++)`;
    }
    out.push(controlStatement(head, element));
    if (!constant) out.push(`${assign}${items};`);
    return distinct;
  }

  /** Statements that read one value and pass its code to `store`. */
  #readElement(
    value: ValueType,
    label: string,
    store: (code: string) => Layout,
    assumptions: Assumptions,
  ): readonly Layout[] {
    switch (value.kind) {
      case 'integer': {
        const reserve = `reader.reserve(${value.bits / 8}, ${quote(label)})`;
        if (value.bigint) return [store(`reader.uint64(${reserve})`)];
        if (isSingle(value.bits)) return [store(readInteger(value.bits, reserve).code)];
        return [`const itemAt = ${reserve};`, store(readInteger(value.bits, 'itemAt').code)];
      }
      case 'message': {
        return [store(this.#decodeCall(value, assumptions))];
      }
      case 'bytes':
        return [store('reader.rest()')];
      default:
        throw new GeneratorError(`${label}: a ${value.kind} is not allowed here`);
    }
  }

  #decodeCall({ message, args }: MessageType, assumptions: Assumptions): string {
    const codes = args.map((arg, index) => this.#argument(message.params[index]?.value, arg, assumptions));
    return `${this.#context.file.codec(message)}.decode(${['reader', ...codes].join(', ')})`;
  }

  #argument(type: ValueType | undefined, expression: Expression, assumptions: Assumptions): string {
    const value = translate(expression, this.#scope, assumptions);
    const wanted = type?.kind === 'boolean' ? 'boolean' : type?.kind === 'bytes' ? 'bytes' : 'number';
    requireType(value, wanted, expression.offset);
    return value.code;
  }

  #choice(field: Field, value: ChoiceType): void {
    const { label, extent } = field;
    const { message } = this.#context;
    const end = this.#fresh(`${localName(field.property)}End`);
    if (extent.kind === 'sized' || extent.kind === 'fixed') {
      const size = extent.kind === 'sized' ? this.#size(extent.size, NO_ASSUMPTIONS) : String(extent.bytes);
      this.#statements.push([`const ${end} = `, call('reader.enter', size, quote(label)), ';']);
    }
    const shared = message.fields.filter((each) => isVisible(each) && each !== field).map(shorthand);
    const tag = message.fields.find((each) => each.role.kind === 'tag');
    const param = message.params.find((each) => each.id === value.tag);
    const on = tag === undefined ? localName(param?.name ?? '') : localName(tag.property);
    this.#statements.push(`let value: ${message.typeName};`);
    const cases: Layout[] = value.cases.map(({ point, content }) =>
      // The number itself: the engine compares it much faster than a property of an imported object.
      this.#case(field, `case ${point.text}`, quote(point.name), content, shared),
    );
    const unknown = tag === undefined ? shared : [...shared, shorthand(tag)];
    cases.push(this.#case(field, 'default', quote('unknown'), value.otherwise, unknown));
    this.#statements.push(block(`switch (${on})`, cases));
    if (extent.kind === 'sized' || extent.kind === 'fixed') {
      this.#statements.push(`reader.leave(${end}, ${quote(label)});`);
    } else if (extent.kind === 'rest') this.#statements.push(`reader.finish(${quote(label)});`);
  }

  #case(field: Field, head: string, kind: string, content: CaseContent | undefined, shared: readonly string[]): Layout {
    const { property, label } = field;
    const { file } = this.#context;
    const assign = (data: string | undefined): Layout => {
      const parts = [`kind: ${kind}`, ...shared, ...(data === undefined ? [] : [data])];
      return ['value = ', list('{', parts, '}', true), ';'];
    };
    const last = head === 'default' ? [] : ['break;'];
    const wrapped = (statements: readonly Layout[]): Layout => block(`${head}:`, statements);
    const plain = (statements: readonly Layout[]): Layout => [`${head}:`, below(statements)];
    if (content === undefined) return plain([assign(undefined), ...last]);
    if (isEmpty(content)) return plain([assign(undefined), ...last]);
    if (!content.list) {
      const statements = this.#readElement(
        content.value,
        label,
        (code) => assign(`${property}: ${code}`),
        NO_ASSUMPTIONS,
      );
      return statements.length === 1 ? plain([...statements, ...last]) : wrapped([...statements, ...last]);
    }
    if (content.value.kind === 'integer' && isListed(content.value)) {
      const numbers = `reader.uint${content.value.bits}List(reader.remaining, ${quote(label)})`;
      return plain([assign(`${property}: ${numbers}`), ...last]);
    }
    const items = localName(property);
    const element = this.#readElement(content.value, label, (code) => `${items}.push(${code});`, NO_ASSUMPTIONS);
    return wrapped([
      `const ${items}: ${elementType(file, content.value)}[] = [];`,
      controlStatement('while (reader.remaining > 0)', element),
      assign(items === property ? property : `${property}: ${items}`),
      ...last,
    ]);
  }
}

/** A case without fields: the union omits its data. */
export function isEmpty(content: CaseContent): boolean {
  return content.value.kind === 'message' && content.value.message.fields.length === 0 && !content.list;
}

/**
 * Offset of the tag from the start of each list element: reading the number again is faster than deriving it from the
 * kind of a union. Undefined: the element has the tag as a property, or the offset is not fixed.
 */
function tagPlace(
  { value, label }: Field,
  unique: Field,
): { readonly offset: number; readonly bits: number } | undefined {
  if (value.kind !== 'message') throw new GeneratorError(`${label} is not a list of messages`);
  const [first] = segmentsOf(value.message.fields);
  if (unique.role.kind !== 'tag') return undefined;
  if (first?.kind !== 'run' || unique.value.kind !== 'integer' || isBigint(unique)) return undefined;
  const part = first.parts.find(({ fields }) => fields.length === 1 && fields[0] === unique);
  return part === undefined ? undefined : { offset: part.offset, bits: unique.value.bits };
}

/** A check that the tags of a list of values differ. */
export function distinctCall(context: CodecContext, field: Field, items: string, unique: Field): Layout {
  if (field.value.kind !== 'message') throw new GeneratorError(`${field.label} is not a list of messages`);
  const { message } = field.value;
  const tag =
    unique.role.kind === 'tag'
      ? `${context.file.codec(message)}.${unique.property}`
      : `(item) => item.${unique.property}`;
  return call(context.file.use('requireDistinct'), items, tag, quote(field.label));
}

/** A hidden length of one or two bytes that is a run of its own. */
function lengthAlone(segment: Segment | undefined): Field | undefined {
  if (segment?.kind !== 'run' || segment.parts.length !== 1) return undefined;
  const [field, ...others] = segment.parts[0]?.fields ?? [];
  if (field?.role.kind !== 'length' || others.length > 0 || field.value.kind !== 'integer') return undefined;
  return field.value.bits === 8 || field.value.bits === 16 ? field : undefined;
}

function below(statements: readonly Layout[]): Layout {
  return nest(statements.flatMap((each) => [hardline, each]));
}

function shorthand({ property }: Field): string {
  const name = localName(property);
  return name === property ? name : `${property}: ${name}`;
}

function integerAt(field: Field, bits: number, at: string, offset: number): Operand {
  if (isBigint(field)) return operand(`reader.uint64(${plus(at, offset)})`, 'bigint');
  return readInteger(bits, at, offset);
}

export function withType(field: Field, self: Operand): Operand {
  const { value, bounds, list: isList } = field;
  if (isList !== undefined) return { ...self, type: 'other' };
  if (value.kind === 'integer') {
    const range = { min: Number(bounds?.min ?? 0), max: Number(bounds?.max ?? 0) };
    return { ...self, ...range, type: isBigint(field) ? 'bigint' : 'number', registry: value.registry };
  }
  return { ...self, type: value.kind === 'boolean' ? 'boolean' : value.kind === 'bytes' ? 'bytes' : 'other' };
}
