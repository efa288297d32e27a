import type { CaseContent, Field, Message, ValueType } from '../../model/message.ts';
import { measuredFields } from '../wire/measure.ts';
import { fixedBytes } from '../wire/size.ts';

/** Bytes of a field, unless the spec requires more: beyond the range of a one-byte length. */
export const MANY_BYTES = 300;
/** Maximum number of small fixed-size elements in a list, so that the range of a one-byte length is covered. */
const MANY_ITEMS = 150;
/** Maximum number of elements of any size in a list, unless the spec requires more. */
const SOME_ITEMS = 8;
/** If fewer elements than this are certain to fit, although small ones would, lists are filtered by size. */
const ENOUGH_ITEMS = 3;

/** Inclusive; bytes or elements, in steps of `step` from `min` on. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** The range that a hidden length allows for the field it measures; undefined: no length measures it. */
export function measuredRange(message: Message, field: Field): Range | undefined {
  const measured = measuredFields(message).get(field.id);
  if (measured === undefined) return undefined;
  const { scale, add, max } = measured;
  const least = Math.max(0, Number(measured.length.bounds?.min ?? 0));
  const fewest = Math.max(least, Math.ceil(-add / scale));
  return { min: fewest * scale + add, max, step: scale };
}

/** Bytes of generated values of a field that is neither a list nor a message. */
export function byteRange({ min, max, step }: Range): Range {
  const steps = Math.floor(Math.max(0, Math.min(max, Math.max(min, MANY_BYTES)) - min) / step);
  return { min, max: min + steps * step, step };
}

/** Numbers of elements that always take a number of bytes in `range`; undefined if the lists must be filtered. */
export function itemRange(value: ValueType, elementBytes: number | undefined, range: Range): Range | undefined {
  const fixed = elementBytes ?? fixedBytes(value);
  const least = fixed ?? (value.kind === 'message' ? value.message.minSize : 0);
  const most = fixed ?? (value.kind === 'message' ? capacity(value.message) : 0);
  const min = Math.ceil(range.min / least);
  const many = fixed !== undefined && fixed <= 8 ? MANY_ITEMS : SOME_ITEMS;
  const max = Math.min(Math.floor(range.max / most), Math.max(min, many));
  const steady = range.step === 1 || (fixed !== undefined && fixed % range.step === 0 && range.min % range.step === 0);
  const enough = max >= Math.min(ENOUGH_ITEMS, Math.floor(range.max / least));
  return min <= max && steady && enough ? { min, max, step: 1 } : undefined;
}

const known = new WeakMap<Message, number>();

/** The most bytes a generated value of a message takes. */
export function capacity(message: Message): number {
  const found = known.get(message);
  if (found !== undefined) return found;
  const bytes = message.fields.reduce((sum, field) => sum + fieldCapacity(message, field), 0);
  known.set(message, bytes);
  return bytes;
}

function fieldCapacity(message: Message, field: Field): number {
  const { value, extent, list } = field;
  if (extent.kind === 'fixed' && (list === undefined || value.kind !== 'bytes')) return extent.bytes;
  const range = measuredRange(message, field) ?? { min: 0, max: Number.MAX_SAFE_INTEGER, step: 1 };
  if (value.kind === 'choice') {
    const contents = [...value.cases.map((each) => each.content), value.otherwise];
    return Math.max(...contents.map((content) => (content === undefined ? 0 : contentCapacity(content, range))));
  }
  if (list?.kind === 'count') {
    const element = extent.kind === 'fixed' ? extent.bytes : valueCapacity(value, range);
    return element * Math.min(range.max, Math.max(range.min, MANY_ITEMS));
  }
  return contentCapacity({ value, list: list !== undefined }, range);
}

function contentCapacity({ value, list }: { value: ValueType; list: boolean }, range: Range): number {
  if (!list) return valueCapacity(value, range);
  const items = itemRange(value, undefined, range);
  return items === undefined ? range.max : items.max * valueCapacity(value, range);
}

function valueCapacity(value: ValueType | CaseContent['value'], range: Range): number {
  switch (value.kind) {
    case 'integer':
      return value.bits / 8;
    case 'boolean':
      return 1 / 8;
    case 'width':
      return Math.max(value.whenTrue.bits, value.whenFalse.bits) / 8;
    case 'message':
      return Math.min(range.max, capacity(value.message));
    default:
      return byteRange(range).max;
  }
}
