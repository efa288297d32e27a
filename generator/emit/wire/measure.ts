import { GeneratorError } from '../../diagnostics/generator-error.ts';
import { type Field, isVisible, type Message, type WidthType } from '../../model/message.ts';
import type { CodecContext } from './codec-context.ts';
import { LEVEL, number, type Operand } from './operand.ts';
import { ValueScope } from './scope.ts';
import { contentBytes, fieldSize } from './size.ts';
import { parenthesize, translate } from './translate.ts';

/** A hidden length with the field it measures. */
export interface Measured {
  readonly length: Field;
  readonly target: Field;
  /** Inclusive bounds of the measure, in bytes or elements. */
  readonly min: number;
  readonly max: number;
  readonly scale: number;
  readonly add: number;
}

/** Hidden lengths of a message by the id of the field they measure. */
export function measuredFields(message: Message): ReadonlyMap<string, Measured> {
  const measured = new Map<string, Measured>();
  for (const length of message.fields) {
    const { role, bounds } = length;
    if (role.kind !== 'length' || bounds === undefined) continue;
    const target = message.fields.find((field) => field.id === role.of);
    if (target === undefined) continue;
    const [min, max] = [bounds.min, bounds.max].map((bound) => Number(bound) * role.scale + role.add);
    measured.set(target.id, {
      length,
      target,
      min: Math.max(0, min ?? 0),
      max: max ?? 0,
      scale: role.scale,
      add: role.add,
    });
  }
  return measured;
}

/** The value of a hidden length for a measure. */
export function lengthFrom({ scale, add }: Measured, measure: Operand): Operand {
  const wrapped = (code: Operand, level: number): string => (code.level < level ? `(${code.code})` : code.code);
  const difference =
    add === 0
      ? measure
      : number(`${wrapped(measure, LEVEL.sum)} ${add > 0 ? '-' : '+'} ${Math.abs(add)}`, 0, 0, LEVEL.sum);
  if (scale === 1) return difference;
  return number(`${wrapped(difference, LEVEL.product + 1)} / ${scale}`, 0, 0, LEVEL.product);
}

/** Whether the value itself has the measure: a length of bytes or of a list of fixed-size elements. */
export function isDirect(context: CodecContext, measured: Measured): boolean {
  return /^value\.\w+\.length( \* \d+)?$/.test(fieldSize(context, context.message, measured.target, 'value').code);
}

/** Bytes a whole value takes, as summands; the constant part first. */
export function totalBytes(context: CodecContext): readonly Operand[] {
  const { message } = context;
  let fixedBits = 0;
  const summands: Operand[] = [];
  const carried = new Map<string, number>();
  for (const field of message.fields) {
    const { role, value, condition } = field;
    if (role.kind === 'length' && condition !== undefined && value.kind === 'integer') {
      carried.set(role.of, (carried.get(role.of) ?? 0) + value.bits / 8);
      continue;
    }
    const bits = packed(field);
    if (bits !== undefined && condition === undefined) {
      fixedBits += bits;
      continue;
    }
    const bytes = value.kind === 'width' ? widthBytes(context, value) : contentBytes(context, message, field, 'value');
    if (condition === undefined) {
      if (bytes.level === LEVEL.primary && /^\d+$/.test(bytes.code)) fixedBits += Number(bytes.code) * 8;
      else summands.push(bytes);
      continue;
    }
    if (!isVisible(field)) throw new GeneratorError(`${field.label} is hidden and optional`);
    const extra = carried.get(field.id) ?? 0;
    const total =
      extra === 0
        ? bytes.code
        : /^\d+$/.test(bytes.code)
          ? String(Number(bytes.code) + extra)
          : `${extra} + ${bytes.code}`;
    summands.push(number(`(value.${field.property} === undefined ? 0 : ${total})`, 0, 0));
  }
  const fixed = fixedBits / 8;
  return fixed === 0 && summands.length > 0 ? summands : [number(String(fixed), fixed, fixed), ...summands];
}

function widthBytes(context: CodecContext, { on, whenTrue, whenFalse }: WidthType): Operand {
  const test = translate(on, new ValueScope(context, context.message, 'value'));
  return number(`(${parenthesize(test, LEVEL.or)} ? ${whenTrue.bits / 8} : ${whenFalse.bits / 8})`, 0, 0);
}

function packed({ value, list }: Field): number | undefined {
  if (list !== undefined) return undefined;
  if (value.kind === 'boolean') return 1;
  return value.kind === 'integer' ? value.bits : undefined;
}
