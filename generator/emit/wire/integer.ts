import type { Field, ValueType } from '../../model/message.ts';
import type { Layout } from '../layout.ts';
import { LEVEL, number, type Operand, operand } from './operand.ts';

/** `at`, `at + 3`. */
export function plus(at: string, offset: number): string {
  return offset === 0 ? at : `${at} + ${offset}`;
}

/** Widths that one call of the reader or writer covers. */
const SINGLE: ReadonlySet<number> = new Set([8, 16, 24, 32, 48]);

/** Whether one call reads or writes a number of so many bits. */
export function isSingle(bits: number): boolean {
  return SINGLE.has(bits);
}

/** Whether one call reads or writes a whole list of such numbers. */
export function isListed(value: ValueType): boolean {
  return value.kind === 'integer' && (value.bits === 8 || value.bits === 16);
}

/** Reads a big-endian number of 1 to 8 bytes. 64 bits give a number too, exact up to 2^53-1. */
export function readInteger(bits: number, at: string, offset = 0): Operand {
  const max = 2 ** bits - 1;
  if (isSingle(bits)) return number(`reader.uint${bits}(${plus(at, offset)})`, 0, max);
  const high = readInteger(bits - 32, at, offset);
  const low = `reader.uint32(${plus(at, offset + (bits - 32) / 8)})`;
  return number(`${high.code} * 2 ** 32 + ${low}`, 0, max, LEVEL.sum);
}

/** One bit field of a number of `total` bits in the variable `name`. */
export function extractBits(field: Field, name: string, bits: number, shift: number, total: number): Operand {
  const mask = 2 ** bits - 1;
  if (field.value.kind === 'boolean') {
    const flag = `0x${(2 ** shift).toString(16)}`;
    return operand(`(${name} & ${flag}) !== 0`, 'boolean', { level: LEVEL.equality });
  }
  const top = shift + bits === total;
  if (shift === 0) return number(`${name} & ${hex(mask)}`, 0, mask, LEVEL.bitAnd);
  if (top) return number(`${name} >>> ${shift}`, 0, mask, LEVEL.shift);
  return number(`(${name} >>> ${shift}) & ${hex(mask)}`, 0, mask, LEVEL.bitAnd);
}

function hex(mask: number): string {
  return `0x${mask.toString(16)}`;
}

/** Statements that write `value`, a simple expression. */
export function writeInteger(bits: number, at: string, offset: number, value: Operand): readonly Layout[] {
  if (isSingle(bits)) return [`writer.uint${bits}(${plus(at, offset)}, ${value.code});`];
  const simple = value.level === LEVEL.primary ? value.code : `(${value.code})`;
  const high = number(`Math.floor(${simple} / 2 ** 32)`, 0, 2 ** (bits - 32) - 1);
  const low = `writer.uint32(${plus(at, offset + (bits - 32) / 8)}, ${simple} >>> 0);`;
  return [...writeInteger(bits - 32, at, offset, high), low];
}

/** `255`, `2 ** 48 - 1`: short and readable. */
export function literal(value: bigint): string {
  const bits = (value + 1n).toString(2);
  return value > 0xffffn && /^10+$/.test(bits) ? `2 ** ${bits.length - 1} - 1` : value.toString();
}
