import type { Meaning, SpecNode } from 'wirechart/dissect';
import { visible } from '../../terminal/output.ts';

/** Maximum number of bytes of a value in its line. For a longer value the line has its length, and --raw prints all. */
const SHOWN = 32;

/** The value of a node as one line without colours; empty if its children or bytes are sufficient. */
export function valueText(node: SpecNode): string {
  const { kind, type, children, variant, value, meaning } = node;
  if (kind === 'message')
    return visible([type === node.name ? '' : type, variant ?? ''].filter((each) => each !== '').join(' '));
  if (kind === 'list') return visible(`${children.length} × ${type}`);
  if (value instanceof Uint8Array) return bytesText(value);
  if (value === undefined) return '';
  return meaning === undefined ? String(value) : visible(meaningText(meaning));
}

/** `0x1301 TLS_AES_128_GCM_SHA256`. */
function meaningText({ text, name }: Meaning): string {
  return `${text} ${name ?? '(not in the registry)'}`;
}

/** Text if the bytes are text, otherwise digits; with the length if some are omitted. */
function bytesText(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  if (isText(bytes)) {
    const text = visible(Buffer.from(bytes).toString('latin1'));
    return text.length <= 4 * SHOWN ? `"${text}"` : `"${text.slice(0, 4 * SHOWN)}…" ${bytes.length} bytes`;
  }
  const digits = Buffer.from(bytes.subarray(0, SHOWN)).toString('hex');
  return bytes.length <= SHOWN ? digits : `${digits}… ${bytes.length} bytes`;
}

/** Printable ASCII, and long enough that this is not accidental. */
function isText(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}
