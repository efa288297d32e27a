import { GeneratorError } from '../../diagnostics/generator-error.ts';
import { constantInteger } from '../../model/constant-value.ts';
import { dependsOnStream, type Expression } from '../../model/expression.ts';
import { type Field, isVisible, type Message } from '../../model/message.ts';
import { propertyAccess } from '../../names/identifier.ts';
import { call, type Layout } from '../layout.ts';
import { withType } from '../wire/decode.ts';
import { LEVEL, operand } from '../wire/operand.ts';
import { isBigint, ValueScope } from '../wire/scope.ts';
import { type Assumptions, NO_ASSUMPTIONS, parenthesize, translate } from '../wire/translate.ts';
import { MANY_BYTES, measuredRange } from './capacity.ts';
import { type Amount, ANY_AMOUNT, type ArbitraryWriter, distinctKey } from './content.ts';
import { dependsOnTag, determinesSize, isIndependent } from './dependency.ts';

/** Numbers that say how much of something else there is stay small. */
const MAX_SIZE_VALUE = 16n;

/** The arbitrary of one visible field that is not the union's content. `value` holds its dependencies. */
export function fieldArbitrary(writer: ArbitraryWriter, field: Field): Layout {
  const { context } = writer;
  const { message } = context;
  const { condition } = field;
  const assumptions: Assumptions = condition === undefined ? NO_ASSUMPTIONS : { conditions: [condition], present: [] };
  const scope = new ValueScope(context, message, 'value');
  const content = restricted(writer, field, presentContent(writer, field, scope, assumptions));
  if (condition === undefined) return content;
  if (isIndependent(message, field) || dependsOnTag(message, field)) return writer.make('optional', content);
  return writer.make('presentIf', translate(condition, scope).code, content);
}

/** Whether generated values must be filtered by the codec. */
export function needsValidation(message: Message): boolean {
  return message.fields.some((field) => isVisible(field) && dependsOnTag(message, field));
}

function presentContent(writer: ArbitraryWriter, field: Field, scope: ValueScope, assumptions: Assumptions): Layout {
  const { message } = writer.context;
  const { value, list, extent, valid, bounds, unique } = field;
  // What follows from the tag is tried out, as the tag is not there yet.
  if (dependsOnTag(message, field) && field.condition === undefined) return unconstrained(writer, field, scope);
  if (valid?.equal !== undefined) return `fc.constant(${translate(valid.equal, scope, assumptions).code})`;
  if (valid?.anyOf !== undefined) {
    return call('fc.constantFrom', ...valid.anyOf.map((each) => translate(each, scope, assumptions).code));
  }
  const measured = measuredRange(message, field);
  if (list?.kind === 'count') {
    const amount: Amount =
      measured === undefined ? amountOf(list.count, scope, assumptions) : { kind: 'range', range: measured };
    return writer.counted(field, amount, scope);
  }
  const elementBytes =
    list !== undefined && value.kind === 'bytes' && extent.kind === 'fixed' ? extent.bytes : undefined;
  const wanted: Amount =
    measured !== undefined
      ? { kind: 'range', range: measured }
      : extent.kind === 'sized'
        ? amountOf(extent.size, scope, assumptions)
        : extent.kind === 'fixed' && elementBytes === undefined
          ? { kind: 'range', range: { min: extent.bytes, max: extent.bytes, step: 1 } }
          : { kind: 'range', range: ANY_AMOUNT };
  if (list !== undefined) {
    const key = unique === undefined ? undefined : distinctKey(writer, field, unique);
    return writer.items(value, wanted, scope, key, elementBytes, field);
  }
  switch (value.kind) {
    case 'integer': {
      const { registry } = value;
      if (valid?.inEnum === true && registry !== undefined) {
        const fitting = registry.members.filter((each) => BigInt(each.value) <= (bounds?.max ?? 0n));
        const name = writer.context.file.registry(registry);
        return call('fc.constantFrom', ...fitting.map((each) => `${name}${propertyAccess(each.name)}`));
      }
      const min = bounds?.min ?? 0n;
      const most = bounds?.max ?? 0n;
      const max = determinesSize(message, field) && most > min + MAX_SIZE_VALUE ? min + MAX_SIZE_VALUE : most;
      return writer.number({ ...value, bigint: isBigint(field) }, min, max);
    }
    case 'width': {
      const test = parenthesize(translate(value.on, scope, assumptions), LEVEL.or);
      return writer.make(
        'integer',
        '0',
        `${test} ? ${2 ** value.whenTrue.bits - 1} : ${2 ** value.whenFalse.bits - 1}`,
      );
    }
    case 'boolean':
      return 'fc.boolean()';
    case 'choice':
      throw new GeneratorError('the content of a union is not a field');
    default:
      return writer.content({ value, list: false }, wanted, scope);
  }
}

/** Anything that the field's type can hold. */
function unconstrained(writer: ArbitraryWriter, field: Field, scope: ValueScope): Layout {
  const { value, list, bounds } = field;
  if (value.kind === 'integer' && list === undefined) return writer.number(value, bounds?.min ?? 0n, bounds?.max ?? 0n);
  if (value.kind !== 'integer' && value.kind !== 'bytes' && value.kind !== 'message') return 'fc.boolean()';
  return writer.content({ value, list: list !== undefined }, { kind: 'range', range: ANY_AMOUNT }, scope);
}

/** Adds the filter of `valid: expr`. */
function restricted(writer: ArbitraryWriter, field: Field, content: Layout): Layout {
  const { expression } = field.valid ?? {};
  if (expression === undefined) return content;
  const self = withType(field, operand('item', 'number'));
  const test = translate(expression, new ValueScope(writer.context, writer.context.message, 'value', self));
  return writer.make('where', content, `(item) => ${test.code}`);
}

/** As much as an expression says; where that is up to the end of the input, as much as one likes. */
function amountOf(expression: Expression, scope: ValueScope, assumptions: Assumptions): Amount {
  const fixed = constantInteger(expression);
  if (fixed !== undefined) return { kind: 'range', range: { min: Number(fixed), max: Number(fixed), step: 1 } };
  if (!dependsOnStream(expression)) {
    const code = translate(expression, scope, assumptions).code;
    return { kind: 'exact', min: code, max: code };
  }
  if (expression.kind !== 'ternary' || dependsOnStream(expression.condition))
    return { kind: 'range', range: ANY_AMOUNT };
  const bound = (limit: number): string => translate(withoutStream(expression, limit), scope, assumptions).code;
  return { kind: 'exact', min: bound(0), max: bound(MANY_BYTES) };
}

/** The expression with `limit` in place of the rest of the input. */
function withoutStream(expression: Expression, limit: number): Expression {
  if (!dependsOnStream(expression)) return expression;
  if (expression.kind === 'ternary') {
    const then = withoutStream(expression.then, limit);
    const otherwise = withoutStream(expression.otherwise, limit);
    return { ...expression, then, otherwise };
  }
  return { kind: 'integer', offset: expression.offset, value: BigInt(limit), text: String(limit) };
}
