import { CST, Lexer } from 'yaml';
import type { Report } from '../diagnostics/report.ts';
import { MAX_DEPTH, MAX_VALUES } from './limits.ts';

/** A value of a block has a key, a colon, a dash, a tag and an anchor at most. */
const MAX_TOKENS = 6 * MAX_VALUES;

export const TOO_DEEP = `maps and lists are nested deeper than ${MAX_DEPTH} levels`;
export const TOO_MANY_VALUES = `a file may hold ${MAX_VALUES} values: split it`;

/**
 * Whether a file is small enough to be parsed; reports if it is not. The parser's time and memory grow too fast for
 * hostile input: a gigabyte for a million brackets, minutes for 80,000 keys.
 */
export function isParsable(text: string, report: Report): boolean {
  let offset = 0;
  let tokens = 0;
  let depth = 0;
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token);
    // These tokens have no characters in the text.
    if (type === 'doc-mode' || type === 'flow-error-end' || type === 'scalar') continue;
    if (type === 'flow-map-start' || type === 'flow-seq-start') depth += 1;
    if (type === 'flow-map-end' || type === 'flow-seq-end') depth -= 1;
    if (type !== 'space' && type !== 'newline' && type !== 'comment') tokens += 1;
    // Nesting of blocks is reported with its position when the values are read.
    if (depth > MAX_DEPTH || tokens > MAX_TOKENS) {
      report(offset, depth > MAX_DEPTH ? TOO_DEEP : TOO_MANY_VALUES);
      return false;
    }
    offset += token.length;
  }
  return true;
}
