import type { Expression } from '../model/expression.ts';
import type { Field } from '../model/message.ts';
import { addProblem, type Draft } from './draft.ts';
import { type Operand, sameValue } from './evaluate.ts';
import type { RawValue } from './node.ts';

/** Evaluates an expression of `valid`, where `_` is the value itself. */
export type Evaluate = (expression: Expression) => Operand | undefined;

/** Adds the violations of the spec by a value to its node. */
export function checkField(node: Draft, field: Field, value: RawValue, evaluate: Evaluate): void {
  const { label, role, valid, bounds } = field;
  const illegal = (reason: string): void => addProblem(node, 'ERR_WIRE_ILLEGAL_VALUE', label, reason);
  if (role.kind === 'constant') {
    if (typeof role.value !== 'bigint') {
      if (!sameValue(value, Uint8Array.from(role.value))) illegal('is not the constant it must be');
    } else if (value instanceof Uint8Array || BigInt(value) !== role.value) illegal(`must be ${role.text}`);
    return;
  }
  if (valid === undefined) return;
  if (bounds !== undefined && (typeof value === 'number' || typeof value === 'bigint')) {
    if (value < bounds.min || value > bounds.max) {
      if (role.kind !== 'length') illegal(`must be in ${bounds.min}..${bounds.max}`);
      else addProblem(node, 'ERR_WIRE_RANGE', label, `${value} is not in ${bounds.min}..${bounds.max}`);
    }
  }
  if (valid.inEnum && node.meaning?.name === undefined) illegal('is not a known code point');
  const differs = (expression: Expression): boolean => {
    const other = evaluate(expression);
    return other === undefined || !sameValue(value, other);
  };
  if (valid.anyOf?.every(differs) === true) illegal('is none of the values allowed here');
  if (valid.equal !== undefined && differs(valid.equal)) illegal('is not what it must be here');
  if (valid.expression !== undefined && evaluate(valid.expression) !== true) illegal('is not allowed here');
}
