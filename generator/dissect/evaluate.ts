import { constantBytes } from '../model/constant-value.ts';
import type { BinaryOperator, Expression } from '../model/expression.ts';
import type { Message } from '../model/message.ts';
import type { RegistryLookup } from '../model/resolve.ts';
import type { RawValue } from './node.ts';

/** The value of a name in an expression: a number, bytes, or another message that was read. */
export type Operand = RawValue | Scope;

/** Instances nested deeper than this refer to themselves. */
const MAX_INSTANCES = 20;

/** What is known of a message so far. */
export class Scope {
  readonly message: Message;
  /** Fields and params by id. */
  readonly #values = new Map<string, Operand>();

  constructor(message: Message) {
    this.message = message;
  }

  set(id: string, value: Operand): void {
    this.#values.set(id, value);
  }

  get(id: string): Operand | undefined {
    return this.#values.get(id);
  }
}

/** The context of an expression. */
export interface Place {
  readonly scope: Scope;
  /** The value of `_`. */
  readonly self?: Operand | undefined;
  /** Bytes left in the range being read. */
  readonly remaining: number;
  readonly registry: RegistryLookup;
}

/** The value of an expression; undefined where something it needs could not be read. Never throws. */
export function evaluate(expression: Expression, place: Place, depth = 0): Operand | undefined {
  switch (expression.kind) {
    case 'integer':
      return Number(expression.value);
    case 'boolean':
      return expression.value;
    case 'string':
      return undefined;
    case 'array': {
      const bytes = constantBytes(expression);
      return bytes === undefined ? undefined : Uint8Array.from(bytes);
    }
    case 'enum': {
      const registry = place.registry(place.scope.message, expression.path, expression.offset);
      return registry?.members.find((each) => each.id === expression.member)?.value;
    }
    case 'name':
      return named(expression.name, place, depth);
    case 'member':
      return memberOf(expression.of, expression.name, place, depth);
    case 'unary': {
      const value = evaluate(expression.of, place, depth);
      if (expression.operator === 'not') return typeof value === 'boolean' ? !value : undefined;
      return expression.operator === '-' && typeof value === 'number' ? -value : undefined;
    }
    case 'binary':
      return joined(expression, place, depth);
    case 'ternary': {
      const test = evaluate(expression.condition, place, depth);
      if (typeof test !== 'boolean') return undefined;
      return evaluate(test ? expression.then : expression.otherwise, place, depth);
    }
  }
}

function named(name: string, place: Place, depth: number): Operand | undefined {
  if (name === '_') return place.self;
  const { scope } = place;
  const known = scope.get(name);
  if (known !== undefined) return known;
  const instance = scope.message.functions.find((each) => each.id === name);
  return instance === undefined || depth > MAX_INSTANCES ? undefined : evaluate(instance.value, place, depth + 1);
}

function memberOf(of: Expression, name: string, place: Place, depth: number): Operand | undefined {
  if (isStream(of)) return name === 'eof' ? place.remaining === 0 : undefined;
  const target = evaluate(of, place, depth);
  if (target instanceof Scope) return named(name, { ...place, scope: target, self: undefined }, depth);
  if (target instanceof Uint8Array) return name === 'length' || name === 'size' ? target.length : undefined;
  if (name !== 'to_i') return undefined;
  return typeof target === 'boolean' ? Number(target) : target;
}

function joined(
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
  place: Place,
  depth: number,
): Operand | undefined {
  if (operator === '-' && asks(left, 'size') && asks(right, 'pos')) return place.remaining;
  const a = evaluate(left, place, depth);
  // The right operand need not be readable if the left one decides.
  if (operator === 'and' && a === false) return false;
  if (operator === 'or' && a === true) return true;
  const b = evaluate(right, place, depth);
  if (a === undefined || b === undefined) return undefined;
  if (operator === 'and' || operator === 'or') return typeof a === 'boolean' && typeof b === 'boolean' ? b : undefined;
  if (operator === '==') return sameValue(a, b);
  if (operator === '!=') return !sameValue(a, b);
  return typeof a === 'number' && typeof b === 'number' ? calculate(operator, a, b) : undefined;
}

/** Whether two values are equal; bytes by what they hold. */
export function sameValue(a: Operand, b: Operand): boolean {
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array)) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function calculate(operator: BinaryOperator, a: number, b: number): number | boolean | undefined {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : Math.floor(a / b);
    case '%':
      return b === 0 ? undefined : a % b;
    case '&':
      return (a & b) >>> 0;
    case '|':
      return (a | b) >>> 0;
    case '^':
      return (a ^ b) >>> 0;
    case '<<':
      return a * 2 ** b;
    case '>>':
      return a >>> b;
    default:
      return undefined;
  }
}

function isStream(expression: Expression): boolean {
  return expression.kind === 'name' && expression.name === '_io';
}

function asks(expression: Expression, name: string): boolean {
  return expression.kind === 'member' && expression.name === name && isStream(expression.of);
}
