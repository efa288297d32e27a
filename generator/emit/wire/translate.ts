import { ExpressionError } from '../../diagnostics/expression-error.ts';
import { constantBytes } from '../../model/constant-value.ts';
import type { BinaryOperator, Expression } from '../../model/expression.ts';
import { sameExpression } from '../../model/expression.ts';
import { group, type Layout, line, nest } from '../layout.ts';
import { binary, chained, LEVEL, negate, number, type Operand, operand } from './operand.ts';

/** The meaning of names at one position of the generated code. */
export interface Scope {
  /** A field, param or instance of the type. `assumptions`: conditions known to be true here. */
  name(name: string, offset: number, assumptions: Assumptions): Operand;
  /** A field of a nested message. */
  member(of: Operand, name: string, offset: number, assumptions: Assumptions): Operand;
  /** `Registry.member`, imported. */
  point(path: readonly string[], member: string, offset: number): Operand;
  /** A module constant with these bytes. */
  bytes(bytes: readonly number[]): string;
  /** Imports a function of the runtime. */
  use(name: string): string;
  /** Decoding: `reader.remaining`. Undefined: there is no stream. */
  readonly remaining: Operand | undefined;
}

/** Conditions known to be true, and optional values known to be present. */
export interface Assumptions {
  readonly conditions: readonly Expression[];
  readonly present: readonly string[];
}

export const NO_ASSUMPTIONS: Assumptions = { conditions: [], present: [] };

/** Turns an expression of a spec into JavaScript with the same value. Throws ExpressionError. */
export function translate(expression: Expression, scope: Scope, assumptions: Assumptions = NO_ASSUMPTIONS): Operand {
  switch (expression.kind) {
    case 'integer': {
      const value = Number(expression.value);
      if (!Number.isSafeInteger(value)) throw new ExpressionError(expression.offset, 'the number exceeds 2^53-1');
      const decimal = /^0[bo]/.test(expression.text) ? String(value) : expression.text;
      return number(decimal, value, value);
    }
    case 'boolean':
      return operand(String(expression.value), 'boolean');
    case 'string':
      throw new ExpressionError(expression.offset, 'strings are not supported: compare with bytes');
    case 'array': {
      const bytes = constantBytes(expression);
      if (bytes === undefined) throw new ExpressionError(expression.offset, 'an array must hold bytes (0 to 255)');
      return operand(scope.bytes(bytes), 'bytes');
    }
    case 'enum':
      return scope.point(expression.path, expression.member, expression.offset);
    case 'name':
      if (expression.name === '_io') throw streamError(expression.offset);
      return scope.name(expression.name, expression.offset, assumptions);
    case 'member':
      return translateMember(expression, scope, assumptions);
    case 'unary':
      return translateUnary(expression, scope, assumptions);
    case 'binary':
      return translateBinary(expression, scope, assumptions);
    case 'ternary':
      return translateTernary(expression, scope, assumptions);
  }
}

function streamError(offset: number): ExpressionError {
  return new ExpressionError(offset, 'of _io only "_io.eof" and "_io.size - _io.pos" are supported');
}

function translateMember(
  expression: Extract<Expression, { kind: 'member' }>,
  scope: Scope,
  assumptions: Assumptions,
): Operand {
  const { of, name, offset } = expression;
  if (of.kind === 'name' && of.name === '_io') {
    if (name !== 'eof' || scope.remaining === undefined) throw streamError(offset);
    return operand(`${scope.remaining.code} === 0`, 'boolean', { level: LEVEL.equality });
  }
  const target = translate(of, scope, assumptions);
  if (target.type === 'message') return scope.member(target, name, offset, assumptions);
  if (target.type === 'bytes' && (name === 'length' || name === 'size')) {
    return number(`${target.code}.length`, 0, Number.MAX_SAFE_INTEGER);
  }
  if (name === 'to_i' && target.type === 'number') return { ...target, registry: undefined };
  if (name === 'to_i' && target.type === 'boolean') {
    return number(`${parenthesize(target, LEVEL.or)} ? 1 : 0`, 0, 1, LEVEL.conditional);
  }
  throw new ExpressionError(offset, `"${name}" is not known on ${describe(target)}`);
}

