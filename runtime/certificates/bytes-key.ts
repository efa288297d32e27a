/** Bytes as a string of the same length, one UTF-16 unit a byte, for use as the key of a Map or Set. */
export function bytesKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
