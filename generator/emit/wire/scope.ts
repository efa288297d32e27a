import { ExpressionError } from '../../diagnostics/expression-error.ts';
import { GeneratorError } from '../../diagnostics/generator-error.ts';
import { type Expression, namesIn } from '../../model/expression.ts';
import type { CaseContent, Field, Message, Param } from '../../model/message.ts';
import { localName, propertyAccess } from '../../names/identifier.ts';
import type { CodecContext } from './codec-context.ts';
import { LEVEL, number, type Operand, operand } from './operand.ts';
import { fieldSize } from './size.ts';
import { type Assumptions, isAssumedPresent, type Scope, translate } from './translate.ts';

/** Instances nested deeper than this refer to themselves. */
const MAX_INSTANCES = 20;
/** Instances are expanded where they are used. */
const MAX_EXPANDED = 500;

/** The common part of decoding and of access to a value. */
abstract class MessageScope implements Scope {
  protected readonly context: CodecContext;
  protected readonly message: Message;
  /** The value of `_`. */
  protected readonly self: Operand | undefined;
  #depth = 0;
  #expanded = 0;

  constructor(context: CodecContext, message: Message, self: Operand | undefined) {
    this.context = context;
    this.message = message;
    this.self = self;
  }

  abstract readonly remaining: Operand | undefined;
  protected abstract field(field: Field, offset: number, assumptions: Assumptions): Operand;
  protected abstract param(param: Param, offset: number): Operand;