function translateUnary(
  expression: Extract<Expression, { kind: 'unary' }>,
  scope: Scope,
  assumptions: Assumptions,
): Operand {
  const { operator, of, offset } = expression;
  const value = translate(of, scope, assumptions);
  if (operator === 'not') {
    requireType(value, 'boolean', of.offset);
    return negate(value);
  }
  requireType(value, 'number', of.offset);
  if (operator === '~') throw new ExpressionError(offset, '"~" is not supported: numbers here have no width');
  return number(`-${parenthesize(value, LEVEL.unary)}`, -value.max, -value.min, LEVEL.unary);
}

function translateBinary(
  expression: Extract<Expression, { kind: 'binary' }>,
  scope: Scope,
  assumptions: Assumptions,
): Operand {
  const { operator, left, right, offset } = expression;
  if (operator === '-' && isStream(left, 'size') && isStream(right, 'pos') && scope.remaining !== undefined) {
    return scope.remaining;
  }
  const a = translate(left, scope, assumptions);
  // The right operand of "and" is evaluated only if the left one is true.
  const behind = operator === 'and' ? assuming(assumptions, left, a) : assumptions;
  const b = translate(right, scope, behind);
  if (operator === 'and' || operator === 'or') {
    requireType(a, 'boolean', left.offset);
    requireType(b, 'boolean', right.offset);
    const [symbol, level] = operator === 'and' ? ['&&', LEVEL.and] : ['||', LEVEL.or];
    const proves = operator === 'and' ? [...(a.proves ?? []), ...(b.proves ?? [])] : [];
    return operand('', 'boolean', { ...chained(symbol, level, a, b), proves });
  }
  if (operator === '==' || operator === '!=') return equality(operator, a, b, scope, offset);
  requireType(a, 'number', left.offset);
  requireType(b, 'number', right.offset);
  return arithmetic(operator, a, b, offset);
}

function equality(operator: '==' | '!=', a: Operand, b: Operand, scope: Scope, offset: number): Operand {
  if (a.type !== b.type) throw new ExpressionError(offset, `${describe(a)} and ${describe(b)} are never equal`);
  if (a.registry !== b.registry && (a.registry !== undefined || b.registry !== undefined)) {
    throw new ExpressionError(
      offset,
      'an enum can be compared with its own members only; put .to_i behind it otherwise',
    );
  }
  if (a.type === 'bytes') {
    const code = `${scope.use('equalBytes')}(${a.code}, ${b.code})`;
    return operand(operator === '==' ? code : `!${code}`, 'boolean', operator === '==' ? {} : { level: LEVEL.unary });
  }
  if (a.type === 'message' || a.type === 'other') {
    throw new ExpressionError(offset, `${describe(a)} cannot be compared`);
  }
  const code = binary(operator === '==' ? '===' : '!==', LEVEL.equality, a, b);
  return operand(code, 'boolean', { level: LEVEL.equality });
}

