import { dependsOnStream, type Expression } from '../../model/expression.ts';
import { type Field, type IntegerType, isVisible } from '../../model/message.ts';
import { propertyAccess, quote } from '../../names/identifier.ts';
import { block, call, controlStatement, hardline, type Layout, nest } from '../layout.ts';
import { checkValid, refuse } from './check.ts';
import type { CodecContext } from './codec-context.ts';
import { distinctCall, withType } from './decode.ts';
import { lengthChecks } from './encode.ts';
import { literal } from './integer.ts';
import { isDirect, type Measured, measuredFields } from './measure.ts';
import { binary, LEVEL, number, type Operand, operand } from './operand.ts';
import { isBareParam, isBigint, ValueScope } from './scope.ts';
import { contentBytes, fieldSize } from './size.ts';
import { parenthesize, translate } from './translate.ts';

/** The conditions of a value without its nested messages: statements that encoding and validating share. */
export function shallowChecks(context: CodecContext): readonly Layout[] {
  const { message } = context;
  const statements: Layout[] = [];
  for (const field of message.fields) {
    if (!isVisible(field) || field.value.kind === 'choice') continue;
    const presence = presenceCheck(context, field);
    if (presence !== undefined) statements.push(presence);
    const inner = fieldChecks(context, field);
    if (inner.length === 0) continue;
    if (field.condition === undefined) statements.push(...inner);
    else statements.push(block(`if (value.${field.property} !== undefined)`, inner));
  }
  statements.push(...unknownTag(context), ...caseChecks(context));
  if (message.choice !== undefined) statements.push(...extentCheck(context, message.choice));
  return statements;
}

/** Lengths that are known only by measuring nested messages: checked by `validate`, and by `encode` while it writes. */
export function measuredChecks(context: CodecContext): readonly Layout[] {
  const statements: Layout[] = [];
  for (const measured of measuredFields(context.message).values()) {
    if (isDirect(context, measured)) continue;
    const name = `${measured.target.property}Size`;
    const size = fieldSize(context, context.message, measured.target, 'value');
    const checks = [`const ${name} = ${size.code};`, ...lengthChecks(context, measured, number(name, 0, 0))];
    if (measured.target.condition === undefined) statements.push(...checks);
    else statements.push(block(`if (value.${measured.target.property} !== undefined)`, checks));
  }
  return statements;
}

function fieldChecks(context: CodecContext, field: Field): readonly Layout[] {
  const { value, property, label, list, extent, unique, itemContents } = field;
  const code = `value.${property}`;
  const statements: Layout[] = [];
  const measured = measuredFields(context.message).get(field.id);
  if (list !== undefined) {
    if (value.kind === 'integer') {
      statements.push(
        controlStatement(`for (const item of ${code})`, [widthCheck(context, value, label, 'item', value.bigint)]),
      );
    } else if (value.kind === 'bytes' && extent.kind === 'fixed' && itemContents === undefined) {
      const refusal = call(context.file.use('wrongLength'), quote(label), 'item.length', String(extent.bytes));
      statements.push(
        controlStatement(`for (const item of ${code})`, [refuse([`item.length !== ${extent.bytes}`], refusal)]),
      );
    }
  } else if (value.kind === 'integer') {
    statements.push(widthCheck(context, value, label, code, isBigint(field)));
  } else if (value.kind === 'width') {
    const scope = new ValueScope(context, context.message, 'value');
    const test = parenthesize(translate(value.on, scope), LEVEL.or);
    const max = `${test} ? ${2 ** value.whenTrue.bits - 1} : ${2 ** value.whenFalse.bits - 1}`;
    statements.push(`const ${property}Max = ${max};`);
    const refusal = call(context.file.use('outOfRange'), quote(label), code, '0', `${property}Max`);
    statements.push(refuse([`${code} >>> 0 !== ${code}`, `${code} > ${property}Max`], refusal));
  } else if (value.kind === 'bytes' && extent.kind === 'fixed') {
    const refusal = call(context.file.use('wrongLength'), quote(label), `${code}.length`, String(extent.bytes));
    statements.push(refuse([`${code}.length !== ${extent.bytes}`], refusal));
  }
  if (measured !== undefined && isDirect(context, measured)) {
    statements.push(...directChecks(context, measured));
  }
  statements.push(...extentCheck(context, field), ...countCheck(context, field));
  const self = withType(field, operand(code, 'number'));
  context.file.constantName = property;
  statements.push(...checkValid(context, field, self, new ValueScope(context, context.message, 'value', self)));
  if (unique !== undefined) statements.push([distinctCall(context, field, code, unique), ';']);
  return statements;
}

