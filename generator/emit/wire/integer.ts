import type { Field } from '../../model/message.ts';
import type { Layout } from '../layout.ts';
import { LEVEL, number, type Operand, operand } from './operand.ts';

/** `at`, `at + 3`. */
export function plus(at: string, offset: number): string {
  return offset === 0 ? at : `${at} + ${offset}`;
}

/** Reads a big-endian number of 1 to 8 bytes from `view`. 64 bits give a number too, exact up to 2^53-1. */
export function readInteger(bits: number, at: string, offset = 0): Operand {
  const place = plus(at, offset);
  const max = 2 ** bits - 1;
  switch (bits) {
    case 8:
    case 16:
    case 32:
      return number(`view.getUint${bits}(${place})`, 0, max);
    case 24:
      return number(`(view.getUint16(${place}) << 8) | view.getUint8(${plus(at, offset + 2)})`, 0, max, LEVEL.bitOr);
    default: {
      const high = readInteger(bits - 32, at, offset);
      const wrapped = high.level < LEVEL.product ? `(${high.code})` : high.code;
      const low = `view.getUint32(${plus(at, offset + (bits - 32) / 8)})`;
      return number(`${wrapped} * 2 ** 32 + ${low}`, 0, max, LEVEL.sum);
    }
  }
}

/** One bit field out of a number of `total` bits that stands in the variable `name`. */
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

/** Statements that write what `value` (a simple expression) holds. */
export function writeInteger(bits: number, at: string, offset: number, value: Operand): readonly Layout[] {
  const place = plus(at, offset);
  const simple = value.level === LEVEL.primary ? value.code : `(${value.code})`;
  switch (bits) {
    case 8:
    case 16:
    case 32:
      return [`view.setUint${bits}(${place}, ${value.code});`];
    case 24:
      return [
        `view.setUint16(${place}, ${simple} >>> 8);`,
        `view.setUint8(${plus(at, offset + 2)}, ${simple} & 0xff);`,
      ];
    default: {
      const high = number(`Math.floor(${simple} / 2 ** 32)`, 0, 2 ** (bits - 32) - 1);
      const low = `view.setUint32(${plus(at, offset + (bits - 32) / 8)}, ${simple} >>> 0);`;
      return [...writeInteger(bits - 32, at, offset, high), low];
    }
  }
}

/** `255`, `2 ** 48 - 1`: short and readable. */
export function literal(value: bigint): string {
  const bits = (value + 1n).toString(2);
  return value > 0xffffn && /^10+$/.test(bits) ? `2 ** ${bits.length - 1} - 1` : value.toString();
}
