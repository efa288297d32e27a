/** Bytes of all elements of a list together. */
export function totalSize<T>(items: readonly T[], codec: { size(item: T): number }): number {
  let size = 0;
  for (const item of items) size += codec.size(item);
  return size;
}