/** Bounds of a length that the value shows directly; those of a list count its elements. */
function directChecks(context: CodecContext, measured: Measured): readonly Layout[] {
  const size = fieldSize(context, context.message, measured.target, 'value');
  const [length = '', element] = size.code.split(' * ');
  if (element === undefined || measured.scale > 1) return lengthChecks(context, measured, size);
  const min = Math.ceil(measured.min / Number(element));
  const max = Math.floor(measured.max / Number(element));
  return lengthChecks(context, { ...measured, min, max }, number(length, 0, 0));
}

/** Whether a number fits its bits; also refuses fractions, NaN and values of other types. */
function widthCheck(
  context: CodecContext,
  { bits }: IntegerType,
  label: string,
  code: string,
  bigint: boolean,
): Layout {
  const top = (1n << BigInt(bits)) - 1n;
  const outOfRange = context.file.use('outOfRange');
  if (bigint) {
    const refusal = call(outOfRange, quote(label), code, '0n', '0xffffffffffffffffn');
    return refuse([`${code} < 0n`, `${code} > 0xffffffffffffffffn`], refusal);
  }
  const max = top > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : top;
  const refusal = call(outOfRange, quote(label), code, '0', literal(max));
  if (bits === 32) return refuse([`${code} >>> 0 !== ${code}`], refusal);
  if (bits < 32) return refuse([`${code} >>> 0 !== ${code}`, `${code} > ${literal(max)}`], refusal);
  const exact = [`!Number.isSafeInteger(${code})`, `${code} < 0`];
  return refuse(max === top ? [...exact, `${code} > ${literal(max)}`] : exact, refusal);
}

/** A size that other fields of the value determine must equal the size of the content. */
function extentCheck(context: CodecContext, field: Field): readonly Layout[] {
  const { extent, label, value, list } = field;
  if (measuredFields(context.message).has(field.id)) return [];
  // A type of fixed size was compared with the size in the spec already.
  const isFixed = value.kind === 'message' && list === undefined && value.message.fixedSize !== undefined;
  const isHolder = list !== undefined ? value.kind !== 'bytes' : value.kind === 'message' || value.kind === 'choice';
  if (extent.kind === 'fixed' && isHolder && !isFixed) {
    const size = contentBytes(context, context.message, { ...field, extent: { kind: 'rest' } }, 'value');
    return [
      refuse(
        [`${size.code} !== ${extent.bytes}`],
        call(context.file.use('wrongLength'), quote(label), size.code, String(extent.bytes)),
      ),
    ];
  }
  if (extent.kind !== 'sized' || isBareParam(context.message, extent.size)) return [];
  return sizeEquals(context, field, extent.size);
}

function sizeEquals(context: CodecContext, field: Field, expression: Expression): readonly Layout[] {
  const scope = new ValueScope(context, context.message, 'value');
  const assumptions = field.condition === undefined ? [] : [field.condition];
  const size = contentBytes(context, context.message, field, 'value');
  const check = (wanted: Operand, only?: Operand): Layout => {
    const differs = binary('!==', LEVEL.equality, size, wanted);
    const condition = only === undefined ? differs : `${parenthesize(only, LEVEL.and)} && ${differs}`;
    return refuse([condition], call(context.file.use('wrongLength'), quote(field.label), size.code, wanted.code));
  };
  if (!dependsOnStream(expression))
    return [check(translate(expression, scope, { conditions: assumptions, present: [] }))];
  // If the size is the rest of the stream, every size is valid.
  if (expression.kind !== 'ternary' || dependsOnStream(expression.condition)) return [];
  const test = translate(expression.condition, scope, { conditions: assumptions, present: [] });
  const statements: Layout[] = [];
  if (!dependsOnStream(expression.then)) {
    const known = { conditions: [...assumptions, expression.condition], present: test.proves ?? [] };
    statements.push(check(translate(expression.then, scope, known), test));
  }
  if (!dependsOnStream(expression.otherwise)) {
    const no: Expression = { kind: 'unary', offset: 0, operator: 'not', of: expression.condition };
    const wanted = translate(expression.otherwise, scope, { conditions: [...assumptions, no], present: [] });
    statements.push(check(wanted, translate(no, scope, { conditions: assumptions, present: [] })));
  }
  return statements;
}

