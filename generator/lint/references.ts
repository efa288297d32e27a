import type { Report } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import { type Expression, namesIn } from '../model/expression.ts';
import type { SchemaType } from '../model/schema.ts';

/** Names that are not declared in the type. */
const BUILT_IN: ReadonlySet<string> = new Set(['_', '_io']);

/**
 * Names in expressions must be declared in the same type, fields before their use. Also finds ids given twice and
 * unused lengths.
 */
export function checkReferences(type: SchemaType, report: Report): void {
  const known = new Set<string>();
  const declare = (id: string, offset: number): void => {
    if (known.has(id)) report(offset, `the id "${id}" is given twice`);
    known.add(id);
  };
  const everything = [...type.params, ...type.seq, ...type.instances].map((each) => each.id);
  const used = new Set<string>();
  const check = (expression: Expression | undefined): void => {
    if (expression === undefined) return;
    for (const name of namesIn(expression)) {
      used.add(name);
      if (known.has(name) || BUILT_IN.has(name)) continue;
      if (name === '_parent' || name === '_root') {
        report(expression.offset, `${name} is not supported: pass the value as a param`);
      } else if (everything.includes(name)) {
        report(expression.offset, `"${name}" is used before it is read`);
      } else {
        report(expression.offset, `there is no field or param "${name}" here${didYouMean(name, everything)}`);
      }
    }
  };
  for (const { id, offset } of type.params) declare(id, offset);
  // A value instance can be used anywhere, provided that what it needs is known there; translating it checks that.
  for (const { id, offset } of type.instances) declare(id, offset);
  for (const field of type.seq) {
    check(field.condition);
    check(field.size);
    if (field.repeat?.kind === 'count') check(field.repeat.count);
    if (field.type?.kind === 'type') for (const each of field.type.args) check(each);
    if (field.type?.kind === 'switch') {
      check(field.type.on);
      for (const each of field.type.cases) for (const arg of each.type.args) check(arg);
    }
    declare(field.id, field.offset);
    const { valid } = field;
    check(valid?.equal);
    check(valid?.expression);
    for (const each of valid?.anyOf ?? []) check(each);
  }
  for (const { value } of type.instances) check(value);
  for (const { id, offset } of type.seq) {
    if (/^(len|num)_/.test(id) && !used.has(id)) report(offset, `nothing uses the length "${id}": give it as a size`);
  }
}
