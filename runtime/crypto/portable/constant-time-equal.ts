/**
 * Whether two arrays hold the same bytes, for secret values. Every byte is read, whatever the result: the time depends
 * on the length alone as far as JavaScript allows that. Public values are compared with `equalBytes` of runtime/wire.
 */
export function constantTimeEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
