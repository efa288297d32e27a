import { packedBits } from '../../lint/bit-groups.ts';
import type { Field } from '../../model/message.ts';
import { fixedBytes } from './size.ts';

/** Fields that share whole bytes: one number, or several bit fields, highest bits first. */
export interface Part {
  /** From the start of the run. */
  readonly offset: number;
  readonly bytes: number;
  readonly fields: readonly Field[];
}

/** Fields that share one bounds check, or one field of variable size. */
export type Segment =
  | { readonly kind: 'run'; readonly bytes: number; readonly parts: readonly Part[] }
  | { readonly kind: 'single'; readonly field: Field };

/** Splits the fields of a message into runs of fixed size and single fields. */
export function segmentsOf(fields: readonly Field[]): readonly Segment[] {
  const segments: Segment[] = [];
  let parts: Part[] = [];
  let bytes = 0;
  let open: Field[] = [];
  let openBits = 0;
  const closeRun = (): void => {
    if (parts.length > 0) segments.push({ kind: 'run', bytes, parts });
    parts = [];
    bytes = 0;
  };
  for (const field of fields) {
    const bits = packedBits(field);
    const size = runBytes(field);
    if (field.condition !== undefined || field.list !== undefined || (bits === undefined && size === undefined)) {
      closeRun();
      segments.push({ kind: 'single', field });
    } else if (bits !== undefined) {
      open.push(field);
      openBits += bits;
      if (openBits % 8 !== 0) continue;
      parts.push({ offset: bytes, bytes: openBits / 8, fields: open });
      bytes += openBits / 8;
      open = [];
      openBits = 0;
    } else if (size !== undefined) {
      parts.push({ offset: bytes, bytes: size, fields: [field] });
      bytes += size;
    }
  }
  closeRun();
  return segments;
}

function runBytes(field: Field): number | undefined {
  if (field.value.kind === 'integer') return fixedBytes(field.value);
  return field.value.kind === 'bytes' && field.extent.kind === 'fixed' ? field.extent.bytes : undefined;
}

/** Shift of each bit field of a part, counted from the lowest bit. */
export function shifts(
  part: Part,
): readonly { readonly field: Field; readonly bits: number; readonly shift: number }[] {
  let left = part.bytes * 8;
  return part.fields.map((field) => {
    const bits = packedBits(field) ?? left;
    left -= bits;
    return { field, bits, shift: left };
  });
}
