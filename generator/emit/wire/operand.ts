import type { Message, Registry } from '../../model/message.ts';

/** JavaScript's precedences, as far as generated code goes. */
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

/** A translated expression: JavaScript text and what is known about its value. */
export interface Operand {
  readonly code: string;
  readonly level: number;
  readonly type: 'number' | 'bigint' | 'boolean' | 'bytes' | 'string' | 'message' | 'other';
  /** Inclusive, of a number. */
  readonly min: number;
  readonly max: number;
  readonly registry?: Registry | undefined;
  readonly message?: Message | undefined;
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

/** Joins two operands with the parentheses the formatter wants: the needed ones, and those for mixed operators. */
export function binary(operator: string, level: number, left: Operand, right: Operand): string {
  const wrap = (side: Operand, isRight: boolean): string => {
    const mixed = BITWISE.has(operator) && side.level < LEVEL.unary;
    const sameLevel =
      side.level === level && (isRight || !(operator === '+' || operator === '&&' || operator === '||'));
    const logical = operator === '||' && side.level === LEVEL.and;
    const remainder = side.level === LEVEL.product && level === LEVEL.sum && / % /.test(side.code);
    return side.level < level || mixed || sameLevel || logical || remainder ? `(${side.code})` : side.code;
  };
  return `${wrap(left, false)} ${operator} ${wrap(right, true)}`;
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
