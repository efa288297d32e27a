/** A number in place of a slot: there is none. */
export const NO_SLOT = -1;

/** An array with one number for each slot. */
export type Column = Uint8Array | Int32Array | Uint32Array | Float64Array;

/** Slots of a column when it is first needed. */
const FIRST_SLOTS = 64;

/**
 * The column, or a longer copy of it that has an element for `slot`: twice as long at least, so that growth costs little for
 * each slot. New elements are 0.
 */
export function withSlot<C extends Column>(column: C, slot: number): C {
  if (slot < column.length) return column;
  const Type = column.constructor as new (length: number) => C;
  const longer = new Type(Math.max(FIRST_SLOTS, 2 * column.length, slot + 1));
  longer.set(column);
  return longer;
}
