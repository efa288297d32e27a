import type { Report } from '../diagnostics/report.ts';
import { constantInteger } from '../model/constant-value.ts';
import type { Expression } from '../model/expression.ts';
import type { Field, ValueType } from '../model/message.ts';
import type { SchemaField } from '../model/schema.ts';

/** The range of a single number, narrowed by `valid`; undefined for anything else. */
export function boundsOf(field: SchemaField, value: ValueType, report: Report): Field['bounds'] {
  if (value.kind !== 'integer' || field.repeat !== undefined) return undefined;
  const top = (1n << BigInt(value.bits)) - 1n;
  const min = bound(field.valid?.min, report) ?? 0n;
  const max = bound(field.valid?.max, report) ?? top;
  if (min < 0n || max > top || min > max) {
    report(field.valid?.offset ?? field.offset, `${min}..${max} is not a range of a number with ${value.bits} bits`);
  }
  return { min, max };
}

function bound(expression: Expression | undefined, report: Report): bigint | undefined {
  if (expression === undefined) return undefined;
  const value = constantInteger(expression);
  if (value === undefined) report(expression.offset, 'min and max must be numbers; use expr for anything else');
  return value;
}

/** Whether what `valid` and `contents` say fits the field. */
export function checkValid(field: SchemaField, resolved: Field, report: Report): void {
  const { valid, contents, id, offset } = field;
  const { value, role, label } = resolved;
  if (contents !== undefined && (valid !== undefined || field.type !== undefined)) {
    report(offset, `"${id}" has contents: omit type and valid`);
  }
  if (role.kind === 'constant' && field.condition !== undefined) {
    report(offset, `${label} is constant and optional: its presence does not follow from the value`);
  }
  if (valid === undefined) return;
  const single = field.repeat === undefined;
  const range = valid.min !== undefined || valid.max !== undefined;
  if ((range || valid.inEnum) && (value.kind !== 'integer' || !single)) {
    report(valid.offset, 'min, max and in-enum belong to a single number');
  }
  if (range && value.kind === 'integer' && value.registry !== undefined) {
    report(valid.offset, `"${id}" has an enum, whose members Kaitai does not order: use expr with _.to_i`);
  }
  if (valid.inEnum && value.kind === 'integer' && value.registry === undefined) {
    report(valid.offset, `"${id}" has no enum for in-enum`);
  }
  if (!single || !['integer', 'bytes', 'boolean'].includes(value.kind)) {
    report(valid.offset, 'valid belongs to a single number or to bytes');
  }
  if (role.kind !== 'constant') return;
  if (typeof role.value !== 'bigint') {
    if (value.kind !== 'bytes' || constantInteger(field.size) !== BigInt(role.value.length)) {
      report(valid.offset, `"${id}" must be bytes with "size: ${role.value.length}"`);
    }
    return;
  }
  const fits =
    valid.equal?.kind === 'boolean'
      ? value.kind === 'boolean'
      : value.kind === 'integer' && role.value >= 0n && role.value < 1n << BigInt(value.bits);
  if (!fits) report(valid.offset, `${role.text} does not fit "${id}"`);
}
