import type { Report } from '../diagnostics/report.ts';
import type { Field } from '../model/message.ts';

/** Bits of a field that shares its bytes with its neighbours; undefined for any other field. */
export function packedBits({ value, list }: Field): number | undefined {
  if (list !== undefined) return undefined;
  if (value.kind === 'boolean') return 1;
  return value.kind === 'integer' && value.packed ? value.bits : undefined;
}

/** Bit fields must fill whole bytes, four at most, before another field follows: padding would not be preserved. */
export function checkBitAlignment(fields: readonly Field[], report: Report): void {
  let open = 0;
  let last: Field | undefined;
  const close = (): void => {
    if (open > 0 && last !== undefined) {
      const missing = 8 - (open % 8);
      report(
        last.offset,
        `the bits up to "${last.id}" do not fill a byte: add a b${missing} field, constant if unused`,
      );
    }
    open = 0;
  };
  for (const field of fields) {
    const { value } = field;
    const whole = value.kind === 'integer' ? value.bits % 8 === 0 : value.kind !== 'boolean';
    if (field.list !== undefined && !whole) report(field.offset, `"${field.id}" repeats bits: repeat whole bytes`);
    const bits = packedBits(field);
    if (bits === undefined) {
      close();
      continue;
    }
    if (field.condition !== undefined && (open > 0 || bits % 8 !== 0)) {
      report(field.offset, `"${field.id}" is optional, so it must fill whole bytes by itself`);
    }
    open += bits;
    last = field;
    if (open > 32) {
      report(field.offset, `the bits up to "${field.id}" cross 32 bits: end a group of whole bytes earlier`);
      open = 0;
    } else if (open % 8 === 0) {
      open = 0;
    }
  }
  close();
}
