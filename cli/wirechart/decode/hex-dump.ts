const ROW = 16;

/** Rows of 16 bytes: offset, digits, and the characters that are printable ASCII. */
export function hexDump(bytes: Uint8Array, from = 0, limit = Number.POSITIVE_INFINITY): readonly string[] {
  const rows: string[] = [];
  const end = Math.min(bytes.length, limit);
  for (let at = 0; at < end; at += ROW) {
    const row = [...bytes.subarray(at, Math.min(at + ROW, end))];
    const digits = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    rows.push(`${(from + at).toString(16).padStart(4, '0')}  ${digits.padEnd(3 * ROW)} ${text}`);
  }
  if (end < bytes.length) rows.push(`… ${bytes.length - end} more bytes`);
  return rows;
}