function arithmetic(operator: BinaryOperator, a: Operand, b: Operand, offset: number): Operand {
  const bits = (level: number, symbol: string, max: number): Operand => {
    if (a.min < 0 || b.min < 0 || a.max > 0xffff_ffff || b.max > 0xffff_ffff) {
      throw new ExpressionError(offset, `"${operator}" works on unsigned numbers of 32 bits at most`);
    }
    const code = binary(symbol, level, a, b);
    // JavaScript's bit operators give signed numbers: the highest bit must not become a sign.
    return max > 0x7fff_ffff ? number(`(${code}) >>> 0`, 0, max, LEVEL.shift) : number(code, 0, max, level);
  };
  const allOnes = 2 ** Math.ceil(Math.log2(Math.max(a.max, b.max) + 1)) - 1;
  let result: Operand;
  switch (operator) {
    case '+':
      result = { ...number('', a.min + b.min, a.max + b.max), ...chained('+', LEVEL.sum, a, b) };
      break;
    case '-':
      result = number(binary('-', LEVEL.sum, a, b), a.min - b.max, a.max - b.min, LEVEL.sum);
      break;
    case '*': {
      const corners = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max];
      const range = number('', Math.min(...corners), Math.max(...corners));
      result = { ...range, ...chained('*', LEVEL.product, a, b) };
      break;
    }
    case '/':
      if (a.min < 0 || b.min <= 0) throw new ExpressionError(offset, 'only unsigned numbers are divided, and not by 0');
      result = number(`Math.floor(${binary('/', LEVEL.product, a, b)})`, 0, Math.floor(a.max / b.min));
      break;
    case '%':
      if (a.min < 0 || b.min <= 0) throw new ExpressionError(offset, 'only unsigned numbers are divided, and not by 0');
      result = {
        ...number(binary('%', LEVEL.product, a, b), 0, Math.min(a.max, b.max - 1), LEVEL.product),
        operator: '%',
      };
      break;
    case '&':
      return bits(LEVEL.bitAnd, '&', Math.min(a.max, b.max));
    case '|':
      return bits(LEVEL.bitOr, '|', allOnes);
    case '^':
      return bits(LEVEL.bitXor, '^', allOnes);
    case '>>':
      if (b.min !== b.max || b.max > 31)
        throw new ExpressionError(offset, 'shift by a fixed number of bits, 31 at most');
      return {
        ...bits(LEVEL.shift, '>>>', Math.floor(a.max / 2 ** b.max)),
        code: binary('>>>', LEVEL.shift, a, b),
        level: LEVEL.shift,
      };
    case '<<': {
      if (b.min !== b.max || b.max > 52 || b.min < 0)
        throw new ExpressionError(offset, 'shift by a fixed number of bits');
      const power = number(`2 ** ${b.code}`, 2 ** b.min, 2 ** b.max, LEVEL.power);
      return arithmetic('*', a, power, offset);
    }
    default:
      return operand(binary(operator, LEVEL.relation, a, b), 'boolean', { level: LEVEL.relation });
  }
  if (result.max > Number.MAX_SAFE_INTEGER && Number.isFinite(result.max) && operator === '*') {
    throw new ExpressionError(offset, 'the result may exceed 2^53-1 and would not be exact');
  }
  return result;
}

function translateTernary(
  expression: Extract<Expression, { kind: 'ternary' }>,
  scope: Scope,
  assumptions: Assumptions,
): Operand {
  const { condition, then, otherwise, offset } = expression;
  const test = translate(condition, scope, assumptions);
  requireType(test, 'boolean', condition.offset);
  const a = translate(then, scope, assuming(assumptions, condition, test));
  const no: Expression = { kind: 'unary', offset: condition.offset, operator: 'not', of: condition };
  const b = translate(otherwise, scope, { ...assumptions, conditions: [...assumptions.conditions, no] });
  if (a.type !== b.type) {
    throw new ExpressionError(offset, `both outcomes must be of one kind, not ${describe(a)} and ${describe(b)}`);
  }
  const [tested, yes, other] = [test, a, b].map((each) => parenthesize(each, LEVEL.or));
  const layout: Layout = group(tested ?? '', nest(line, '? ', yes ?? '', line, ': ', other ?? ''));
  const [min, max] = [Math.min(a.min, b.min), Math.max(a.max, b.max)];
  return { code: `${tested} ? ${yes} : ${other}`, level: LEVEL.conditional, type: a.type, min, max, layout };
}

function assuming(assumptions: Assumptions, condition: Expression, translated: Operand): Assumptions {
  return {
    conditions: [...assumptions.conditions, condition],
    present: [...assumptions.present, ...(translated.proves ?? [])],
  };
}

/** Whether a value that is present under `condition` is known to be present here. */
export function isAssumedPresent(condition: Expression, assumptions: Assumptions): boolean {
  return assumptions.conditions.some((each) => sameExpression(each, condition));
}

export function parenthesize(value: Operand, level: number): string {
  return value.level < level ? `(${value.code})` : value.code;
}

function isStream(expression: Expression, name: string): boolean {
  const { kind } = expression;
  return kind === 'member' && expression.name === name && expression.of.kind === 'name' && expression.of.name === '_io';
}

export function requireType(value: Operand, type: Operand['type'], offset: number): void {
  if (value.type === type) return;
  const hint = value.type === 'bigint' ? ': give the field a valid/max of 2^53-1 or less to calculate with it' : '';
  throw new ExpressionError(offset, `a ${type} is needed here, not ${describe(value)}${hint}`);
}

function describe(value: Operand): string {
  const names = {
    number: 'a number',
    bigint: 'a 64-bit number',
    boolean: 'a boolean',
    bytes: 'bytes',
    string: 'a string',
    message: 'a message',
    other: 'this field',
  };
  return names[value.type];
}
