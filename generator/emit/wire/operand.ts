import type { Message, Registry } from '../../model/message.ts';
import { chain, type Layout } from '../layout.ts';

/** The JavaScript operator precedences that generated code needs. */
export const LEVEL = {
  conditional: 2,
  or: 3,
  and: 4,
  bitOr: 6,
  bitXor: 7,
  bitAnd: 8,
  equality: 9,
  relation: 10,
  shift: 11,
  sum: 12,
  product: 13,
  power: 14,
  unary: 15,
  primary: 20,
} as const;

/** A translated expression: JavaScript text and the known properties of its value. */
export interface Operand {
  readonly code: string;
  readonly level: number;
  readonly type: 'number' | 'bigint' | 'boolean' | 'bytes' | 'string' | 'message' | 'other';
  /** Inclusive, of a number. */
  readonly min: number;
  readonly max: number;
  readonly registry?: Registry | undefined;
  readonly message?: Message | undefined;
  /** Of a chain `a + b + c`: the operator between its parts. */
  readonly operator?: string;
  readonly parts?: readonly string[];
  /** The text with its possible breaks, if it has any. */
  readonly layout?: Layout;
  /** Code of optional values that are present whenever this condition holds. */
  readonly proves?: readonly string[];
}

export function operand(code: string, type: Operand['type'], extra: Partial<Operand> = {}): Operand {
  return { code, level: LEVEL.primary, type, min: 0, max: 0, ...extra };
}

export function number(code: string, min: number, max: number, level: number = LEVEL.primary): Operand {
  return { code, level, type: 'number', min, max };
}

const BITWISE: ReadonlySet<string> = new Set(['|', '&', '^', '<<', '>>>']);

/** Joins two operands with the parentheses the formatter keeps: the needed ones, and those for mixed operators. */
export function binary(operator: string, level: number, left: Operand, right: Operand): string {
  return `${leftSide(operator, level, left)} ${operator} ${rightSide(operator, level, right)}`;
}

/** As `binary`, remembering the parts of a chain of one operator. */
export function chained(operator: string, level: number, left: Operand, right: Operand): Partial<Operand> {
  const first = left.operator === operator && left.parts !== undefined ? left.parts : [leftSide(operator, level, left)];
  const parts = [...first, rightSide(operator, level, right)];
  return { code: parts.join(` ${operator} `), level, operator, parts, layout: chain(operator, parts) };
}

function leftSide(operator: string, level: number, left: Operand): string {
  const mixed =
    left.level === level && (level === LEVEL.product ? operator + left.operator !== '**' : level !== LEVEL.sum);
  const chain = (operator === '&&' || operator === '||') && left.operator === operator;
  return wrapped(operator, level, left) || (mixed && !chain) ? `(${left.code})` : left.code;
}

function rightSide(operator: string, level: number, right: Operand): string {
  return wrapped(operator, level, right) || right.level === level ? `(${right.code})` : right.code;
}

function wrapped(operator: string, level: number, side: Operand): boolean {
  const bitwise = BITWISE.has(operator) && side.level < LEVEL.unary;
  const logical = operator === '||' && side.level === LEVEL.and;
  const remainder = level === LEVEL.sum && side.operator === '%';
  return side.level < level || bitwise || logical || remainder;
}

/** `!(a > b)`, `!a`. */
export function negate(condition: Operand): Operand {
  const flipped = / (===|!==) /.exec(condition.code);
  if (condition.level === LEVEL.equality && flipped !== null && condition.code.split(/ [!=]== /).length === 2) {
    const code = condition.code.replace(/ (===|!==) /, flipped[1] === '===' ? ' !== ' : ' === ');
    return operand(code, 'boolean', { level: LEVEL.equality });
  }
  const code = condition.level < LEVEL.unary ? `!(${condition.code})` : `!${condition.code}`;
  return operand(code, 'boolean', { level: LEVEL.unary });
}
