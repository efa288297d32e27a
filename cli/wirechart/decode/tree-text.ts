import type { Problem, SpecNode } from 'wirechart/dissect';
import { color, visible } from '../../terminal/output.ts';
import { hexDump } from './hex-dump.ts';
import { valueText } from './value-text.ts';

export interface TreeStyle {
  /** Maximum number of levels below the first. */
  readonly depth: number;
  /** Print all bytes of long fields. */
  readonly raw: boolean;
  /** Print the description of each field. */
  readonly docs: boolean;
}

/** Number of bytes in the column of digits. */
const COLUMN = 8;
const COLUMN_WIDTH = 3 * COLUMN;

/** A tree as lines: offset, first bytes, name, value. Values of one level are aligned. `indent`: level of the root. */
export function treeLines(bytes: Uint8Array, root: SpecNode, style: TreeStyle, indent = 0): readonly string[] {
  const lines: string[] = [];
  const digits = Math.max(4, bytes.length.toString(16).length);
  const gap = ' '.repeat(digits + 2 + COLUMN_WIDTH + 1);
  // Text of a spec is escaped, so that it cannot control the terminal.
  const visit = (node: SpecNode, name: string, width: number, level: number): void => {
    const margin = '  '.repeat(indent + level);
    const offset = color.dim(node.at.toString(16).padStart(digits, '0'));
    const text = valueText(node);
    const value = node.meaning?.name === undefined ? text : text.replace(/ .*/, (known) => color.green(known));
    const label = node.kind === 'value' ? name : color.bold(name);
    const fill = text === '' ? '' : ' '.repeat(width - name.length + 2);
    lines.push(`${offset}  ${color.cyan(column(bytes, node))} ${margin}${label}${fill}${value}`);
    if (style.docs && node.doc !== undefined) lines.push(`${gap}${margin}  ${color.dim(visible(node.doc))}`);
    if (style.raw && node.value instanceof Uint8Array && node.value.length > COLUMN) {
      for (const line of hexDump(node.value, node.at)) lines.push(`${gap}${margin}  ${color.dim(line)}`);
    }
    if (level < style.depth) {
      const names = node.children.map((child) => visible(node.kind === 'list' ? `[${child.name}]` : child.name));
      const widest = names.reduce((most, each) => Math.max(most, each.length), 0);
      for (const [index, child] of node.children.entries()) visit(child, names[index] ?? '', widest, level + 1);
    } else if (node.children.length > 0) lines.push(`${gap}${margin}  ${color.dim('…')}`);
    for (const problem of node.problems) lines.push(`${gap}${margin}  ${problemText(problem)}`);
  };
  const name = visible(root.name);
  visit(root, name, name.length, 0);
  return lines;
}

function problemText({ code, field, reason }: Problem): string {
  return color.red(visible(`✗ ${field}: ${reason} (${code})`));
}

/** The bits of a field that does not fill its bytes, otherwise the first bytes. */
function column(bytes: Uint8Array, { kind, at, end, bits }: SpecNode): string {
  if (kind !== 'value') return ' '.repeat(COLUMN_WIDTH);
  if (bits !== undefined) return bitPattern(bytes, at, end, bits).padEnd(COLUMN_WIDTH);
  const shown = bytes.subarray(at, Math.min(end, at + COLUMN));
  const pairs = [...shown].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `${pairs}${end - at > COLUMN ? '…' : ''}`.padEnd(COLUMN_WIDTH);
}

/** `..1.....`: the bits of a field at their positions in its bytes. */
function bitPattern(bytes: Uint8Array, at: number, end: number, bits: { from: number; count: number }): string {
  const all = [...bytes.subarray(at, end)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const pattern = [...all].map((bit, index) => (index >= bits.from && index < bits.from + bits.count ? bit : '.'));
  return pattern.join('').slice(0, COLUMN_WIDTH);
}