/** A count that other fields of the value determine must equal the number of elements. */
function countCheck(context: CodecContext, field: Field): readonly Layout[] {
  if (field.list?.kind !== 'count' || measuredFields(context.message).has(field.id)) return [];
  const { count } = field.list;
  if (isBareParam(context.message, count) || dependsOnStream(count)) return [];
  const assumptions = field.condition === undefined ? [] : [field.condition];
  const scope = new ValueScope(context, context.message, 'value');
  const wanted = translate(count, scope, { conditions: assumptions, present: [] });
  const length = number(`value.${field.property}.length`, 0, 0);
  const refusal = call(context.file.use('outOfRange'), quote(field.label), length.code, wanted.code, wanted.code);
  return [refuse([binary('!==', LEVEL.equality, length, wanted)], refusal)];
}

/** An optional field must be present if and only if its condition holds, unless its presence defines the condition. */
function presenceCheck(context: CodecContext, field: Field): Layout | undefined {
  const { condition, label, property } = field;
  if (condition === undefined || dependsOnStream(condition) || isBareParam(context.message, condition))
    return undefined;
  const isOwnFlag =
    condition.kind === 'name' &&
    context.message.fields.some(
      ({ id, role }) => id === condition.name && role.kind === 'flag' && role.of === field.id,
    );
  if (isOwnFlag) return undefined;
  const wanted = translate(condition, new ValueScope(context, context.message, 'value'));
  const absent = number(`(value.${property} === undefined)`, 0, 0);
  const reason = quote('is present if and only if its condition holds');
  const test = binary('===', LEVEL.equality, absent, wanted);
  return refuse([test], call(context.file.use('illegalValue'), quote(label), reason));
}

/** A union's `unknown` must not have a listed tag: it would decode to another kind. */
function unknownTag(context: CodecContext): readonly Layout[] {
  const { message, file } = context;
  const tag = message.fields.find((field) => field.role.kind === 'tag');
  const choice = message.choice?.value;
  if (tag === undefined || choice === undefined || tag.value.kind !== 'integer') return [];
  const code = `value.${tag.property}`;
  const width = widthCheck(context, tag.value, tag.label, code, false);
  const cases = choice.cases.map(({ point }) => `case ${file.registry(choice.registry)}${propertyAccess(point.name)}:`);
  if (cases.length === 0) return [block(`if (value.kind === 'unknown')`, [width])];
  const refusal = call(file.use('illegalValue'), quote(tag.label), quote('has a kind of its own'));
  const last = cases.at(-1) ?? '';
  const branches: Layout[] = [...cases.slice(0, -1), [last, nest(hardline, 'throw ', refusal, ';')]];
  return [block(`if (value.kind === 'unknown')`, [width, block(`switch (${code})`, branches)])];
}

/** Numbers that cases of a union hold. */
function caseChecks(context: CodecContext): readonly Layout[] {
  const { choice } = context.message;
  if (choice === undefined) return [];
  const { cases, otherwise } = choice.value;
  const all = [
    ...cases.map(({ point, content }) => ({ kind: point.name, content })),
    { kind: 'unknown', content: otherwise },
  ];
  const statements: Layout[] = [];
  for (const { kind, content } of all) {
    if (content?.value.kind !== 'integer') continue;
    const code = content.list ? 'item' : `value.${choice.property}`;
    const check = widthCheck(context, content.value, choice.label, code, content.value.bigint);
    const inner = content.list ? controlStatement(`for (const item of value.${choice.property})`, [check]) : check;
    statements.push(block(`if (value.kind === ${quote(kind)})`, [inner]));
  }
  return statements;
}
