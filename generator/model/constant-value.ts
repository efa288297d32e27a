import type { Expression } from './expression.ts';

/** The number an expression always has, or undefined when it depends on anything. */
export function constantInteger(expression: Expression | undefined): bigint | undefined {
  if (expression === undefined) return undefined;
  if (expression.kind === 'integer') return expression.value;
  if (expression.kind === 'unary' && expression.operator === '-') {
    const value = constantInteger(expression.of);
    return value === undefined ? undefined : -value;
  }
  if (expression.kind !== 'binary') return undefined;
  const left = constantInteger(expression.left);
  const right = constantInteger(expression.right);
  if (left === undefined || right === undefined) return undefined;
  switch (expression.operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '<<':
      return right >= 0n && right <= 64n ? left << right : undefined;
    default:
      return undefined;
  }
}

/** The bytes an array literal always has. */
export function constantBytes(expression: Expression | undefined): readonly number[] | undefined {
  if (expression?.kind !== 'array') return undefined;
  const bytes = expression.items.map((item) => Number(constantInteger(item) ?? -1n));
  return bytes.every((byte) => byte >= 0 && byte <= 255) ? bytes : undefined;
}

/** `name`, `name * 2`, `name - 4`, `2 * name + 1`: as scale and addend, where the expression is linear in `name`. */
export function linearIn(
  expression: Expression,
  name: string,
): { readonly scale: number; readonly add: number } | undefined {
  if (expression.kind === 'name') return expression.name === name ? { scale: 1, add: 0 } : undefined;
  if (expression.kind !== 'binary') return undefined;
  const left = linearIn(expression.left, name);
  const right = linearIn(expression.right, name);
  const leftValue = constantInteger(expression.left);
  const rightValue = constantInteger(expression.right);
  switch (expression.operator) {
    case '+':
      if (left !== undefined && rightValue !== undefined) return { ...left, add: left.add + Number(rightValue) };
      if (right !== undefined && leftValue !== undefined) return { ...right, add: right.add + Number(leftValue) };
      return undefined;
    case '-':
      if (left !== undefined && rightValue !== undefined) return { ...left, add: left.add - Number(rightValue) };
      return undefined;
    case '*':
      if (left !== undefined && rightValue !== undefined && rightValue > 0n) return times(left, Number(rightValue));
      if (right !== undefined && leftValue !== undefined && leftValue > 0n) return times(right, Number(leftValue));
      return undefined;
    default:
      return undefined;
  }
}

function times(linear: { scale: number; add: number }, factor: number): { scale: number; add: number } {
  return { scale: linear.scale * factor, add: linear.add * factor };
}