  name(name: string, offset: number, assumptions: Assumptions): Operand {
    if (name === '_') {
      if (this.self === undefined) throw new ExpressionError(offset, '"_" is allowed inside valid only');
      return this.self;
    }
    const field = this.message.fields.find((each) => each.id === name);
    if (field !== undefined) return this.field(field, offset, assumptions);
    const param = this.message.params.find((each) => each.id === name);
    if (param !== undefined) return this.param(param, offset);
    const instance = this.message.functions.find((each) => each.id === name);
    if (instance === undefined) throw new ExpressionError(offset, `${this.message.label} has no "${name}"`);
    if (this.#depth > MAX_INSTANCES) throw new ExpressionError(offset, `instance "${name}" depends on itself`);
    this.#expanded += 1;
    if (this.#expanded > MAX_EXPANDED)
      throw new ExpressionError(offset, `instance "${name}" refers to others too often`);
    this.#depth += 1;
    try {
      return translate(instance.value, this, assumptions);
    } catch (error) {
      // The instance may be in another file, where its offset has no meaning for this one.
      if (!(error instanceof ExpressionError) || this.message === this.context.message) throw error;
      throw new ExpressionError(offset, `${this.message.label}.${name}: ${error.message}`);
    } finally {
      this.#depth -= 1;
    }
  }

  member(of: Operand, name: string, offset: number, assumptions: Assumptions): Operand {
    if (of.message === undefined) throw new ExpressionError(offset, `"${name}" is not known here`);
    return new ValueScope(this.context, of.message, of.code).name(name, offset, assumptions);
  }

  point(path: readonly string[], member: string, offset: number): Operand {
    const registry = this.context.registry(this.message, path, offset);
    const point = registry?.members.find((each) => each.id === member);
    if (registry === undefined || point === undefined) {
      throw new ExpressionError(offset, `there is no enum member "${[...path, member].join('::')}"`);
    }
    const code = `${this.context.file.registry(registry)}${propertyAccess(point.name)}`;
    return { ...number(code, point.value, point.value), registry };
  }

  bytes(bytes: readonly number[]): string {
    return this.context.file.bytes(bytes);
  }

  use(name: string): string {
    return this.context.file.use(name);
  }
}

/** Inside `decode`: fields are local variables, read in order. */
export class DecodeScope extends MessageScope {
  readonly remaining = number('reader.remaining', 0, Number.MAX_SAFE_INTEGER);

  constructor(context: CodecContext, self?: Operand) {
    super(context, context.message, self);
  }

  protected field(field: Field, offset: number, assumptions: Assumptions): Operand {
    return fieldOperand(field, localName(field.property), offset, assumptions);
  }

  protected param(param: Param): Operand {
    return paramOperand(param);
  }
}

/** Wherever there is a value: hidden fields are computed from the rest. */
export class ValueScope extends MessageScope {
  readonly remaining = undefined;
  readonly #base: string;

  constructor(context: CodecContext, message: Message, base: string, self?: Operand) {
    super(context, message, self);
    this.#base = base;
  }

  protected field(field: Field, offset: number, assumptions: Assumptions): Operand {
    const { role } = field;
    const access = `${this.#base}.${field.property}`;
    switch (role.kind) {
      case 'visible':
        return fieldOperand(field, access, offset, assumptions);
      case 'constant':
        return fieldOperand(field, access, offset, assumptions);
      case 'tag':
        return fieldOperand(field, tagCall(this.context, this.message, this.#base), offset, assumptions);
      case 'flag': {
        const present = `${this.#base}.${this.#target(role.of).property}`;
        return operand(`${present} !== undefined`, 'boolean', { level: LEVEL.equality, proves: [present] });
      }
      case 'length': {
        const target = this.#target(role.of);
        const absent = target.condition !== undefined && !isAssumedPresent(target.condition, assumptions);
        if (absent && !assumptions.present.includes(`${this.#base}.${target.property}`)) {
          throw new ExpressionError(offset, `"${field.id}" may be absent here: test its condition first`);
        }
        const size = fieldSize(this.context, this.message, target, this.#base);
        const code = role.add === 0 ? size.code : `${wrap(size)} - ${role.add}`;
        const scaled = role.scale === 1 ? code : `(${code}) / ${role.scale}`;
        const level = role.scale !== 1 ? LEVEL.product : role.add !== 0 ? LEVEL.sum : size.level;
        return number(scaled, Number(field.bounds?.min ?? 0), Number(field.bounds?.max ?? 0), level);
      }
    }
  }

  protected param(param: Param, offset: number): Operand {
    if (this.message !== this.context.message) {
      throw new ExpressionError(offset, `"${param.id}" is a param of ${this.message.label} and not known outside`);
    }
    this.context.needParam(param);
    return paramOperand(param);
  }

  #target(id: string): Field {
    const field = this.message.fields.find((each) => each.id === id);
    if (field === undefined) throw new GeneratorError(`${this.message.label} has no field ${id}`);
    return field;
  }
}

function wrap(size: Operand): string {
  return size.level < LEVEL.sum ? `(${size.code})` : size.code;
}

/** `Extension.extensionType(value)`: the tag of a union. */
export function tagCall(context: CodecContext, message: Message, base: string): string {
  const tag = message.fields.find((field) => field.role.kind === 'tag');
  return `${context.file.codec(message)}.${tag?.property ?? ''}(${base})`;
}

function paramOperand(param: Param): Operand {
  const code = localName(param.name);
  if (param.value.kind === 'boolean') return operand(code, 'boolean');
  if (param.value.kind === 'bytes') return operand(code, 'bytes');
  return { ...number(code, 0, 2 ** param.value.bits - 1), registry: param.value.registry };
}

/** A value that is always present here, which the compiler cannot prove. */
function fallback(code: string, otherwise: string, type: Operand['type']): Operand {
  return operand(`${code} ?? ${otherwise}`, type, { level: LEVEL.conditional });
}

/** A field whose value `code` holds. */
function fieldOperand(field: Field, code: string, offset: number, assumptions: Assumptions): Operand {
  const { role, value, bounds, condition, id } = field;
  if (role.kind === 'constant' && typeof role.value === 'bigint') {
    const literal = role.text;
    return value.kind === 'integer' && value.bigint
      ? operand(`${literal}n`, 'bigint')
      : number(literal, Number(role.value), Number(role.value));
  }
  if (field.list !== undefined || role.kind === 'constant') return operand(code, 'other');
  const certain = condition === undefined || assumptions.present.includes(code);
  const guarded = !certain && isAssumedPresent(condition, assumptions);
  if (!certain && !guarded) {
    throw new ExpressionError(offset, `"${id}" may be absent here: test its condition first`);
  }
  switch (value.kind) {
    case 'integer':
      if (isBigint(field)) return guarded ? fallback(code, '0n', 'bigint') : operand(code, 'bigint');
      return {
        ...(guarded ? fallback(code, '0', 'number') : operand(code, 'number')),
        min: Number(bounds?.min ?? 0),
        max: Number(bounds?.max ?? 0),
        registry: value.registry,
      };
    case 'width':
      return {
        ...(guarded ? fallback(code, '0', 'number') : operand(code, 'number')),
        max: 2 ** Math.max(value.whenTrue.bits, value.whenFalse.bits) - 1,
      };
    case 'boolean':
      return guarded ? fallback(code, 'false', 'boolean') : operand(code, 'boolean');
    case 'bytes':
      if (guarded) break;
      return operand(code, 'bytes');
    case 'message':
      if (guarded) break;
      return operand(code, 'message', { message: value.message });
    case 'choice':
      return operand(code, 'other');
  }
  throw new ExpressionError(offset, `"${id}" may be absent here and cannot be used`);
}

/** A 64-bit field is a number only if its valid range keeps it exact. */
export function isBigint({ value, bounds }: Field): boolean {
  return value.kind === 'integer' && value.bigint && (bounds?.max ?? 2n ** 64n) > BigInt(Number.MAX_SAFE_INTEGER);
}

/** Whether an expression is a param used nowhere else: then it says nothing that the value does not say too. */
export function isBareParam(message: Message, expression: Expression): boolean {
  const bare = expression.kind === 'unary' && expression.operator === 'not' ? expression.of : expression;
  if (bare.kind !== 'name') return false;
  return message.params.some((param) => param.id === bare.name) && countUses(message, bare.name) === 1;
}

/** How often expressions of the fields name something. */
export function countUses(message: Message, name: string): number {
  const expressions = message.fields.flatMap(({ condition, extent, list, valid, value }) => [
    condition,
    extent.kind === 'sized' ? extent.size : undefined,
    list?.kind === 'count' ? list.count : undefined,
    valid?.equal,
    valid?.expression,
    ...(valid?.anyOf ?? []),
    ...(value.kind === 'message' ? value.args : []),
    ...(value.kind === 'width' ? [value.on] : []),
    ...(value.kind === 'choice' ? value.cases.flatMap((each) => caseArguments(each.content)) : []),
  ]);
  return expressions.flatMap((each) => (each === undefined ? [] : namesIn(each))).filter((each) => each === name)
    .length;
}

function caseArguments({ value }: CaseContent): readonly Expression[] {
  return value.kind === 'message' ? value.args : [];
}
