import type { Field } from '../../model/message.ts';
import { propertyAccess, quote } from '../../names/identifier.ts';
import { call, controlStatement, flatOrBroken, group, join, type Layout, line, nest, softline } from '../layout.ts';
import type { CodecContext } from './codec-context.ts';
import { literal } from './integer.ts';
import { binary, LEVEL, negate, type Operand } from './operand.ts';
import { isBigint } from './scope.ts';
import { requireType, type Scope, translate } from './translate.ts';

/** `if (a || b) throw refusal(...);` */
export function refuse(conditions: readonly string[], refusal: Layout, operator = '||'): Layout {
  const test = group(nest(softline, join([` ${operator}`, line], conditions)), softline);
  const statement = [flatOrBroken('', '{'), nest(softline, 'throw ', refusal, ';'), softline, flatOrBroken('', '}')];
  return group('if (', test, ') ', statement);
}

/** The checks of `valid` for a number or bytes in `self`, both for decoding and for values. */
export function checkValid(context: CodecContext, field: Field, self: Operand, scope: Scope): readonly Layout[] {
  const { valid, label, bounds, value, itemContents } = field;
  if (itemContents !== undefined) {
    const wrong = `!${context.file.use('equalBytes')}(item, ${context.file.bytes(itemContents)})`;
    const refusal = call(context.file.use('illegalValue'), quote(label), quote('is not the constant it must be'));
    return [controlStatement(`for (const item of ${self.code})`, [refuse([wrong], refusal)])];
  }
  if (valid === undefined || field.role.kind === 'constant') return [];
  const statements: Layout[] = [];
  const illegal = (reason: string): Layout => call(context.file.use('illegalValue'), quote(label), quote(reason));
  if (bounds !== undefined && field.role.kind !== 'length') {
    const n = isBigint(field) ? 'n' : '';
    const conditions: string[] = [];
    if (valid.min !== undefined && bounds.min > 0n) conditions.push(`${self.code} < ${bounds.min}${n}`);
    if (valid.max !== undefined) conditions.push(`${self.code} > ${n === '' ? literal(bounds.max) : `${bounds.max}n`}`);
    if (conditions.length > 0) statements.push(refuse(conditions, illegal(`must be in ${bounds.min}..${bounds.max}`)));
  }
  if (valid.inEnum && value.kind === 'integer' && value.registry !== undefined) {
    const name = context.file.registry(value.registry);
    const conditions = value.registry.members.map((each) => `${self.code} !== ${name}${propertyAccess(each.name)}`);
    statements.push(refuse(conditions, illegal('is not a known code point'), '&&'));
  }
  if (valid.anyOf !== undefined) {
    const conditions = valid.anyOf.map((each) => differs(context, self, translate(each, scope), each.offset));
    statements.push(refuse(conditions, illegal('is none of the values allowed here'), '&&'));
  }
  if (valid.equal !== undefined) {
    const condition = differs(context, self, translate(valid.equal, scope), valid.equal.offset);
    statements.push(refuse([condition], illegal('is not what it must be here')));
  }
  if (valid.expression !== undefined) {
    const condition = translate(valid.expression, scope);
    requireType(condition, 'boolean', valid.expression.offset);
    statements.push(refuse([negate(condition).code], illegal('is not allowed here')));
  }
  return statements;
}

function differs(context: CodecContext, self: Operand, other: Operand, offset: number): string {
  requireType(other, self.type, offset);
  if (self.type === 'bytes') return `!${context.file.use('equalBytes')}(${self.code}, ${other.code})`;
  return binary('!==', LEVEL.equality, self, other);
}
