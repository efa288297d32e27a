import { asksStream, type Expression } from '../../model/expression.ts';
import { type Field, type IntegerType, isVisible } from '../../model/message.ts';
import { propertyAccess, quote } from '../../names/identifier.ts';
import { block, call, guarded, hardline, type Layout, nest } from '../layout.ts';
import { checkValid, refuse } from './check.ts';
import { distinctCall, withType } from './decode.ts';
import { lengthChecks } from './encode.ts';
import type { Frame } from './frame.ts';
import { literal } from './integer.ts';
import { isDirect, type Measured, measuredFields } from './measure.ts';
import { binary, LEVEL, number, type Operand, operand } from './operand.ts';
import { isBareParam, isBigint, ValueScope } from './scope.ts';
import { contentBytes, fieldSize } from './size.ts';
import { parenthesize, translate } from './translate.ts';

/** What must hold of a value apart from its nested messages: statements that encoding and validating share. */
export function shallowChecks(frame: Frame): readonly Layout[] {
  const { message } = frame;
  const statements: Layout[] = [];
  for (const field of message.fields) {
    if (!isVisible(field) || field.value.kind === 'choice') continue;
    const presence = presenceCheck(frame, field);
    if (presence !== undefined) statements.push(presence);
    const inner = fieldChecks(frame, field);
    if (inner.length === 0) continue;
    if (field.condition === undefined) statements.push(...inner);
    else statements.push(block(`if (value.${field.property} !== undefined)`, inner));
  }
  statements.push(...unknownTag(frame), ...caseChecks(frame));
  if (message.choice !== undefined) statements.push(...extentCheck(frame, message.choice));
  return statements;
}

/** Lengths that are known only by measuring nested messages: checked by `validate`, and by `encode` while it writes. */
export function measuredChecks(frame: Frame): readonly Layout[] {
  const statements: Layout[] = [];
  for (const measured of measuredFields(frame.message).values()) {
    if (isDirect(frame, measured)) continue;
    const name = `${measured.target.property}Size`;
    const size = fieldSize(frame, frame.message, measured.target, 'value');
    const checks = [`const ${name} = ${size.code};`, ...lengthChecks(frame, measured, number(name, 0, 0))];
    if (measured.target.condition === undefined) statements.push(...checks);
    else statements.push(block(`if (value.${measured.target.property} !== undefined)`, checks));
  }
  return statements;
}

function fieldChecks(frame: Frame, field: Field): readonly Layout[] {
  const { value, property, label, list, extent, unique, itemContents } = field;
  const code = `value.${property}`;
  const statements: Layout[] = [];
  const measured = measuredFields(frame.message).get(field.id);
  if (list !== undefined) {
    if (value.kind === 'integer') {
      statements.push(guarded(`for (const item of ${code})`, [widthCheck(frame, value, label, 'item', value.bigint)]));
    } else if (value.kind === 'bytes' && extent.kind === 'fixed' && itemContents === undefined) {
      const refusal = call(frame.file.use('wrongLength'), quote(label), 'item.length', String(extent.bytes));
      statements.push(guarded(`for (const item of ${code})`, [refuse([`item.length !== ${extent.bytes}`], refusal)]));
    }
  } else if (value.kind === 'integer') {
    statements.push(widthCheck(frame, value, label, code, isBigint(field)));
  } else if (value.kind === 'width') {
    const scope = new ValueScope(frame, frame.message, 'value');
    const test = parenthesize(translate(value.on, scope), LEVEL.or);
    const max = `${test} ? ${2 ** value.whenTrue.bits - 1} : ${2 ** value.whenFalse.bits - 1}`;
    statements.push(`const ${property}Max = ${max};`);
    const refusal = call(frame.file.use('outOfRange'), quote(label), code, '0', `${property}Max`);
    statements.push(refuse([`${code} >>> 0 !== ${code}`, `${code} > ${property}Max`], refusal));
  } else if (value.kind === 'bytes' && extent.kind === 'fixed') {
    const refusal = call(frame.file.use('wrongLength'), quote(label), `${code}.length`, String(extent.bytes));
    statements.push(refuse([`${code}.length !== ${extent.bytes}`], refusal));
  }
  if (measured !== undefined && isDirect(frame, measured)) {
    statements.push(...directChecks(frame, measured));
  }
  statements.push(...extentCheck(frame, field), ...countCheck(frame, field));
  const self = withType(field, operand(code, 'number'));
  frame.file.hint = property;
  statements.push(...checkValid(frame, field, self, new ValueScope(frame, frame.message, 'value', self)));
  if (unique !== undefined) statements.push([distinctCall(frame, field, code, unique), ';']);
  return statements;
}

/** Bounds of a length that the value shows directly; those of a list count its elements. */
function directChecks(frame: Frame, measured: Measured): readonly Layout[] {
  const size = fieldSize(frame, frame.message, measured.target, 'value');
  const [length = '', element] = size.code.split(' * ');
  if (element === undefined || measured.scale > 1) return lengthChecks(frame, measured, size);
  const min = Math.ceil(measured.min / Number(element));
  const max = Math.floor(measured.max / Number(element));
  return lengthChecks(frame, { ...measured, min, max }, number(length, 0, 0));
}

