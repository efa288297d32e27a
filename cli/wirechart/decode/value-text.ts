import type { Meaning, SpecNode } from 'wirechart/dissect';
import { visible } from '../../terminal/output.ts';

/** Bytes of a value shown in its line; more of them are counted, and listed below with --raw. */
const SHOWN = 32;

/** What a node says, in one line without colours; empty where its children or its bytes say it all. */
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

/** Text where it is text, otherwise digits; and how many where not all are shown. */
function bytesText(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  if (isText(bytes)) {
    const text = visible(Buffer.from(bytes).toString('latin1'));
    return text.length <= 4 * SHOWN ? `"${text}"` : `"${text.slice(0, 4 * SHOWN)}…" ${bytes.length} bytes`;
  }
  const digits = Buffer.from(bytes.subarray(0, SHOWN)).toString('hex');
  return bytes.length <= SHOWN ? digits : `${digits}… ${bytes.length} bytes`;
}

/** Printable ASCII, and enough of it not to be chance. */
function isText(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}
