/**
 * Whether the memory of the bytes was transferred to another thread. Node 20 has no `ArrayBuffer.detached`, but it cannot
 * create a view of such a buffer.
 */
export function isDetached(bytes: Uint8Array): boolean {
  // First: reading `buffer` of short arrays allocates one.
  if (bytes.length > 0) return false;
  try {
    new Uint8Array(bytes.buffer);
    return false;
  } catch {
    return true;
  }
}