/** Whether a number fits its bits; also refuses fractions, NaN and what is no number at all. */
function widthCheck(frame: Frame, { bits }: IntegerType, label: string, code: string, bigint: boolean): Layout {
  const top = (1n << BigInt(bits)) - 1n;
  const outOfRange = frame.file.use('outOfRange');
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

/** A size that the value itself already states must be the size of the content. */
function extentCheck(frame: Frame, field: Field): readonly Layout[] {
  const { extent, label, value, list } = field;
  if (measuredFields(frame.message).has(field.id)) return [];
  // A type of fixed size was compared with the size in the spec already.
  const isFixed = value.kind === 'message' && list === undefined && value.message.fixedSize !== undefined;
  const isHolder = list !== undefined ? value.kind !== 'bytes' : value.kind === 'message' || value.kind === 'choice';
  if (extent.kind === 'fixed' && isHolder && !isFixed) {
    const size = contentBytes(frame, frame.message, { ...field, extent: { kind: 'rest' } }, 'value');
    return [
      refuse(
        [`${size.code} !== ${extent.bytes}`],
        call(frame.file.use('wrongLength'), quote(label), size.code, String(extent.bytes)),
      ),
    ];
  }
  if (extent.kind !== 'sized' || isBareParam(frame.message, extent.size)) return [];
  return sizeEquals(frame, field, extent.size);
}

function sizeEquals(frame: Frame, field: Field, expression: Expression): readonly Layout[] {
  const scope = new ValueScope(frame, frame.message, 'value');
  const holds = field.condition === undefined ? [] : [field.condition];
  const size = contentBytes(frame, frame.message, field, 'value');
  const check = (wanted: Operand, only?: Operand): Layout => {
    const differs = binary('!==', LEVEL.equality, size, wanted);
    const condition = only === undefined ? differs : `${parenthesize(only, LEVEL.and)} && ${differs}`;
    return refuse([condition], call(frame.file.use('wrongLength'), quote(field.label), size.code, wanted.code));
  };
  if (!asksStream(expression)) return [check(translate(expression, scope, { conditions: holds, present: [] }))];
  // Where the size is what the stream has left, any size will do.
  if (expression.kind !== 'ternary' || asksStream(expression.condition)) return [];
  const test = translate(expression.condition, scope, { conditions: holds, present: [] });
  const statements: Layout[] = [];
  if (!asksStream(expression.then)) {
    const known = { conditions: [...holds, expression.condition], present: test.proves ?? [] };
    statements.push(check(translate(expression.then, scope, known), test));
  }
  if (!asksStream(expression.otherwise)) {
    const no: Expression = { kind: 'unary', offset: 0, operator: 'not', of: expression.condition };
    const wanted = translate(expression.otherwise, scope, { conditions: [...holds, no], present: [] });
    statements.push(check(wanted, translate(no, scope, { conditions: holds, present: [] })));
  }
  return statements;
}

/** A count that the value itself already states must be the number of elements. */
function countCheck(frame: Frame, field: Field): readonly Layout[] {
  if (field.list?.kind !== 'count' || measuredFields(frame.message).has(field.id)) return [];
  const { count } = field.list;
  if (isBareParam(frame.message, count) || asksStream(count)) return [];
  const holds = field.condition === undefined ? [] : [field.condition];
  const scope = new ValueScope(frame, frame.message, 'value');
  const wanted = translate(count, scope, { conditions: holds, present: [] });
  const length = number(`value.${field.property}.length`, 0, 0);
  const refusal = call(frame.file.use('outOfRange'), quote(field.label), length.code, wanted.code, wanted.code);
  return [refuse([binary('!==', LEVEL.equality, length, wanted)], refusal)];
}

/** An optional field is there exactly if its condition holds, where the condition does not follow from its presence. */
function presenceCheck(frame: Frame, field: Field): Layout | undefined {
  const { condition, label, property } = field;
  if (condition === undefined || asksStream(condition) || isBareParam(frame.message, condition)) return undefined;
  const isOwnFlag =
    condition.kind === 'name' &&
    frame.message.fields.some(({ id, role }) => id === condition.name && role.kind === 'flag' && role.of === field.id);
  if (isOwnFlag) return undefined;
  const wanted = translate(condition, new ValueScope(frame, frame.message, 'value'));
  const absent = number(`(value.${property} === undefined)`, 0, 0);
  const reason = quote('is present if and only if its condition holds');
  const test = binary('===', LEVEL.equality, absent, wanted);
  return refuse([test], call(frame.file.use('illegalValue'), quote(label), reason));
}

/** A union's `unknown` must not carry a tag that has a kind of its own: it would decode to something else. */
function unknownTag(frame: Frame): readonly Layout[] {
  const { message, file } = frame;
  const tag = message.fields.find((field) => field.role.kind === 'tag');
  const choice = message.choice?.value;
  if (tag === undefined || choice === undefined || tag.value.kind !== 'integer') return [];
  const code = `value.${tag.property}`;
  const width = widthCheck(frame, tag.value, tag.label, code, false);
  const cases = choice.cases.map(({ point }) => `case ${file.registry(choice.registry)}${propertyAccess(point.name)}:`);
  if (cases.length === 0) return [block(`if (value.kind === 'unknown')`, [width])];
  const refusal = call(file.use('illegalValue'), quote(tag.label), quote('has a kind of its own'));
  const last = cases.at(-1) ?? '';
  const branches: Layout[] = [...cases.slice(0, -1), [last, nest(hardline, 'throw ', refusal, ';')]];
  return [block(`if (value.kind === 'unknown')`, [width, block(`switch (${code})`, branches)])];
}

/** Numbers that cases of a union hold. */
function caseChecks(frame: Frame): readonly Layout[] {
  const { choice } = frame.message;
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
    const check = widthCheck(frame, content.value, choice.label, code, content.value.bigint);
    const inner = content.list ? guarded(`for (const item of value.${choice.property})`, [check]) : check;
    statements.push(block(`if (value.kind === ${quote(kind)})`, [inner]));
  }
  return statements;
}
